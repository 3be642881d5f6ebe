//! A seqlock: one copy, which the writer changes in place, and a version by which readers see that they were disturbed.
//!
//! The version is odd while the weights are being written. A reader reads the version, the weights, and the version again: if both
//! are the same and even, nothing was written in between. If not, it throws away what it has read, and begins anew.
//!
//! The words are atomics, since they are read while they may be written: as plain memory that would be a data
//! race, whatever is thrown away afterwards. Each `Relaxed` access costs what a plain one costs, but no two go into
//! one vector instruction.
//!
//! What orders them is two fences (Boehm, "Can Seqlocks Get Along with Programming Language Memory Models?", MSPC 2012).
//! That a *load* of the version comes after the loads of the words is nothing that `Acquire` on that load
//! would give: it orders what comes after it. The fence before it does. On the writer's side it is the same
//! the other way round: a `Release` store orders what comes before it, and the words are stored after the odd version.
//!
//! Compare [`Snapshots`](super::Snapshots): there a reader is never disturbed, and needs as many copies as there are readers.

use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::sync::atomic::{AtomicU32, AtomicUsize, fence};
use crate::sync::{named, spin_loop};

/// Words that are published together, by one writer.
#[derive(Debug)]
pub struct SeqLock {
    /// Odd while the words are being written.
    version: AtomicUsize,
    words: Vec<AtomicU32>,
}

/// The one who writes.
#[derive(Debug)]
pub struct Writer<'a>(&'a SeqLock);

impl SeqLock {
    /// So many words, all 0.
    pub fn new(words: usize) -> Self {
        let word = |number| named(("words", number), AtomicU32::new(0));
        SeqLock { version: named("version", AtomicUsize::new(0)), words: (0..words).map(word).collect() }
    }

    /// The one who writes. Whoever has it keeps others from having one.
    ///
    /// The lock itself can be shared meanwhile: reading needs no more than `&self`.
    pub fn writer(&mut self) -> (Writer<'_>, &SeqLock) {
        (Writer(self), self)
    }

    // ANCHOR: read
    /// Copies all words, of one moment.
    pub fn read(&self, copy: &mut [u32]) {
        loop {
            // Acquire: pairs with the Release store in `write`, for the words of that version.
            let before = self.version.load(Acquire);
            for (copy, word) in copy.iter_mut().zip(&self.words) {
                *copy = word.load(Relaxed);
            }
            // Acquire: pairs with the fence in `write`. If a word of a later version was read, so is that version below.
            fence(Acquire);
            if before.is_multiple_of(2) && self.version.load(Relaxed) == before {
                return;
            }
            spin_loop();
        }
    }
    // ANCHOR_END: read
}

impl Writer<'_> {
    // ANCHOR: write
    /// Overwrites all words.
    pub fn write(&mut self, words: &[u32]) {
        let version = self.0.version.load(Relaxed);
        self.0.version.store(version + 1, Relaxed);
        // Release: pairs with the fence in `read`: who reads one of the words below sees the odd version.
        fence(Release);
        for (place, word) in self.0.words.iter().zip(words) {
            place.store(*word, Relaxed);
        }
        // Release: pairs with the Acquire load in `read`, for the words.
        self.0.version.store(version + 2, Release);
    }
    // ANCHOR_END: write
}
