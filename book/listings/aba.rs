//! ABA: a compare-exchange that succeeds, although a lot has changed in between.
//!
//! A pool of buffers that workers take from and give back to: a linked list through indices, without a
//! lock. All accesses are to atomics, and it is all safe Rust.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicUsize;
use racelab_loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use racelab_loom::sync::{named, workers};

const ABA: Scenario = Scenario::new(
    "aba",
    "2 workers take buffers; worker 1 gives one back",
    &["every buffer is owned or free"],
    aba,
)
.every_order_of(2);

// ANCHOR: pool
/// Buffers 0, 1 and 2 are free, in this order; 3 is the end of the list.
struct Pool {
    first: AtomicUsize,
    next: [AtomicUsize; 3],
}

impl Pool {
    fn take(&self) -> usize {
        loop {
            let first = self.first.load(Acquire);
            let next = self.next[first].load(Relaxed);
            // If `first` is still the first, is `next` still the one after it?
            if self.first.compare_exchange(first, next, AcqRel, Relaxed).is_ok() {
                return first;
            }
        }
    }

    fn give_back(&self, buffer: usize) {
        loop {
            let first = self.first.load(Acquire);
            self.next[buffer].store(first, Relaxed);
            if self.first.compare_exchange(first, buffer, AcqRel, Relaxed).is_ok() {
                return;
            }
        }
    }
}
// ANCHOR_END: pool

// ANCHOR: workers
fn aba() -> String {
    let pool = Pool {
        first: named("first", AtomicUsize::new(0)),
        next: [0, 1, 2].map(|buffer| named(("next", buffer), AtomicUsize::new(buffer + 1))),
    };
    let owned = workers(2, |me| {
        let taken = pool.take();
        if me == 0 {
            return vec![taken];
        }
        let kept = pool.take();
        pool.give_back(taken);
        vec![kept]
    });
    let (owned, free) = (owned.concat(), pool.first.load(Acquire));
    if owned.contains(&free) {
        return format!("buffer {free} is owned and free");
    }
    "every buffer is owned or free".to_owned()
}
// ANCHOR_END: workers

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(&ABA).report());
}
