//! A lost update, and a sleep that is meant to prevent it.

use std::thread::sleep;
use std::time::Duration;

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Mutex, named, workers};

const SCENARIO: Scenario = Scenario::new(
    "after_a_sleep",
    "2 workers, 1 update each; worker 1 sleeps first",
    &["2 of 2 updates arrived"],
    two_updates,
);

// ANCHOR: two_updates
fn two_updates() -> String {
    let weight = named("weight", Mutex::new(0));
    workers(2, |me| {
        if me == 1 {
            sleep(Duration::from_millis(1)); // Surely worker 0 is done by then?
        }
        let copy = *weight.lock().unwrap();
        *weight.lock().unwrap() = copy + 1;
    });
    format!("{} of 2 updates arrived", weight.into_inner().unwrap())
}
// ANCHOR_END: two_updates

/// Prints what the engine finds.
pub fn main() {
    println!("{}", explore(&SCENARIO).report());
}
