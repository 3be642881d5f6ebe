//! The same again?
//!
//! What for: a compare-exchange compares a value, not what has happened to it.
//!
//! Free buffers are in a list: `first` is the first one, and `next[b]` is the one after buffer `b`. At the beginning,
//! that is 0, 1, 2. Worker A, thread 1 in the drawing, takes a buffer. Worker B, thread 0, takes two, and gives back
//! the one that it took first. Both do it with compare-exchange loops, and in the execution that is drawn a buffer
//! that B keeps is among the free ones all the same. No ordering would help.
//!
//! There is one line in which a compare-exchange succeeds, though the list is no longer the one that was looked at.
//! Write its number into `LINE`.

// exercise: lesson 07_atomics
// exercise: kind reading
// exercise: minutes 5
// exercise: hint Two lines exchange: one takes, one gives back. In the drawing, look for the only exchange of the worker that takes one buffer.
// exercise: hint Worker A looked when 0 was the first and 1 the next. What has become of buffer 1 when A exchanges? What is the first one then?
// exercise: hint 0 is the first one again, as it was. So the exchange in `take` succeeds, and makes 1 the first of the free ones, which B has.
// exercise: after The value was A, then B, then A again: the ABA problem, and no ordering helps. Keep a count beside the index, in the same atomic, that every change increases; then it is never the same again.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::*;
use std::thread;

struct Pool {
    first: AtomicUsize,
    next: [AtomicUsize; 3],
}

impl Pool {
    fn take(&self) -> usize {
        loop {
            let first = self.first.load(Acquire);
            let next = self.next[first].load(Relaxed);
            if self.first.compare_exchange(first, next, AcqRel, Relaxed).is_ok() { // exercise: here
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

#[test]
fn what_is_taken_is_not_free() {
    let (first, next_0) = (AtomicUsize::new(0), AtomicUsize::new(1));
    let (next_1, next_2) = (AtomicUsize::new(2), AtomicUsize::new(3));
    let pool = Pool { first, next: [next_0, next_1, next_2] };
    let kept = thread::scope(|scope| {
        scope.spawn(|| pool.take());
        let taken = pool.take();
        let kept = pool.take();
        pool.give_back(taken);
        kept
    });
    assert_ne!(pool.first.into_inner(), kept, "B has it, and it is free");
}

// yours: line
const LINE: u32 = 28;
//- const LINE: u32 = 0;
// end
