//! A token that one thread waits for and others give, by loom's name: std has none, but each of its threads has such a
//! token (see [`park`](crate::thread::park)), and this is one without the thread.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::Ordering::Release;

use crate::graph::{Change, Shape};
use crate::run::{About, Slot, perform};

/// What one thread waits for until others notify it. A notification that comes first is kept; more of them count once.
pub struct Notify(Slot);

impl Notify {
    /// Nobody has notified yet.
    #[track_caller]
    pub const fn new() -> Notify {
        Notify(Slot::new())
    }

    fn about(&self) -> About<'_> {
        About::new(&self.0, "Notify")
    }

    /// Lets the thread go on that waits, or the next that will. All that happened before is known to it then.
    #[track_caller]
    pub fn notify(&self) {
        let about = self.about().called("notify");
        perform::read(about, Release, Change::Swap(1), Shape::NONE, Location::caller());
    }

    /// Waits for a notification, and takes it. It may end for no reason, as often as the explorer allows. One thread at
    /// a time may wait.
    #[track_caller]
    pub fn wait(&self) {
        let place = Location::caller();
        if perform::choose(2, true, place) == 0 {
            perform::take_token(self.about().called("wait"), false, place);
        }
    }
}

impl Default for Notify {
    #[track_caller]
    fn default() -> Notify {
        Notify::new()
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Notify").finish_non_exhaustive()
    }
}
