//! No data race, no update lost, and two results.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Mutex, named, workers};

const SCENARIO: Scenario =
    Scenario::new("race_free", "2 workers add once each", &["weight 0", "weight 1"], two_additions);

// ANCHOR: two_additions
fn two_additions() -> String {
    let weight = named("weight", Mutex::new(16_777_216.0_f32));
    workers(2, |me| *weight.lock().unwrap() += [1.0, -16_777_216.0][me]);
    format!("weight {}", weight.into_inner().unwrap())
}
// ANCHOR_END: two_additions

/// Prints what the engine finds.
pub fn main() {
    println!("{}", explore(&SCENARIO).report());
}
