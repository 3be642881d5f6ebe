//! Freed while read: an old copy of the weights is given free and written again, while a reader is still at it.
//!
//! **Specification:** a copy stays as it is while somebody reads it.
//!
//! **What is wrong:** there are two copies, and they are written in turn: the readers have gone on to the new one by then,
//! or so it seems. But a reader that has found the current copy may be held up before it reads, for as long as the
//! operating system likes, and two updates later its copy is being written. This is undefined behaviour, and so it
//! exists in the loom build only. Were the old copy given back to the heap, it would be a use after free.
//!
//! **The fix:** the writer asks before it writes: each reader says which copy it reads, and checks whether that one is still current, as in
//! [`snapshots`](crate::snapshots). Or each reader counts: `Mutex<Arc<_>>`.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::{Guarded, label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub const MISTAKE: Mistake = Mistake {
    name: "freed_while_read",
    lesson: "15_snapshots",
    kind: FailureKind::DataRace,
    summary: "writes two copies in turn, and takes the older for one that nobody reads",
    specification: "a copy stays as it is while somebody reads it",
    fix: "let each reader say which copy it reads, and look for one that nobody does",
    scenario: Scenario::new(
        "freed_while_read",
        "2 updates of 2 copies; a reader",
        &["read 0 and 0", "read 1 and 1", "read 2 and 2"],
        || {
            let copies = Copies::new();
            let read = workers(2, |me| {
                if me == 0 {
                    label_thread("trainer");
                    copies.publish([1, 1]);
                    copies.publish([2, 2]);
                    return [0, 0];
                }
                label_thread("reader");
                copies.read()
            });
            format!("read {} and {}", read[1][0], read[1][1])
        },
    ),
};

/// Two copies of the weights, of which one is current.
#[derive(Debug)]
pub struct Copies {
    copies: [Guarded<[u32; 2]>; 2],
    current: AtomicUsize,
}

impl Copies {
    /// Two weights of 0.
    #[allow(clippy::new_without_default)] // As in the one that is right.
    pub fn new() -> Self {
        let copies = [0, 1].map(|copy| named(("copies", copy), Guarded::new([0, 0])));
        Copies { copies, current: named("current", AtomicUsize::new(0)) }
    }

    // ANCHOR: copies
    /// Makes these the current weights. For one thread.
    pub fn publish(&self, weights: [u32; 2]) {
        let free = 1 - self.current.load(Relaxed);
        // SAFETY: none. A reader may have been here since this copy was the current one.
        unsafe { self.copies[free].write(|copy| *copy = weights) };
        // Release: pairs with the Acquire in `read`.
        self.current.store(free, Release);
    }

    /// The current weights.
    pub fn read(&self) -> [u32; 2] {
        let current = self.current.load(Acquire);
        // SAFETY: none. It was the current one a moment ago.
        unsafe { self.copies[current].read(|&weights| weights) }
    }
    // ANCHOR_END: copies
}
