//! Promises: a value that is to come, and a receiver that waits for it, built from one atomic and parked threads.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`one_shot`] | the cell that the two halves share: who owns what, and when it goes over |
//! | `thread` | a receiver that parks its thread |
//! | `future` | the same receiver as a `Future`, and an executor that polls it |
//! | `scenarios` | what is explored of all this |
//!
//! Both receivers use the same cell. They differ in whom the promise has to wake, which is a [`Waiter`].

mod future;
pub mod one_shot;
pub(crate) mod scenarios;
mod thread;

pub use future::block_on;
pub use one_shot::{Dropped, OneShot, Promise, Receiver};

/// Somebody who waits, and can be woken.
pub trait Waiter: Sized {
    /// Lets it look again.
    fn wake(self);
}
