//! Hints, by the names of `std::hint`.

use std::panic::Location;

use crate::run::perform;

/// Says that a loop waits for another thread.
///
/// The loop has looked, and not found what it waits for. Looking again would find the same until something changes,
/// so this execution goes no further: the one in which it finds is another. The engine tries whether it is such a
/// loop:
///
/// - a loop that writes in each of its rounds, for ever, is reported as a failure;
/// - a loop that gives up after some rounds is explored with all of them: up to some five thousand where it is first
///   met or has been seen to give up, sixty-four where it was once judged to wait. One that takes longer is taken to
///   wait for ever, and nothing says so;
/// - outside of a loop this does nothing.
#[track_caller]
pub fn spin_loop() {
    perform::spin(Location::caller());
}

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};
