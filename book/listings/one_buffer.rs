//! One buffer a worker, one barrier a round: is that enough?
//!
//! Two rounds of what the thread-local trainer does, with the weights left out. loom checks every access
//! to a buffer.

use racelab_loom::explore::explore_by_loom;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Barrier, Guarded, named, workers};

const ONE_BUFFER: Scenario = Scenario::new("one buffer", "2 workers, 2 rounds", &["sums 3 and 5"], || {
    let sums = two_rounds();
    format!("sums {} and {}", sums[0], sums[1])
});

// ANCHOR: rounds
fn two_rounds() -> [i32; 2] {
    let barrier = Barrier::new(2);
    let parts = [0, 1].map(|me| named(("parts", me), Guarded::new(0)));
    let sums = workers(2, |me| {
        [1, 2].map(|round| {
            // Not SAFE, as loom will say.
            unsafe { parts[me].write(|mine| *mine = round + me as i32) };
            barrier.wait().expect("nobody gives up");
            parts.iter().map(|part| unsafe { part.read(|&part| part) }).sum::<i32>()
        })
    });
    sums[0]
}
// ANCHOR_END: rounds

/// Says what loom finds.
pub fn main() {
    print!("{}", explore_by_loom(&ONE_BUFFER).report());
}
