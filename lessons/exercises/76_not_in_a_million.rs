//! Not in a million runs
//!
//! What for: what a sample can show depends on how it is drawn.
//!
//! Two workers each say that they have come, and then see whether the other has. The orderings are those that
//! publishing takes. A colleague has drawn a million runs by PCT, which always reads the newest value. They ended
//! with (0, 1), (1, 0) and (1, 1), so he says that one of the two always sees the other.
//!
//! Then runs are drawn by uniform choice: of who is next, and of each value that may be read. Which pairs can be
//! among them? Write down every pair that is possible, and none that is not.

// exercise: lesson 19_random_schedules
// exercise: kind prediction
// exercise: minutes 3
// exercise: fast
// exercise: hint Uniform choice draws from all executions that the memory model allows. Which of them are no interleavings?
// exercise: hint Release and Acquire order what is passed on from one thread to another. What is passed on here, if each worker reads the 0?
// exercise: hint Each reads 0 if each store is late. Nothing forbids it: there is no fence, and nothing is SeqCst.
// exercise: after A method that reads what is newest draws interleavings, and no number of runs makes up for that: what it cannot draw, it has not looked for. Lesson 9 knows this program as store buffering.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

// yours: possible
const POSSIBLE: &[(u32, u32)] = &[(0, 0), (0, 1), (1, 0), (1, 1)];
//- const POSSIBLE: &[(u32, u32)] = &[(1, 1)];
// end

// racelab: scenario
fn who_sees_whom() -> (u32, u32) {
    let (one, other) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        let sees = scope.spawn(|| {
            one.store(1, Release); // pairs with the Acquire of whoever looks
            other.load(Acquire)
        });
        other.store(1, Release); // the same
        let seen = one.load(Acquire);
        (sees.join().unwrap(), seen)
    })
}
