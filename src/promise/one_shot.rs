//! The cell: a value that is written once, by one thread, and taken once, by another, which may wait for it.
//!
//! Two halves share it. The [`Promise`] writes, the [`Receiver`] takes, and each is used up by what it does: nobody can
//! fulfil a promise twice or take a value twice, because the compiler does not let them. So all that is left to
//! agree on at run time is who comes first, and that is one atomic with three values:
//!
//! | state | what has happened | who owns the value | who owns the waiter |
//! | --- | --- | --- | --- |
//! | EMPTY | nothing | the promise | the receiver |
//! | WAITING | the receiver has said whom to wake | the promise | the promise |
//! | DONE | the promise is gone | the receiver | whoever had it before |
//!
//! Ownership goes over by changing the state, and each change is *one* step that tells what was there before. The
//! promise swaps in DONE: if it finds WAITING, there is somebody to wake. The receiver exchanges EMPTY for WAITING: if
//! it fails, the promise was quicker, and there is nothing to wait for. Of two such steps one is first, whatever the
//! threads do, and so one of the two always learns of the other. (Two steps in place of one: `missed_unpark`, and
//! `waker_after_check`.)
//!
//! A promise that is dropped says DONE as well, and leaves no value: its receiver gets an error, and does not wait for
//! ever. To fulfil a promise is to write the value, and then to drop it.
//!
//! Why is a cell borrowed by its halves, and not owned by both, with a count? A count needs an allocation for each
//! message. Whoever knows beforehand how many there will be makes all cells at once.

use std::fmt;

use super::Waiter;
use crate::sync::atomic::AtomicU32;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use crate::sync::{Guarded, given_up, named};

/// Neither a value nor a waiter.
const EMPTY: u32 = 0;
/// The receiver has left a waiter.
const WAITING: u32 = 1;
/// The promise is gone, and has left a value or not.
const DONE: u32 = 2;

// ANCHOR: cell
/// A value that is to come, and whom to wake when it does.
#[derive(Debug)]
pub struct OneShot<T, W> {
    /// [`EMPTY`], [`WAITING`] or [`DONE`].
    state: AtomicU32,
    value: Guarded<Option<T>>,
    waiter: Guarded<Left<W>>,
}

/// The half that writes.
#[derive(Debug)]
pub struct Promise<'a, T, W: Waiter>(&'a OneShot<T, W>);

/// The half that takes.
#[derive(Debug)]
pub struct Receiver<'a, T, W>(&'a OneShot<T, W>);
// ANCHOR_END: cell

/// The promise was dropped before it was fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the promise was dropped")]
pub struct Dropped;

/// Who is to be woken, if anybody.
struct Left<W>(Option<W>);

impl<W> fmt::Debug for Left<W> {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "somebody" } else { "nobody" })
    }
}

impl<T: fmt::Debug, W: Waiter> OneShot<T, W> {
    /// A cell whose value is to come. (Only a name asks for `Debug`: what has one is shown.)
    #[allow(clippy::new_without_default)] // A default that waits for something would surprise.
    pub fn new() -> Self {
        OneShot {
            state: named("state", AtomicU32::new(EMPTY)),
            value: named("value", Guarded::new(None)),
            waiter: named("waiter", Guarded::new(Left(None))),
        }
    }

    /// Its two halves. The cell begins anew: whatever is left from earlier halves is dropped.
    pub fn split(&mut self) -> (Promise<'_, T, W>, Receiver<'_, T, W>) {
        *self = OneShot::new();
        (Promise(self), Receiver(self))
    }
}

// ANCHOR: fulfil
impl<T, W: Waiter> Promise<'_, T, W> {
    /// Keeps the promise.
    pub fn fulfil(self, value: T) {
        // SAFETY: the receiver touches the value only after it has seen DONE, which comes next: `self` is dropped.
        unsafe { self.0.value.write(|place| *place = Some(value)) };
    }
}

impl<T, W: Waiter> Drop for Promise<'_, T, W> {
    fn drop(&mut self) {
        if given_up() {
            return;
        }
        // Release: pairs with each Acquire of the receiver, which then finds the value. Acquire: pairs with the Release
        // in `leave`, so that the waiter is there where WAITING is found.
        if self.0.state.swap(DONE, AcqRel) == WAITING {
            // SAFETY: the receiver wrote the waiter before it said WAITING, and has not touched it since.
            if let Some(waiter) = unsafe { self.0.waiter.write(|left| left.0.take()) } {
                waiter.wake();
            }
        }
    }
}
// ANCHOR_END: fulfil

impl<T, W: Waiter> Receiver<'_, T, W> {
    // ANCHOR: leave
    /// Says whom to wake; whether that is needless, because the promise is gone already.
    pub(super) fn leave(&self, waiter: W) -> bool {
        // SAFETY: the promise touches the waiter only where it finds WAITING, which is said below.
        unsafe { self.0.waiter.write(|left| left.0 = Some(waiter)) };
        // Release: pairs with the Acquire of the swap, which then finds the waiter. Acquire, where the promise was
        // quicker: pairs with the Release of the swap, for the value.
        self.0.state.compare_exchange(EMPTY, WAITING, Release, Acquire).is_err()
    }

    /// Whether the promise is gone.
    pub(super) fn is_done(&self) -> bool {
        // Acquire: pairs with the Release of the swap, for the value.
        self.0.state.load(Acquire) == DONE
    }
    // ANCHOR_END: leave

    // ANCHOR: take_back
    /// Takes the waiter back that was left, if one was; whether that is needless, because the promise is gone.
    pub(super) fn take_back(&self) -> bool {
        // Relaxed: what is taken back is the receiver's own. Acquire, where the promise was quicker: pairs with the
        // Release of the swap, for the value.
        self.0.state.compare_exchange(WAITING, EMPTY, Relaxed, Acquire) == Err(DONE)
    }
    // ANCHOR_END: take_back

    /// The value, if there is one.
    ///
    /// # Safety
    /// The promise is gone: `leave`, `is_done` or `take_back` has said so.
    pub(super) unsafe fn take(&self) -> Result<T, Dropped> {
        // SAFETY: DONE was read with Acquire, so the promise's last access happened before, and it makes no other.
        unsafe { self.0.value.write(Option::take) }.ok_or(Dropped)
    }
}
