//! ABA on a free list: the first free copy is the same as before, and the one after it is not.
//!
//! **Specification:** a copy is in use or free, and never both.
//!
//! **What is wrong:** free copies are a linked list, and whoever needs one moves `first` on to the next, by a compare-exchange that
//! succeeds only if `first` is as it was. It may be as it was, and a lot may have happened: another thread has taken the first
//! and the second, and given the first back. The next one that was read belongs to the time before that, and
//! is in use. No ordering helps: the compare-exchange compares a value, and not a history.
//!
//! **The fix:** a number that only grows beside the index, in the same word, so that no value of `first` comes again. Or do
//! without the list: one writer that looks for a free copy, as in [`snapshots`](crate::snapshots).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use crate::sync::{named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "free_list_aba",
    lesson: "15_snapshots",
    kind: FailureKind::WrongOutcome,
    summary: "takes a copy off a list if the first one is as it was",
    specification: "a copy is in use or free, and never both",
    fix: "keep a number that only grows beside the index, in the same word",
    scenario: Scenario::new(
        "free_list_aba",
        "2 threads take copies; one gives one back",
        &["each copy is in use or free"],
        || {
            let list = FreeList::new();
            let used = workers(2, |me| {
                let taken = list.take();
                if me == 0 {
                    return taken;
                }
                let kept = list.take();
                list.give_back(taken);
                kept
            });
            let free = list.first.load(Acquire);
            if used.contains(&free) {
                return format!("copy {free} is in use and free");
            }
            "each copy is in use or free".to_owned()
        },
    )
    .every_order_of(2),
};

/// Copies 0, 1 and 2 are free, in this order; 3 is the end of the list.
#[derive(Debug)]
pub struct FreeList {
    first: AtomicUsize,
    next: [AtomicUsize; 3],
}

impl FreeList {
    /// All three are free.
    #[allow(clippy::new_without_default)] // Which copies are free is no default.
    pub fn new() -> Self {
        let next = [0, 1, 2].map(|copy| named(("next", copy), AtomicUsize::new(copy + 1)));
        FreeList { first: named("first", AtomicUsize::new(0)), next }
    }

    // ANCHOR: take
    /// Takes the first one.
    pub fn take(&self) -> usize {
        loop {
            let first = self.first.load(Acquire);
            let next = self.next[first].load(Relaxed);
            // If `first` is still the first, is `next` still the one after it?
            if self.first.compare_exchange(first, next, AcqRel, Relaxed).is_ok() {
                return first;
            }
        }
    }
    // ANCHOR_END: take

    /// Gives one back.
    pub fn give_back(&self, copy: usize) {
        loop {
            let first = self.first.load(Acquire);
            self.next[copy].store(first, Relaxed);
            if self.first.compare_exchange(first, copy, AcqRel, Relaxed).is_ok() {
                return;
            }
        }
    }
}
