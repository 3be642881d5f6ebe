//! The same number again
//!
//! What for: a tag tells a value that has come back from one that never went away.
//!
//! Buffers for snapshots are kept in a free list: `head` says which one is first, and `next` leads to the
//! others. Taking one by compare-exchange, a thread may be late: meanwhile two were taken and the first was
//! put back, so `head` is what it was, and `next` is outdated. Two threads get one buffer.
//!
//! There is room for a tag beside the index: `head` is 16 times the tag, plus the index of the
//! first buffer. Mend `new_head`, so that no `head` comes back.

// exercise: lesson 15_snapshots
// exercise: kind code
// exercise: minutes 4
// exercise: hint Follow `head` through the counterexample. Which value does it have three times, and what has happened in between?
// exercise: hint The late compare-exchange should fail. So `head` must be another number, though the index is the same. Which part of it is free to change?
// exercise: hint Increase the tag by 1 at each change: that is 16 more, beside the new index.
// exercise: after ABA: A, then B, then A again, and a compare-exchange can't tell. A tag makes the second A another number, until it runs over. Epochs and hazard pointers do it in another way: a buffer does not come back while somebody looks at it.

use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::thread;

struct FreeList {
    head: AtomicUsize,
    next: [AtomicUsize; 4],
}

/// What `head` is to be, after `old`, with this buffer as the first.
fn new_head(old: usize, first: usize) -> usize {
    // yours: new_head
    let tag = old / 16;
    16 * (tag + 1) + first
    //- let tag = old / 16;
    //- 16 * tag + first
    // end
}

impl FreeList {
    fn take(&self) -> usize {
        loop {
            let old = self.head.load(SeqCst);
            let first = old % 16;
            let second = self.next[first].load(SeqCst);
            if self.head.compare_exchange(old, new_head(old, second), SeqCst, SeqCst).is_ok() {
                return first;
            }
        }
    }

    fn put_back(&self, buffer: usize) {
        loop {
            let old = self.head.load(SeqCst);
            self.next[buffer].store(old % 16, SeqCst);
            if self.head.compare_exchange(old, new_head(old, buffer), SeqCst, SeqCst).is_ok() {
                return;
            }
        }
    }
}

fn who_has_which(tag: usize) -> &'static str {
    let next = [AtomicUsize::new(1), AtomicUsize::new(2), AtomicUsize::new(3), AtomicUsize::new(0)];
    let list = FreeList { head: AtomicUsize::new(16 * tag), next };
    list.put_back(list.take()); // from here on, `head` is what `new_head` has made
    let (mine, other) = thread::scope(|scope| {
        let other = scope.spawn(|| {
            let (one, kept) = (list.take(), list.take());
            list.put_back(one);
            kept
        });
        (list.take(), other.join().unwrap())
    });
    if [mine, list.take()].contains(&other) { "two have the same" } else { "each has its own" }
}

// racelab: outcomes "each has its own"
fn a_new_list() -> &'static str {
    who_has_which(0)
}

// racelab: outcomes "each has its own"
fn one_that_has_a_tag() -> &'static str {
    who_has_which(1)
}

// again: numbers
// racelab: outcomes "each has its own"
fn one_with_a_large_tag() -> &'static str {
    who_has_which(6)
}
// end
