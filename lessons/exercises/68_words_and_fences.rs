//! A lock that readers never take
//!
//! What for: which way an ordering works, and why a seqlock needs fences.
//!
//! A seqlock: the writer makes the version odd, writes the two weights, and makes the version even.
//! A reader looks at the version, reads both weights, and looks again. If the version was even and
//! is the same, it has read both at one moment. The weights are atomic words, so that there is no
//! data race. And yet a reader may get one new weight and one old one, with the same version before
//! and after.
//!
//! Add two fences: one in `begin_writing`, one in `still`.

// exercise: lesson 15_snapshots
// exercise: kind code
// exercise: minutes 5
// exercise: hint Release orders what comes *before* it, Acquire what comes *after* it. The reader's second look comes after the reads. Which of the two words has to be between them?
// exercise: hint Once a reader has got a new weight, its second look must find that the version is odd (or newer). So what was stored before the weights has to be given away with them.
// exercise: hint A Release fence after the odd version, before the weights are written; an Acquire fence after the weights are read, before the second look.
// exercise: after Release store, then write: the writes may still move up. Read, then Acquire load: the reads may still move down. A fence stands between two lines and orders both sides, and these two make a pair through the weights.

use std::sync::atomic::{AtomicU32, Ordering::*, fence};
use std::thread;

struct Weights {
    version: AtomicU32,
    words: [AtomicU32; 2],
}

impl Weights {
    fn begin_writing(&self) {
        // yours: begin
        self.version.store(1, Relaxed);
        // Pairs with the fence in `still`, where a weight is read that is written after it.
        fence(Release);
        //- self.version.store(1, Release);
        // end
    }

    fn write(&self, weights: [u32; 2]) {
        self.begin_writing();
        self.words[0].store(weights[0], Relaxed);
        self.words[1].store(weights[1], Relaxed);
        self.version.store(2, Release); // pairs with the Acquire in `read`
    }

    /// Whether the version is still the same.
    fn still(&self, version: u32) -> bool {
        // yours: still
        fence(Acquire); // pairs with the fence in `begin_writing`
        self.version.load(Relaxed) == version
        //- self.version.load(Acquire) == version
        // end
    }

    fn read(&self) -> Option<(u32, u32)> {
        let version = self.version.load(Acquire); // pairs with the Release in `write`
        let weights = (self.words[0].load(Relaxed), self.words[1].load(Relaxed));
        (version % 2 == 0 && self.still(version)).then_some(weights)
    }
}

// racelab: outcomes None, Some((0, 0)), Some((3, 4))
fn what_a_reader_gets() -> Option<(u32, u32)> {
    let words = [AtomicU32::new(0), AtomicU32::new(0)];
    let weights = Weights { version: AtomicU32::new(0), words };
    thread::scope(|scope| {
        scope.spawn(|| weights.write([3, 4]));
        weights.read()
    })
}
