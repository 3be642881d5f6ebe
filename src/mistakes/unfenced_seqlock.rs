//! Unfenced seqlock: a reader looks at the version before and after, and reads parts of two moments all the same.
//!
//! **Specification:** a reader has the weights of one moment.
//!
//! **What is wrong:** every access to the version has the ordering that looks right, `Acquire` to load it and `Release` to store it. But
//! `Acquire` keeps what comes *after* a load from moving before it, and the second look at the version is to come after the
//! loads of the words. `Release` keeps what comes *before* a store from moving after it, and the words are to be stored
//! after the odd version. So both pairs leave the wrong side open. Nothing is undefined here, since the words are
//! atomics; the reader simply takes half an update for a whole one.
//!
//! **The fix:** `fence(Release);` before the words are stored, and `fence(Acquire);` before the version is loaded again, as in
//! [`seqlock`](crate::snapshots::seqlock).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::atomic::{AtomicU32, AtomicUsize};
use crate::sync::{label_thread, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "unfenced_seqlock",
    lesson: "15_snapshots",
    kind: FailureKind::WrongOutcome,
    summary: "looks at the version before and after, with Acquire and Release and no fence",
    specification: "a reader has the weights of one moment",
    fix: "put `fence(Release)` before the words are stored, and `fence(Acquire)` before the second look",
    scenario: Scenario::new(
        "unfenced_seqlock",
        "1 update of 2 weights; a reader",
        &["disturbed", "read 0 and 0", "read 1 and 1"],
        || {
            let lock = SeqLock::new();
            let read = workers(2, |me| {
                if me == 0 {
                    label_thread("trainer");
                    lock.write(1);
                    return None;
                }
                label_thread("reader");
                lock.try_read()
            });
            read[1].map_or("disturbed".to_owned(), |[first, second]| format!("read {first} and {second}"))
        },
    ),
};

/// Two weights and their version.
#[derive(Debug)]
pub struct SeqLock {
    version: AtomicUsize,
    words: [AtomicU32; 2],
}

impl SeqLock {
    /// Two weights of 0.
    #[allow(clippy::new_without_default)] // As in the one that is right.
    pub fn new() -> Self {
        let words = [0, 1].map(|number| named(("words", number), AtomicU32::new(0)));
        SeqLock { version: named("version", AtomicUsize::new(0)), words }
    }

    // ANCHOR: seqlock
    /// Overwrites both. For one thread.
    pub fn write(&self, word: u32) {
        let version = self.version.load(Relaxed);
        self.version.store(version + 1, Release);
        self.words[0].store(word, Relaxed);
        self.words[1].store(word, Relaxed);
        self.version.store(version + 2, Release);
    }

    /// Both, if nothing was written meanwhile.
    pub fn try_read(&self) -> Option<[u32; 2]> {
        let before = self.version.load(Acquire);
        let read = [self.words[0].load(Relaxed), self.words[1].load(Relaxed)];
        (before.is_multiple_of(2) && self.version.load(Acquire) == before).then_some(read)
    }
    // ANCHOR_END: seqlock
}
