//! Poisoning: a lock remembers that a thread panicked while it had it, as what it guards may be half done.
//!
//! As in std, it is a flag beside the lock: an atomic `bool`, all of whose accesses are Relaxed. Whoever panics raises it
//! before the lock is given back; `clear_poison` lowers it, and `is_poisoned` reads it, both without the lock.
//!
//! Whoever takes the lock reads it too. That is an event only for a thread that knows of a flag raised before, for it
//! could find nothing else: the flag is raised under the lock, so that every raising either happens before this taking,
//! and is known, or comes after it. (Where the explorer [left the lock out](crate::weaken), a raising that is unordered
//! with this is not found here; `is_poisoned` finds it.)

use std::sync::atomic::Ordering::Relaxed;

use super::{LockResult, PoisonError};
use crate::graph::{Change, Place, Shape};
use crate::run::{About, Slot, perform};

/// Whether a thread panicked while it had the lock.
pub(super) struct Poison(Slot);

impl Poison {
    #[track_caller]
    pub const fn new() -> Poison {
        Poison(Slot::new())
    }

    fn about(&self, call: &'static str) -> About<'_> {
        About::new(&self.0, "poison flag").called(call)
    }

    fn read(&self, call: &'static str, place: Place) -> bool {
        perform::read(self.about(call), Relaxed, Change::None, Shape::NONE, place).0 != 0
    }

    fn write(&self, call: &'static str, value: bool, place: Place) {
        perform::write(self.about(call), u64::from(value), Relaxed, Shape::NONE, place);
    }

    /// Whether it is poisoned, for whoever asks without having the lock.
    pub fn is_set(&self, place: Place) -> bool {
        perform::is_in_program() && self.read("is_poisoned", place)
    }

    pub fn clear(&self, place: Place) {
        if perform::is_in_program() {
            self.write("clear_poison", false, place);
        }
    }

    /// What whoever has the lock gets, and whether to beware of it.
    pub fn guard<G>(&self, guard: G, place: Place) -> LockResult<G> {
        let call = "find poisoned";
        let is_set = perform::knows_of_a_write(self.about(call)) && self.read(call, place);
        if is_set { Err(PoisonError::new(guard)) } else { Ok(guard) }
    }

    /// The lock is given back by a thread that was panicking already when it took it, or was not.
    pub fn leaves(&self, was_panicking: bool, place: Place) {
        if perform::poison().1 && !was_panicking {
            self.write("panic", true, place);
        }
    }
}
