//! Promises are explored: the trainers built on them, the cell itself, and the parking below it. Where parking is concerned
//! the engine is the judge, since for loom an unpark orders two threads even where nobody parks.

use crate::common::is_safe;
use racelab_loom::explore::story::{Kind, Story};
use racelab_loom::explore::{Exploration, Failure, Limits, explore, explore_within};
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicBool;
use racelab_loom::sync::atomic::Ordering::{Acquire, Release};
use racelab_loom::sync::thread::{self, current, park};
use racelab_loom::sync::{Guarded, label_thread};

#[test]
fn promise_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("promise");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}

#[test]
fn promise_async_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("promise-async");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}

#[test]
fn a_promise_is_received_whoever_comes_first() {
    let explorations = is_safe("promise-cell");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}

/// Values are handed over one after the other, and waited for with `if` where `while` belongs.
fn parks_once(rounds: usize) -> String {
    let cells: Vec<_> = (0..rounds).map(|_| (AtomicBool::new(false), Guarded::new(0))).collect();
    let receiver = current();
    thread::scope(|scope| {
        let cells = &cells;
        scope.spawn(move || {
            for (ready, value) in cells {
                // SAFETY: none, or the test would be pointless.
                unsafe { value.write(|value| *value = 1) };
                ready.store(true, Release);
                receiver.unpark();
            }
        });
        let received = cells.iter().map(|(ready, value)| {
            if !ready.load(Acquire) {
                park();
            }
            // SAFETY: none, or the test would be pointless.
            unsafe { value.read(|&value| value) }
        });
        format!("received {}", received.sum::<i32>())
    })
}

fn kind(exploration: &Exploration) -> Option<FailureKind> {
    exploration.failure.as_ref().map(Failure::kind)
}

#[test]
fn a_park_without_its_loop_is_caught_by_a_park_that_ends_for_no_reason_and_by_a_token_that_is_left_over() {
    let once = Scenario::new("parks once", "1 round", &["received 1"], || parks_once(1));
    let twice = Scenario::new("parks once", "2 rounds", &["received 2"], || parks_once(2));
    assert_eq!(kind(&explore(&once)), Some(FailureKind::DataRace));
    // From here on no park ends for no reason.
    let without = Limits { choices: false, ..Limits::default() };
    assert_eq!(kind(&explore_within(&once, &without)), None);
    assert_eq!(kind(&explore_within(&twice, &without)), Some(FailureKind::DataRace));
}

#[test]
fn parking_is_told_step_by_step() {
    let scenario = Scenario::new("parking", "of a test", &["done"], || {
        let sleeper = current();
        label_thread("sleeper");
        thread::scope(|scope| {
            scope.spawn(move || {
                label_thread("waker");
                sleeper.unpark();
            });
            park();
        });
        "done".to_owned()
    });
    let found = explore_within(&scenario, &Limits { choices: false, ..Limits::default() });
    let story = Story::of_witness(&found.witness(&found.outcomes[0]), None, false);
    let mut told: Vec<_> =
        story.steps.iter().map(|step| format!("{}: {}", story.threads[step.thread], step.text)).collect();
    told.sort_unstable();
    assert_eq!(told, ["sleeper: parks", "sleeper: wakes from parking", "waker: unparks sleeper"]);
    let [arrow] = story.arrows[..] else { panic!("one arrow: {:?}", story.arrows) };
    assert!(
        arrow.kind == Kind::Synchronises && story.steps[arrow.to].text == "wakes from parking",
        "{arrow:?}"
    );
}
