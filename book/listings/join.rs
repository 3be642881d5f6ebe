//! Join synchronises: what a thread wrote is visible to whoever has joined it, whatever the ordering.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::Ordering::Relaxed;
use racelab_loom::sync::{AtomicF32, thread};

// ANCHOR: join
const JOIN: Scenario = Scenario::new(
    "join",
    "a thread stores 1",
    &["0 before the join, 1 after it", "1 before the join, 1 after it"],
    || {
        let weight = AtomicF32::new(0.0).named("weight");
        let before = thread::scope(|scope| {
            scope.spawn(|| weight.store(1.0, Relaxed));
            weight.load(Relaxed)
        }); // here the thread is joined
        format!("{before} before the join, {} after it", weight.load(Relaxed))
    },
);
// ANCHOR_END: join

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(&JOIN).report());
}
