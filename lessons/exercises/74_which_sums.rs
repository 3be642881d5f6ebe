//! Which sums?
//!
//! What for: a sum of two loads is of two moments, however strong each load is.
//!
//! A counter has two parts, on a cache line each. A worker adds 1 to part 0, and then 10 to part 1. So what is counted
//! is 0, then 1, then 11. An evaluator adds the parts up meanwhile, part 0 first. All of it is SeqCst.
//!
//! Which sums can the evaluator get?

// exercise: lesson 18_false_sharing
// exercise: kind prediction
// exercise: minutes 3
// exercise: hint The evaluator loads twice. What may the worker do between the two loads?
// exercise: hint If part 0 was loaded too early and part 1 late, which numbers were they?
// exercise: hint There is one order of all four operations, since they are SeqCst. Put the worker's two between the evaluator's two.
// exercise: after The sum of 10 never was: each load is right, and they are of two moments. No ordering makes one moment of two loads; only something that keeps the worker out does.

use crossbeam_utils::CachePadded;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;

// yours: possible
const POSSIBLE: &[u32] = &[0, 1, 10, 11];
//- const POSSIBLE: &[u32] = &[0, 1, 11];
// end

// racelab: scenario
fn what_the_evaluator_gets() -> u32 {
    let parts = [0, 0].map(|part| CachePadded::new(AtomicU32::new(part)));
    thread::scope(|scope| {
        scope.spawn(|| {
            parts[0].fetch_add(1, SeqCst);
            parts[1].fetch_add(10, SeqCst);
        });
        let first = parts[0].load(SeqCst);
        first + parts[1].load(SeqCst)
    })
}
