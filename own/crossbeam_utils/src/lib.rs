#![deny(missing_docs)]
//! `crossbeam_utils`, as a program sees it that is explored: what only lays out memory is the real one's, what waits is
//! the engine's.

pub mod thread;

use std::cell::Cell;

pub use crossbeam::utils::CachePadded;

/// Waits for longer and longer. In an exploration no time passes: it waits.
#[derive(Debug, Default)]
pub struct Backoff {
    steps: Cell<u32>,
}

/// So often the real one spins before it thinks of sleeping.
const SPINS: u32 = 10;

impl Backoff {
    /// A new one.
    pub fn new() -> Backoff {
        Backoff::default()
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.steps.set(0);
    }

    /// Waits a little.
    #[track_caller]
    pub fn spin(&self) {
        self.snooze();
    }

    /// Waits.
    #[track_caller]
    pub fn snooze(&self) {
        self.steps.set((self.steps.get() + 1).min(SPINS + 1));
        racelab_engine::hint::spin_loop();
    }

    /// Whether it would be better to sleep.
    pub fn is_completed(&self) -> bool {
        self.steps.get() > SPINS
    }
}
