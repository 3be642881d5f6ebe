//! The receiver as a future, and an executor for one future at a time.
//!
//! Nothing is new here but the names. A [`Waker`] is a waiter that does not say what it wakes. [`poll`](Future::poll)
//! is what `receive` does before it parks: take the value if it is there, say whom to wake if it is not. And
//! [`block_on`] is the rest of `receive`: while it is not there, park. Here, too, anything can be promised: nothing is
//! asked of its type.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use super::{Dropped, Receiver, Waiter};
use crate::sync::thread::{Thread, current, park};

impl Waiter for Waker {
    fn wake(self) {
        Waker::wake(self);
    }
}

// ANCHOR: poll
impl<T> Future for Receiver<'_, T, Waker> {
    type Output = Result<T, Dropped>;

    /// The value, or an error, or word that it is to come. Whoever polls again may do so for another task, so the waker
    /// that was left last time is taken back first.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.take_back() || self.leave(context.waker().clone()) {
            // SAFETY: the promise is gone, as one of the two has said.
            Poll::Ready(unsafe { self.take() })
        } else {
            Poll::Pending
        }
    }
}
// ANCHOR_END: poll

// ANCHOR: block_on
/// Wakes the thread that runs the future.
struct Unparks(Thread);

impl Wake for Unparks {
    // Waker asks for std's Arc. It only counts here: nothing passes through it from thread to thread.
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread, which parks while there is nothing to do.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(std::sync::Arc::new(Unparks(current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        park();
    }
}
// ANCHOR_END: block_on
