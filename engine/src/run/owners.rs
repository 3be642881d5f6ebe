//! Whether it is an event when an owner of an `Arc` is cloned, or a `Weak` comes or goes.
//!
//! Nobody notices it but whoever counts them (`strong_count`, `weak_count`, and `get_mut` where there is a `Weak`), and
//! few programs do. So at first it is none. Where the first execution counts them, the exploration begins anew with
//! these events; where only a later one does, it is too late for that, and the exploration says that it was not
//! exhaustive.

use super::with;

/// Which of the two numbers of an `Arc`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owners {
    /// Those who own the value.
    pub strong: bool,
    /// Those who do not.
    pub weak: bool,
}

pub(crate) const STRONG: Owners = Owners { strong: true, weak: false };
pub(crate) const WEAK: Owners = Owners { strong: false, weak: true };

impl Owners {
    pub(super) fn has(self, other: Owners) -> bool {
        self.strong >= other.strong && self.weak >= other.weak
    }
}

/// Whether they are counted by events.
pub(crate) fn are_events(which: Owners) -> bool {
    with(|engine| engine.counted.has(which))
}

/// Somebody counts them. Whether they are counted by events.
pub(crate) fn count(which: Owners) -> bool {
    with(|engine| {
        if !engine.abandoning {
            engine.counting.strong |= which.strong;
            engine.counting.weak |= which.weak;
        }
        engine.counted.has(which)
    })
}

/// Whether somebody counts them who should have done so in the first execution.
pub(crate) fn are_counted_late() -> bool {
    with(|engine| !engine.counted.has(engine.counting))
}
