//! The same number
//!
//! What for: a compare-exchange compares a value, and not what has happened to it.
//!
//! Buffers for snapshots are kept in a free list. `head` is the number of the first one that is
//! free, `next` leads to the others. One thread takes two buffers and puts the first back.
//! Meanwhile another thread takes a buffer, and then the list hands out one that is in use, as you
//! see above.
//!
//! Which line goes wrong by taking "the same number" for "nothing has happened"? Write its number
//! into LINE.

// exercise: lesson 15_snapshots
// exercise: kind reading
// exercise: minutes 5
// exercise: hint Follow `head` in the counterexample, from the top to the bottom. How often does it have the same value?
// exercise: hint Thread 0 has read `next` before the other thread took two buffers. When does it make use of what it has read, and what does it check before?
// exercise: hint It checks that `head` is what it was. It is, but the list behind it is another one.
// exercise: after This is called ABA: A, then B, then A again. A number that only grows beside the index (a tag) makes the second A another one; so do epochs and hazard pointers, which keep a buffer from coming back while somebody looks at it.

use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::thread;

const NONE: usize = 9;

struct FreeList {
    head: AtomicUsize,
    next: [AtomicUsize; 3],
}

impl FreeList {
    fn take(&self) -> usize {
        loop {
            let first = self.head.load(SeqCst);
            if first == NONE {
                return NONE;
            }
            let second = self.next[first].load(SeqCst);
            let exchanged = self.head.compare_exchange(first, second, SeqCst, SeqCst); // exercise: here
            if exchanged.is_ok() {
                return first;
            }
        }
    }

    fn put_back(&self, buffer: usize) {
        loop {
            let first = self.head.load(SeqCst);
            self.next[buffer].store(first, SeqCst);
            if self.head.compare_exchange(first, buffer, SeqCst, SeqCst).is_ok() {
                return;
            }
        }
    }
}

// racelab: outcomes "each has its own"
fn who_has_which() -> &'static str {
    let next = [AtomicUsize::new(1), AtomicUsize::new(2), AtomicUsize::new(NONE)];
    let list = FreeList { head: AtomicUsize::new(0), next };
    let (mine, other) = thread::scope(|scope| {
        let other = scope.spawn(|| {
            let (one, kept) = (list.take(), list.take());
            list.put_back(one);
            kept
        });
        (list.take(), other.join().unwrap())
    });
    let last = list.take();
    if mine == other || other == last { "two have the same" } else { "each has its own" }
}

// yours: line
const LINE: u32 = 32;
//- const LINE: u32 = 0;
// end
