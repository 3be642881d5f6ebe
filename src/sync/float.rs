//! An atomic `f32`, which Rust does not have: its bits in an [`AtomicU32`].

use super::atomic::{AtomicU32, Ordering};
use super::build::shown_as_float;

/// An `f32` that threads share, kept as the bits of an [`AtomicU32`].
///
/// Loads and stores move 32 bits and mean what they mean for any atomic. Arithmetic is another
/// matter: no common processor adds to a float in memory in one step, so [`add`](AtomicF32::add) has to retry.
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
