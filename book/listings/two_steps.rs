//! A load and a store with stronger orderings are still two steps.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::Ordering::{Acquire, Release};
use racelab_loom::sync::{AtomicF32, workers};

// ANCHOR: steps
const TWO_STEPS: Scenario = Scenario::new(
    "two_steps",
    "2 workers: load with Acquire, store with Release",
    &["2 of 2 updates arrived"],
    || {
        let weight = AtomicF32::new(0.0).named("weight");
        workers(2, |_| weight.store(weight.load(Acquire) + 1.0, Release));
        format!("{} of 2 updates arrived", weight.into_inner())
    },
)
.every_order_of(2);
// ANCHOR_END: steps

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(&TWO_STEPS).report());
}
