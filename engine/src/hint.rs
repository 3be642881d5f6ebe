//! Hints, by the names of `std::hint`.

use std::panic::Location;

use crate::run::perform;

/// Says that a loop waits for another thread.
///
/// The loop has looked, and not found what it waits for. Looking again would find the same until something changes, so this execution goes no further: the one in which it finds is another. The body of
/// such a loop must therefore have no effects but the looking.
#[track_caller]
pub fn spin_loop() {
    perform::spin(Location::caller());
}

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};
