//! The careful and the careless
//!
//! What for: it takes everybody to keep an update safe.
//!
//! Worker A adds 1 to a sum with `fetch_add`, which is one step. Worker B adds 10 with a load and a store, which are
//! two. "At least A is careful," says somebody, "so A's update is safe, and B has only itself to blame."
//!
//! Which sums are possible when both are done? Write all of them into `POSSIBLE`.

// exercise: lesson 07_atomics
// exercise: kind prediction
// exercise: minutes 4
// exercise: hint A is one step. It can come before B's two steps, after them, or between.
// exercise: hint Three cases, three sums, and two of them are the same. What does B store if A comes between?
// exercise: hint What B stores was computed from what B has loaded, whatever came after. What A has added since then is gone.
// exercise: after It is the careful one whose update is lost, and never the careless one's. A read-modify-write protects itself against what comes before it, and not against somebody who writes over it.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

// racelab: scenario
fn sum_of_both() -> u32 {
    let sum = AtomicU32::new(0);
    thread::scope(|scope| {
        // A.
        scope.spawn(|| sum.fetch_add(1, Relaxed));
        // B.
        scope.spawn(|| {
            let before = sum.load(Relaxed);
            sum.store(before + 10, Relaxed);
        });
    });
    sum.into_inner()
}

// yours: possible
const POSSIBLE: &[u32] = &[10, 11];
//- const POSSIBLE: &[u32] = &[11];
// end
