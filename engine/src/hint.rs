//! Hints, by the names of `std::hint`.

use std::panic::Location;

use crate::run::perform;

/// Says that a loop waits for another thread.
///
/// The loop has looked, and not found what it waits for. Looking again would find the same until something changes,
/// so this execution goes no further: the one in which it finds is another. The engine tries whether it is such a
/// loop:
///
/// - a loop that writes in each of its rounds, for ever, is told as a failure;
/// - a loop that gives up after some rounds is explored with all of them (up to some five thousand; one that takes
///   longer is thought to wait);
/// - outside of a loop this does nothing.
#[track_caller]
pub fn spin_loop() {
    perform::spin(Location::caller());
}

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};
