//! Scenarios that misbehave: each gets a report that says what to do, and the next exploration in the same
//! process still works.

use std::time::{Duration, Instant};

use racelab_loom::explore::{Exploration, Limits, explore, explore_within};
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicBool;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{Arc, Mutex, spin_loop, thread, workers};
use racelab_loom::trainers::scenarios::safe;

fn scenario(run: fn() -> String) -> Scenario {
    Scenario::new("misbehaviour", "of a test", &["done"], run)
}

/// Explores, and then something harmless, to see that nothing was left behind.
fn survives(run: fn() -> String) -> Exploration {
    let exploration = explore(&scenario(run));
    let report = exploration.report();
    for internals in ["loom-0.7", "RefCell", "unwrap()", "threads =", "stack backtrace"] {
        assert!(!report.contains(internals), "the report is no wall of internals: {report}");
    }
    let next = explore(safe("mutex-short", "2 workers"));
    assert!(!next.failed() && next.executions == 182, "{}", next.report());
    exploration
}

fn kind(exploration: &Exploration) -> FailureKind {
    exploration.failure.as_ref().unwrap_or_else(|| panic!("{}", exploration.report())).kind()
}

#[test]
fn a_scenario_that_panics_is_reported_with_what_it_said() {
    let exploration = survives(|| {
        workers(2, |me| assert!(me == 0, "worker {me} does not like it here"));
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Panic);
    assert!(exploration.report().contains("worker 1 does not like it here"), "{}", exploration.report());
}

#[test]
fn a_scenario_that_deadlocks_is_reported_with_who_waits_for_what() {
    let exploration = survives(|| {
        let lock = Mutex::new(0);
        let first = lock.lock().unwrap();
        let second = lock.lock().unwrap();
        format!("{} {}", *first, *second)
    });
    assert_eq!(kind(&exploration), FailureKind::Deadlock);
    assert!(exploration.report().contains("which it holds itself"), "{}", exploration.report());
}

#[test]
fn a_guard_that_is_never_dropped_is_a_deadlock_for_whoever_comes_next() {
    let exploration = survives(|| {
        let lock = Mutex::new(0);
        workers(2, |_| std::mem::forget(lock.lock().unwrap()));
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Deadlock);
}

#[test]
fn a_scenario_that_leaks_is_reported() {
    let exploration = survives(|| {
        std::mem::forget(Arc::new(1));
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Leak);
}

#[test]
fn a_scenario_that_spins_without_yielding_is_told_to_yield() {
    let exploration = survives(|| {
        let flag = AtomicBool::new(false);
        workers(2, |me| {
            if me == 0 {
                flag.store(true, Relaxed);
            } else {
                while !flag.load(Relaxed) {}
            }
        });
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::TooLarge);
    assert!(exploration.report().contains("yield_now"), "{}", exploration.report());
}

#[test]
fn a_scenario_that_waits_for_what_never_comes_is_reported() {
    let exploration = survives(|| {
        let flag = AtomicBool::new(false);
        while !flag.load(Relaxed) {
            spin_loop();
        }
        "done".to_owned()
    });
    assert!(matches!(kind(&exploration), FailureKind::TooLarge | FailureKind::Deadlock));
}

#[test]
fn a_scenario_that_starts_too_many_threads_is_told_the_limit() {
    let exploration = survives(|| {
        thread::scope(|scope| {
            for _ in 0..9 {
                scope.spawn(|| ());
            }
        });
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::TooManyThreads);
    assert!(exploration.report().contains("loom's limit"), "{}", exploration.report());
}

#[test]
fn an_execution_that_never_ends_is_left_behind() {
    let limits = Limits { one_execution: Duration::from_millis(300), ..Limits::default() };
    let endless = || {
        let start = Instant::now();
        // For ever, as far as the exploration can tell; not for ever for this machine.
        while start.elapsed() < Duration::from_secs(20) {
            std::hint::spin_loop();
        }
        "done".to_owned()
    };
    let exploration = explore_within(&scenario(endless), &limits);
    assert_eq!(kind(&exploration), FailureKind::Endless);
    let words = exploration.failure.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(words.contains("without any synchronisation"), "{words}");
    assert!(!explore(safe("mutex-short", "2 workers")).failed());
}

#[test]
fn an_exploration_stops_at_its_limit_and_says_so() {
    let limits = Limits { executions: 100, ..Limits::default() };
    let exploration = explore_within(safe("atomic-add", "2 workers, 2"), &limits);
    assert_eq!(exploration.all_executions(), 100);
    assert!(!exploration.is_exhaustive());
    assert!(exploration.extent().contains("not exhaustive: stopped, limit on executions"));
}

#[test]
fn a_scenario_that_overflows_its_stack_is_reported() {
    let exploration = survives(|| {
        fn deep(depth: u64) -> u64 {
            let here = std::hint::black_box([depth; 64]);
            if depth == 0 { 0 } else { deep(depth - 1) + here[63] % 2 }
        }
        std::hint::black_box(deep(std::hint::black_box(100_000)));
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::StackOverflow);
    assert!(exploration.report().contains("overflows its stack"), "{}", exploration.report());
}
