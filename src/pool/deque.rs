//! The deque: its owner pushes and takes tasks at the bottom, and others steal them at the top.
//!
//! Chase and Lev, "Dynamic Circular Work-Stealing Deque", SPAA 2005, with the orderings of Lê, Pop, Cohen and Zappa
//! Nardelli, "Correct and Efficient Work-Stealing for Weak Memory Models", PPoPP 2013. Two numbers say what is in it:
//!
//! ```text
//!            steal: top + 1          push: bottom + 1, take: bottom - 1
//!                 |                        |
//!      [ stolen | first task | ... | last task | free ... ]
//!               top                            bottom
//! ```
//!
//! `bottom` is the owner's, who stores it without asking anybody. `top` is everybody's, and only grows: whoever moves it by a
//! compare-exchange has got the task that stood there. As long as there are several tasks, the two ends do not meet, and
//! the owner takes one without a compare-exchange: it says so first, by lowering `bottom`, and looks at `top` after that. A thief
//! does the same from the other side: it reads `top` first, and looks at `bottom` after that. Each says what
//! it wants to do, and then looks at what the other has said. If neither saw the other, both would have the last task but
//! one. Release and Acquire allow just that (it is store buffering, lesson 9). A SeqCst fence on each side forbids it.
//!
//! Only for the very last task do both go by the compare-exchange, and one of them fails.
//!
//! Left out on purpose: the deque does not grow. Then it would have to free the old memory while a thief may still
//! read it, and that is lesson 15. A [`Pool`](super::Pool) knows beforehand how much room it needs.

use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use crate::sync::atomic::{AtomicU64, AtomicUsize, fence};
use crate::sync::{CachePadded, named};

// ANCHOR: deque
/// Tasks of one owner, each a word.
#[derive(Debug)]
pub struct Deque {
    /// The position of the first task. Only grows, so a compare-exchange that finds it as it was cannot be mistaken.
    top: CachePadded<AtomicUsize>,
    /// The position after the last task. Written by the owner alone. Both begin at 1, so that `take` may go one lower.
    bottom: CachePadded<AtomicUsize>,
    /// The task of each position, modulo their number. Atomic, since a thief may read a slot that the owner
    /// writes; its compare-exchange fails then, and it forgets what it read.
    slots: Box<[AtomicU64]>,
}
// ANCHOR_END: deque

impl Deque {
    /// An empty deque with room for `room` tasks; `number` tells it from others in pictures.
    pub fn new(room: usize, number: usize) -> Self {
        Deque {
            top: CachePadded::new(named(("top", number), AtomicUsize::new(1))),
            bottom: CachePadded::new(named(("bottom", number), AtomicUsize::new(1))),
            slots: (0..room).map(|_| named(("slots", number), AtomicU64::new(0))).collect(),
        }
    }

    /// Whether it looks empty to whoever asks. By the time of the answer it may be otherwise.
    pub fn is_empty(&self) -> bool {
        self.bottom.load(Relaxed) <= self.top.load(Relaxed)
    }

    fn slot(&self, position: usize) -> &AtomicU64 {
        &self.slots[position % self.slots.len()]
    }

    // ANCHOR: push
    /// Adds a task; `false` if there is no room for it. For the owner alone.
    pub fn push(&self, task: u64) -> bool {
        let bottom = self.bottom.load(Relaxed);
        // Acquire: pairs with the SeqCst, and so Release, of the compare-exchange in `steal`: the thief has read its
        // slot before it is written again.
        // Kept though weaker would do: without it, C++20 lets the thief's load read what is stored into the slot
        // *afterwards*, as in the litmus test LB. The engine does not explore load buffering.
        if bottom - self.top.load(Acquire) >= self.slots.len() {
            return false;
        }
        self.slot(bottom).store(task, Relaxed);
        // Release: pairs with the Acquire load of `bottom` in `steal`, for the slot, and for what the task is about. A
        // fence, and no store with Release: it counts as well for the store by which `take` lowers `bottom` later, ahead of a
        // fence of its own, and a thief may read that one.
        fence(Release);
        self.bottom.store(bottom + 1, Relaxed);
        true
    }
    // ANCHOR_END: push

    // ANCHOR: take
    /// Takes the task that was pushed last. For the owner alone.
    pub fn take(&self) -> Option<u64> {
        let last = self.bottom.load(Relaxed) - 1;
        // From here on this task is not to be stolen, ...
        self.bottom.store(last, Relaxed);
        // SeqCst: pairs with the fence in `steal`: the thief sees the store above, or the load below sees that `top` has moved.
        fence(SeqCst);
        let top = self.top.load(Relaxed);
        // ... unless a thief has got so far, ...
        if top > last {
            self.bottom.store(last + 1, Relaxed);
            return None;
        }
        let task = self.slot(last).load(Relaxed);
        if top < last {
            return Some(task);
        }
        // ... or it is the very last, which is for whoever moves `top`.
        // Kept though weaker would do: SeqCst, as in the paper. That only one moves `top` from here is due to its being
        // one read-modify-write, at any ordering. The owner learns nothing by it that it has not written itself.
        let is_mine = self.top.compare_exchange(top, top + 1, SeqCst, Relaxed).is_ok();
        self.bottom.store(last + 1, Relaxed);
        is_mine.then_some(task)
    }
    // ANCHOR_END: take

    // ANCHOR: steal
    /// Takes the task that was pushed first. For everybody.
    pub fn steal(&self) -> Option<u64> {
        loop {
            // Acquire: pairs with the SeqCst, and so Release, of another thief's compare-exchange.
            // Kept though weaker would do: as in the paper. The fence below makes an acquire of a relaxed load too.
            let top = self.top.load(Acquire);
            // SeqCst: pairs with the fence in `take`: that one sees how far `top` is, or the load below sees that `bottom` is lower.
            fence(SeqCst);
            // Acquire: pairs with the fence in `push`, for the slot, and for what the task is about.
            if self.bottom.load(Acquire) <= top {
                return None;
            }
            let task = self.slot(top).load(Relaxed);
            // SeqCst, and so Release: pairs with the Acquire loads of `top`. Where it fails, somebody else has got the task.
            // Kept though weaker would do: SeqCst as in the paper, and Release for the load in `push`, of which only
            // load buffering can make use. That one thread alone gets a task is due to its being one step.
            if self.top.compare_exchange(top, top + 1, SeqCst, Relaxed).is_ok() {
                return Some(task);
            }
        }
    }
    // ANCHOR_END: steal
}
