//! What loom leaves out and the wrappers explore as a choice: early wake-ups, weak compare-exchanges that
//! fail for no reason, notifications that wake another thread, and orders of starting threads.

use racelab_loom::explore::{Exploration, Limits, explore_by_loom as explore, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{Condvar, Mutex, named, thread, workers};

/// One thread says that it is ready; the other waits for that in the given way.
fn handoff(wait: fn(&Mutex<bool>, &Condvar)) -> String {
    let ready = named("ready", Mutex::new(false));
    let changed = named("changed", Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            *ready.lock().unwrap() = true;
            changed.notify_all();
        });
        wait(&ready, &changed);
        format!("ready {}", *ready.lock().unwrap())
    })
}

/// The report without its line breaks.
fn flat(exploration: &Exploration) -> String {
    exploration.report().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn explored(allowed: &'static [&'static str], run: fn() -> String) -> Exploration {
    explore(&Scenario::new("choices", "of a test", allowed, run))
}

#[test]
fn an_if_where_a_while_belongs_is_caught_by_an_early_wake_up() {
    let with_if = explored(&["ready true"], || {
        handoff(|ready, changed| {
            let guard = ready.lock().unwrap();
            if !*guard {
                drop(changed.wait(guard).unwrap());
            }
        })
    });
    assert_eq!(with_if.values(), ["ready false", "ready true"]);
    let report = flat(&with_if);
    assert!(report.contains("wait 1 of thread 0 ends though nobody notified it"), "{report}");
}

#[test]
fn a_while_is_right_however_early_a_thread_wakes() {
    let with_while = explored(&["ready true"], || {
        handoff(|ready, changed| {
            let mut guard = ready.lock().unwrap();
            while !*guard {
                guard = changed.wait(guard).unwrap();
            }
        })
    });
    assert!(!with_while.failed(), "{}", with_while.report());
    assert!(with_while.with_choices.0 > 0, "{}", with_while.extent());
}

#[test]
fn a_weak_compare_exchange_that_is_not_tried_again_is_caught() {
    let once = || {
        let counter = AtomicU32::new(0);
        workers(2, |_| {
            let seen = counter.load(Relaxed);
            // Right with a strong one: whoever fails has seen the other succeed.
            let _ = counter.compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed);
        });
        format!("at least one {}", counter.into_inner() > 0)
    };
    let exploration = explored(&["at least one true"], once);
    // One failure at a time: the other thread still succeeds.
    assert!(!exploration.failed(), "{}", exploration.report());
    let alone = explored(&["counted 1"], || {
        let counter = AtomicU32::new(0);
        let _ = counter.compare_exchange_weak(0, 1, Relaxed, Relaxed);
        format!("counted {}", counter.into_inner())
    });
    assert_eq!(alone.values(), ["counted 0", "counted 1"]);
    assert!(
        flat(&alone).contains("weak compare-exchange 1 of thread 0 fails for no reason"),
        "{}",
        alone.report()
    );
}

#[test]
fn a_notification_of_one_may_wake_any_waiting_thread() {
    let exploration = explored(&["woken 1", "woken 2"], || {
        // Two threads wait; one notification; whoever wakes says so and wakes the other.
        let state = Mutex::new((0, 0));
        let changed = Condvar::new();
        workers(3, |me| {
            let mut guard = state.lock().unwrap();
            if me == 2 && guard.0 == 0 {
                // Only when worker 1 came first is it known who has waited longer.
                guard.1 = 9;
                changed.notify_all();
                return;
            }
            if me == 0 {
                // Only when both wait is there a choice.
                if guard.0 == 2 {
                    guard.1 = 3;
                    changed.notify_one();
                } else {
                    guard.1 = 9;
                    changed.notify_all();
                }
                return;
            }
            guard.0 += 1;
            guard = changed.wait_while(guard, |state| state.1 == 0).unwrap();
            if guard.1 == 3 {
                guard.1 = me;
                changed.notify_all();
            }
        });
        match state.into_inner().unwrap().1 {
            // Not both waited when the notification came.
            9 => "woken 1".to_owned(),
            me => format!("woken {me}"),
        }
    });
    // ANCHOR: first_come
    assert_eq!(exploration.values(), ["woken 1", "woken 2"], "{}", exploration.report());
    let without = Limits { choices: false, ..Limits::of_loom() };
    let first_come = explore_within(&exploration.scenario, &without);
    assert_eq!(first_come.values(), ["woken 1"], "loom by itself wakes who has waited longest");
    // ANCHOR_END: first_come
}

#[test]
fn the_outcome_that_loom_skips_is_found_under_another_order_of_starting() {
    let run = || {
        let counter = AtomicU32::new(0);
        let seen = workers(2, |me| {
            let seen = counter.load(Relaxed);
            if me == 1 {
                counter.store(seen + 2, Relaxed);
            }
            seen
        });
        format!("{seen:?}")
    };
    let plain = Scenario::new("orders", "of a test", &["[0, 0]", "[2, 0]"], run);
    let every = plain.every_order_of(2);
    assert_eq!(explore(&every).values(), ["[0, 0]", "[2, 0]"]);
    assert_eq!(explore(&plain).values().len(), 1, "if loom finds both by itself, this is no longer needed");
}
