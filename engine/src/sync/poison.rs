//! Poisoning: a lock remembers that a thread panicked while it had it, as what it guards may be half done.

use std::cell::Cell;

use super::{LockResult, PoisonError};
use crate::run::perform;

/// The run in which a thread panicked while it had the lock: a `static` is not poisoned in the next execution.
pub(super) struct Poison(Cell<Option<u64>>);

impl Poison {
    pub const fn new() -> Poison {
        Poison(Cell::new(None))
    }

    pub fn is_set(&self) -> bool {
        self.0.get().is_some_and(|run| run == perform::poison().0)
    }

    pub fn clear(&self) {
        self.0.set(None);
    }

    /// What whoever has the lock gets, and whether to beware of it.
    pub fn guard<G>(&self, guard: G) -> LockResult<G> {
        if self.is_set() { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }

    /// The lock is given back by a thread that was panicking already when it took it, or was not.
    pub fn leaves(&self, was_panicking: bool) {
        let (run, panics) = perform::poison();
        if panics && !was_panicking {
            self.0.set(Some(run));
        }
    }
}
