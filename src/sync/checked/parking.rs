//! Parking: a thread sleeps until another lets it go on, and both are told of.
//!
//! The engine parks as std does: it may end a [`park`] for no reason, and an unpark makes itself felt only in the park
//! that it ends. loom never ends one early (so that is a [`choice`] here), and takes an unpark for an order between the
//! two threads even where nobody parks. Of parking, the engine is the judge.

use std::fmt;
use std::panic::Location;

use super::Name;
use super::backend;
use super::choice::{self, Whim};
use super::record::{self, Action};
use super::site::{self, Part};

/// `std::thread::Thread`, explored.
#[derive(Clone)]
pub struct Thread(backend::Thread);

impl Thread {
    /// Lets it go on if it is parked, or does not let it sleep when it parks next. It is a site: left out, the thread is
    /// not told.
    #[track_caller]
    pub fn unpark(&self) {
        let (place, name) = (Location::caller(), Name::from("thread"));
        if record::failed() {
            return;
        }
        if site::left_out(place, Part::Unpark, name) {
            return record::event(place, name, || Action::Does("is not unparked"));
        }
        self.0.unpark();
        record::event(place, name, || Action::Unparks(record::index_of(self.0.id())));
    }
}

impl fmt::Debug for Thread {
    /// Without what tells it from others: that differs from run to run.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a thread")
    }
}

/// The current thread.
pub fn current() -> Thread {
    Thread(backend::current())
}

/// Sleeps until somebody unparks this thread, unless somebody has already. It may return for no reason.
#[track_caller]
pub fn park() {
    let (place, name) = (Location::caller(), Name::from("thread"));
    record::event(place, name, || Action::Parks);
    record::blocked();
    let early = choice::applies(Whim::WakesEarly);
    if !early {
        backend::park();
    }
    record::event(place, name, || Action::Unparked(early));
}
