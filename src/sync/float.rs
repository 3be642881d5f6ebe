//! An atomic `f32`, which Rust does not have: its bits in an [`AtomicU32`]. And two of them in an [`AtomicU64`].

use super::atomic::{AtomicU32, AtomicU64, Ordering};
use super::build::{shown_as_float, shown_as_pair};

/// An `f32` that threads share, kept as the bits of an [`AtomicU32`].
///
/// Loads and stores move 32 bits and mean what they mean for any atomic. Arithmetic is another
/// matter: x86-64 has no instruction that adds to a float in memory in one step, and Rust has no such operation (graphics
/// processors have one, and the newest Arm ones may), so [`add`](AtomicF32::add) has to retry.
#[derive(Debug)]
pub struct AtomicF32(AtomicU32);

impl AtomicF32 {
    /// An atomic that holds `value`.
    pub fn new(value: f32) -> Self {
        AtomicF32(shown_as_float(AtomicU32::new(value.to_bits())))
    }

    /// Gives the atomic a name for the pictures of its executions.
    pub fn named(self, name: impl Into<super::Name>) -> Self {
        AtomicF32(super::named(name, self.0))
    }

    /// Reads the value.
    #[inline]
    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> f32 {
        f32::from_bits(self.0.load(ordering))
    }

    /// Overwrites the value.
    #[inline]
    #[track_caller]
    pub fn store(&self, value: f32, ordering: Ordering) {
        self.0.store(value.to_bits(), ordering);
    }

    /// Adds `amount` in one atomic step: reads, adds, and writes back only if nobody wrote meanwhile.
    /// Otherwise it tries again with what it found.
    ///
    /// `ordering` is that of the write that succeeds. A failed attempt is Relaxed: nothing but the
    /// value is taken from it. The weak compare-exchange may fail for no reason, which costs one
    /// more turn of a loop that is there anyway.
    #[inline]
    #[track_caller]
    // ANCHOR: add
    pub fn add(&self, amount: f32, ordering: Ordering) {
        let mut current = self.0.load(Ordering::Relaxed);
        loop {
            let sum = (f32::from_bits(current) + amount).to_bits();
            match self.0.compare_exchange_weak(current, sum, ordering, Ordering::Relaxed) {
                Ok(_) => return,
                Err(found) => current = found,
            }
        }
    }
    // ANCHOR_END: add

    /// The value, now that nobody shares the atomic.
    pub fn into_inner(self) -> f32 {
        f32::from_bits(self.0.into_inner())
    }
}

/// Two `f32` that are loaded and stored together, kept as the bits of an [`AtomicU64`].
///
/// Compilers make no vector instructions of atomic accesses. With two weights in each, half as many will do; and
/// 64 bits are the most that Rust has an atomic for on every common machine.
#[derive(Debug)]
pub struct AtomicPair(AtomicU64);

impl AtomicPair {
    /// An atomic that holds `pair`.
    pub fn new(pair: [f32; 2]) -> Self {
        AtomicPair(shown_as_pair(AtomicU64::new(pair_bits(pair))))
    }

    /// Gives the atomic a name for the pictures of its executions.
    pub fn named(self, name: impl Into<super::Name>) -> Self {
        AtomicPair(super::named(name, self.0))
    }

    /// Reads both.
    #[inline]
    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> [f32; 2] {
        pair_of(self.0.load(ordering))
    }

    /// Overwrites both.
    #[inline]
    #[track_caller]
    pub fn store(&self, pair: [f32; 2], ordering: Ordering) {
        self.0.store(pair_bits(pair), ordering);
    }

    /// Both, now that nobody shares the atomic.
    pub fn into_inner(self) -> [f32; 2] {
        pair_of(self.0.into_inner())
    }
}

/// The first of the two in the lower half: where memory has its first four bytes on a little-endian machine, so that
/// nothing has to be turned round there.
#[inline]
fn pair_bits([first, second]: [f32; 2]) -> u64 {
    u64::from(first.to_bits()) | u64::from(second.to_bits()) << 32
}

/// The two whose bits these are.
#[inline]
pub(super) fn pair_of(bits: u64) -> [f32; 2] {
    [f32::from_bits(bits as u32), f32::from_bits((bits >> 32) as u32)]
}
