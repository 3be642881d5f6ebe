//! Freed while read: old weights are given back to the heap, while a reader is still at them.
//!
//! **Specification:** weights stay where they are while somebody reads them.
//!
//! **What is wrong:** the trainer makes new weights, publishes them, and frees the old ones: readers have gone on to
//! the new ones by then, or so it seems. But a reader that has found the current weights may be held up before it reads
//! them, for as long as the operating system likes. What it then reads is memory that has been given back, and may be
//! somebody else's by now. This is undefined behaviour, and so it exists in the loom build only. Every ordering is
//! right, and none would help. Nor would it help to keep the old weights for another update or two and write them again:
//! then a late reader reads what is being written, which is a data race.
//!
//! **The fix:** the trainer asks before it frees: each reader says what it reads, and checks whether that is still current, as in
//! [`snapshots`](crate::snapshots). Or each reader counts: `Mutex<Arc<_>>`.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicPtr;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::{heap, label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "freed_while_read",
    lesson: "15_snapshots",
    kind: FailureKind::UseAfterFree,
    summary: "publishes new weights, and frees the old ones at once",
    specification: "weights stay where they are while somebody reads them",
    fix: "let each reader say what it reads, and free only what nobody does",
    scenario: Scenario::new(
        "freed_while_read",
        "1 update; a reader",
        &["read 0 and 0", "read 1 and 1"],
        || {
            let current = Current::new([0, 0]);
            let read = workers(2, |me| {
                if me == 0 {
                    label_thread("trainer");
                    current.publish([1, 1]);
                    return [0, 0];
                }
                label_thread("reader");
                current.read()
            });
            current.free();
            format!("read {} and {}", read[1][0], read[1][1])
        },
    ),
};

/// The current weights, on the heap.
#[derive(Debug)]
pub struct Current(AtomicPtr<[u32; 2]>);

impl Current {
    /// These are the first.
    pub fn new(weights: [u32; 2]) -> Self {
        let first = heap::allocate(weights);
        Current(named("current", AtomicPtr::new(first)))
    }

    // ANCHOR: current
    /// Makes these the current weights, and gives the old ones back. For one thread.
    pub fn publish(&self, weights: [u32; 2]) {
        let new = heap::allocate(weights);
        // Release: pairs with the Acquire in `read`.
        let old = self.0.swap(new, Release);
        // SAFETY: none. A reader may have found the old weights, and not have read them yet.
        unsafe { heap::free(old) };
    }

    /// The current weights.
    pub fn read(&self) -> [u32; 2] {
        // Acquire: pairs with the Release in `publish`.
        let found = self.0.load(Acquire);
        // SAFETY: none. They were the current ones a moment ago.
        unsafe { heap::read(found) }
    }
    // ANCHOR_END: current

    /// Gives the last ones back, now that nobody shares them.
    pub fn free(self) {
        // SAFETY: nobody else has this pointer any more.
        unsafe { heap::free(self.0.into_inner()) };
    }
}
