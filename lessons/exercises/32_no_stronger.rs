//! No stronger than it must be
//!
//! What for: an ordering is a claim about other memory; where there is none to speak of, claim nothing.
//!
//! Workers count their batches, and a display looks at the count whenever it likes. When all workers have been
//! joined, the count is read once more. All that works. But each operation has the strongest ordering, `SeqCst`, "to
//! be on the safe side", and whoever reads it will look for what these orderings are there for.
//!
//! Write the weakest ordering that is still right at each of the three places. Keep the operations as they are.

// exercise: lesson 07_atomics
// exercise: kind weakest
// exercise: minutes 3
// exercise: hint An ordering stronger than `Relaxed` says that other memory may be read after it. Is anything else read here because of the count?
// exercise: hint That no batch is lost is the doing of `fetch_add`, which is one step with any ordering. And what does the `join` do?
// exercise: hint Each number is wanted for its own sake, and the join orders the last look after all that the workers did. So nothing is left for the orderings to do.
// exercise: after A counter that is only a counter is `Relaxed` everywhere. What it must not do is announce anything: "the count is 2, so the results are there" would need more, and is the next lesson.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;
use std::thread;

fn count(done: &AtomicU32) {
    // yours: count
    done.fetch_add(1, Relaxed);
    //- done.fetch_add(1, SeqCst);
    // end
}

fn display(done: &AtomicU32) -> u32 {
    // yours: display
    done.load(Relaxed)
    //- done.load(SeqCst)
    // end
}

fn in_the_end(done: &AtomicU32) -> u32 {
    // yours: in_the_end
    done.load(Relaxed)
    //- done.load(SeqCst)
    // end
}

// racelab: outcomes (0, 1), (1, 1)
fn one_worker() -> (u32, u32) {
    let done = AtomicU32::new(0);
    let displayed = thread::scope(|scope| {
        scope.spawn(|| count(&done));
        display(&done)
    });
    (displayed, in_the_end(&done))
}

// racelab: outcomes (0, 2), (1, 2), (2, 2)
fn two_workers() -> (u32, u32) {
    let done = AtomicU32::new(0);
    let displayed = thread::scope(|scope| {
        scope.spawn(|| count(&done));
        scope.spawn(|| count(&done));
        display(&done)
    });
    (displayed, in_the_end(&done))
}
