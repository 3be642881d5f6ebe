//! Scenarios that misbehave: each gets a report that says what to do, and the next exploration in the same
//! process still works.

use std::time::{Duration, Instant};

use racelab_loom::explore::{Exploration, Limits, explore_by_loom as explore, explore_within};
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
    let limits = Limits { one_execution: Duration::from_millis(300), ..Limits::of_loom() };
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
    let limits = Limits { executions: 100, ..Limits::of_loom() };
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

#[test]
fn a_destructor_that_panics_while_another_panic_unwinds_is_reported_with_both() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("the second");
        }
    }
    let exploration = survives(|| {
        workers(2, |me| {
            let _panics = if me == 1 { Some(Panics) } else { None };
            assert!(me == 0, "the first");
        });
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Panic);
    let report = exploration.report().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.contains("the first") && report.contains("panicked as well: the second"), "{report}");
}

#[cfg(unix)]
#[test]
fn a_scenario_that_asks_for_more_memory_than_there_is_is_reported_and_ends_nothing_else() {
    let exploration = survives(|| {
        // Of no use to anybody, so that it has to be asked for before the compiler finds that out.
        std::hint::black_box(vec![1_u8; std::hint::black_box(1 << 46)]);
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Aborted);
    let summary = exploration.summary().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        summary.contains("asks for 70,368,744,177,664 bytes of memory at once")
            || summary.contains("more memory than it gets"),
        "{summary}"
    );
}

#[cfg(unix)]
#[test]
fn a_scenario_that_aborts_is_reported_and_ends_nothing_else() {
    let exploration = survives(|| {
        if std::hint::black_box(true) {
            std::process::abort();
        }
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::Aborted);
    assert!(exploration.summary().contains("calls abort"), "{}", exploration.summary());
}

#[test]
fn a_loop_that_goes_round_for_ever_is_shown_up_to_its_second_turn() {
    let by_two = survives(|| {
        let (flag, weights) = (AtomicBool::new(false), Mutex::new(0));
        while !flag.load(Relaxed) {
            *weights.lock().unwrap() += 1;
        }
        "done".to_owned()
    });
    let report = by_two.report();
    assert!(report.lines().count() < 30, "{report}");
    let advice = report.find("must call yield_now").expect("advice");
    assert!(advice < report.find("An execution up to there").expect("a diagram"), "advice first: {report}");
    let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("more steps are left out: from there on it goes round and round, at"), "{report}");
    assert_eq!(words.matches("loads false").count(), 2, "two turns: {report}");
}

#[test]
fn an_execution_that_is_too_large_without_a_loop_is_cut_short_as_well() {
    let exploration = survives(|| {
        let flag = AtomicBool::new(false);
        flag.store(true, Relaxed);
        fn halves(flag: &AtomicBool, depth: u32) {
            if depth == 0 {
                flag.store(true, Relaxed);
            } else {
                halves(flag, depth - 1);
                flag.load(Relaxed);
                halves(flag, depth - 1);
            }
        }
        halves(&flag, 14);
        "done".to_owned()
    });
    assert_eq!(kind(&exploration), FailureKind::TooLarge);
    let report = exploration.report();
    assert!(report.lines().count() < 70 && report.contains("more steps are left out"), "{report}");
}

#[test]
fn an_execution_that_never_ends_ends_soon_once_somebody_wants_that() {
    let endless = || {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            std::hint::spin_loop();
        }
        "done".to_owned()
    };
    let limits = Limits { interrupted: || true, one_execution: Duration::from_secs(50), ..Limits::of_loom() };
    // Interrupted before the first execution, there is nothing to wait for.
    assert_eq!(explore_within(&scenario(endless), &limits).all_executions(), 0);
    static FIRST_ASKED: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let interrupted = || FIRST_ASKED.get_or_init(Instant::now).elapsed() > Duration::from_millis(200);
    let exploration = explore_within(&scenario(endless), &Limits { interrupted, ..limits });
    assert_eq!(exploration.stopped, Some("interrupted, in an execution that did not end"));
    assert!(exploration.elapsed < Duration::from_secs(40), "not at the limit: {:?}", exploration.elapsed);
    assert!(!exploration.failed() && !exploration.is_exhaustive());
}

#[test]
fn only_an_exhaustive_exploration_says_that_something_is_mended() {
    let harmless = || "done".to_owned();
    let mended = |scenario: &Scenario, limits| explore_within(scenario, &limits).mended();
    let all = mended(&scenario(harmless), Limits::of_loom()).expect("nothing is wrong");
    assert!(all.contains("mistake is mended"), "{all}");
    let wrong = || "wrong".to_owned();
    assert_eq!(mended(&scenario(wrong), Limits::of_loom()), None);
    for (scenario, limits) in [
        (*safe("mutex-short", "2 workers"), Limits { executions: 10, ..Limits::of_loom() }),
        (*safe("mutex-short", "2 workers"), Limits { time: Duration::ZERO, ..Limits::of_loom() }),
        (*safe("mutex-short", "2 workers"), Limits { interrupted: || true, ..Limits::of_loom() }),
        (scenario(harmless).bounded(1), Limits::of_loom()),
        (scenario(harmless).every_order_of(2), Limits::of_loom()),
    ] {
        let so_far = mended(&scenario, limits).expect("nothing is wrong");
        assert!(so_far.contains("so far") && !so_far.contains("mistake is mended"), "{so_far}");
    }
}
