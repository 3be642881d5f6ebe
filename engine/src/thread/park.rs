//! A thread that waits for its token.
//!
//! Each thread has a token, which it does not have at first. `unpark` makes it available, once, however often it is called; `park` waits
//! until it is, and takes it. So the token is a number that `unpark` swaps for 1 (Release), and that `park` swaps back for 0 (Acquire), when it is 1. All
//! that happened before *every* `unpark` since the last `park` happens before the return of the next: swaps continue each other's release
//! sequences. Who does not park learns nothing from an `unpark`.
//!
//! `park` may return for no reason, and `park_timeout` as if time had run out, as often as the explorer allows. Then the token
//! stays where it is.

use std::panic::Location;
use std::sync::atomic::Ordering::Release;
use std::time::Duration;

use super::{Thread, current};
use crate::graph::{Change, Place, Shape};
use crate::run::perform;

/// Waits until another thread calls [`unpark`](Thread::unpark) for this one, if none has yet. It may return for no reason.
#[track_caller]
pub fn park() {
    wait(false, Location::caller());
}

/// Waits for [`unpark`](Thread::unpark), or until time runs out, which may be at any moment: as often as the explorer allows.
#[track_caller]
pub fn park_timeout(_: Duration) {
    wait(true, Location::caller());
}

fn wait(timed: bool, place: Place) {
    if perform::choose(2, true, place) == 0 {
        perform::take_token(current().token().called("park"), timed, place);
    }
}

impl Thread {
    /// Makes the thread's token available: its next [`park`], or the one it is in, returns.
    #[track_caller]
    pub fn unpark(&self) {
        let about = self.token().called("unpark");
        perform::read(about, Release, Change::Swap(1), Shape::NONE, Location::caller());
    }
}
