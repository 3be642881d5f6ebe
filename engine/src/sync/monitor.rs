//! A state that threads work on one at a time, and only where it allows what they want to do.

use std::cell::RefCell;

use crate::graph::Place;
use crate::run::{About, Slot, monitor};

/// See [`monitor`].
pub(crate) struct Monitor<S> {
    slot: Slot,
    sort: &'static str,
    state: RefCell<S>,
}

/// A piece of work: what it is called, where, and whether time may run out for who waits for it.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    pub call: &'static str,
    pub timed: bool,
    pub place: Place,
}

impl<S> Monitor<S> {
    pub fn at(place: Place, sort: &'static str, state: S) -> Monitor<S> {
        Monitor { slot: Slot::at(place), sort, state: RefCell::new(state) }
    }

    pub fn made(&self) -> Place {
        self.slot.made()
    }

    /// Works on the state as soon as that can be done. `None` if the execution has been given up.
    ///
    /// Neither function may do anything that other threads notice, or run code of the program: drop a message, say.
    pub fn when<R>(&self, how: Work, can: impl Fn(&S) -> bool, work: impl FnOnce(&mut S) -> R) -> Option<R> {
        let about = About::new(&self.slot, self.sort).called(how.call);
        if !monitor::enter(about, how.timed, how.place, &|| can(&self.state.borrow())) {
            return None;
        }
        let result = work(&mut self.state.borrow_mut());
        monitor::leave(about, how.place);
        Some(result)
    }
}
