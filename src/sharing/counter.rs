//! A counter in parts: each worker counts on a cache line of its own, and who wants to know adds up.
//!
//! An addition costs what it costs a thread that is alone. The price is paid by whoever asks. While workers count, the
//! parts are read one after the other, each at another moment; so their sum is an *estimate*, and may be a number that
//! the counter never was at (`torn_sum`, among the mistakes). No ordering helps, not even SeqCst: each load is right by
//! itself, and two loads are two moments.
//!
//! [`total`](Counter::total) is exact, because it asks for `&mut self`: nobody else can be counting. One gets that when
//! the workers have been joined, or from a lock that keeps them out meanwhile, such as
//! [`ShardedLock`](super::lock::ShardedLock).
//!
//! Why `Relaxed`? A count hands nothing over. Whoever needs what a worker did beside counting needs an edge for that.

use crate::sync::atomic::AtomicU64;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{CachePadded, named};

/// A number that many workers change, in parts.
#[derive(Debug)]
pub struct Counter {
    /// One for each worker. They wrap around: a part may be below 0 where one worker adds what another takes off.
    parts: Vec<CachePadded<AtomicU64>>,
}

// ANCHOR: counter
impl Counter {
    /// A part for each worker, which begins with these numbers.
    pub fn new(parts: impl IntoIterator<Item = u64>) -> Self {
        let part = |(worker, part)| CachePadded::new(named(("parts", worker), AtomicU64::new(part)));
        Counter { parts: parts.into_iter().enumerate().map(part).collect() }
    }

    /// Adds to the part of this worker.
    pub fn add(&self, worker: usize, amount: u64) {
        self.parts[worker].fetch_add(amount, Relaxed);
    }

    /// Takes off the part of this worker.
    pub fn take_off(&self, worker: usize, amount: u64) {
        self.parts[worker].fetch_sub(amount, Relaxed);
    }

    /// The parts, one after the other, added up: about what is counted, and perhaps no number that ever was.
    pub fn estimate(&self) -> u64 {
        self.parts.iter().map(|part| part.load(Relaxed)).fold(0, u64::wrapping_add)
    }

    /// What is counted. Nobody else can be counting now.
    pub fn total(&mut self) -> u64 {
        self.estimate()
    }
}
// ANCHOR_END: counter
