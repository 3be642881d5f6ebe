//! Futures, by loom's names.

mod atomic_waker;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use racelab_engine::alloc::Track;
use racelab_engine::sync::Notify;

pub use atomic_waker::AtomicWaker;

/// What wakers of a thread share. It is std's `Arc` that counts them: in which order they go is nothing that a program
/// could notice. [`Track`] finds those that never go.
struct Woken(Track<Notify>);

impl Wake for Woken {
    #[track_caller]
    fn wake(self: Arc<Woken>) {
        self.wake_by_ref();
    }

    #[track_caller]
    fn wake_by_ref(self: &Arc<Woken>) {
        self.0.get_ref().notify();
    }
}

/// Polls a future until it is ready; in between, the thread waits for its waker. It may be polled once more for no
/// reason, as often as the explorer allows.
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let woken = Arc::new(Woken(Track::new(Notify::new())));
    let waker = Waker::from(Arc::clone(&woken));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        woken.0.get_ref().wait();
    }
}
