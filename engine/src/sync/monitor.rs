//! A state that threads work on one at a time, and only where it allows what they want to do.

use std::cell::{Cell, RefCell};

use crate::graph::Place;
use crate::run::{About, Slot, monitor};

/// See [`monitor`].
pub(crate) struct Monitor<S> {
    slot: Slot,
    sort: &'static str,
    state: RefCell<S>,
    /// How often it has been changed.
    changes: Cell<u64>,
}

/// What comes of a look at a state that may change it. Where it does not, a thread that is [tried](crate::run) may be
/// given the same answer again.
pub(crate) trait Answer: Sized {
    /// A number for the answer, where nothing was changed.
    fn number(&self) -> Option<u64>;

    /// The answer with that number.
    fn numbered(number: u64) -> Self;
}

impl Answer for usize {
    fn number(&self) -> Option<u64> {
        Some(*self as u64)
    }

    fn numbered(number: u64) -> usize {
        number as usize
    }
}

/// A piece of work: what it is called, where, and whether time may run out for whoever waits for it.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    pub call: &'static str,
    pub timed: bool,
    pub place: Place,
}

impl<S> Monitor<S> {
    pub fn at(place: Place, sort: &'static str, state: S) -> Monitor<S> {
        Monitor { slot: Slot::at(place), sort, state: RefCell::new(state), changes: Cell::new(0) }
    }

    pub fn made(&self) -> Place {
        self.slot.made()
    }

    fn about(&self, how: Work) -> About<'_> {
        About::new(&self.slot, self.sort).called(how.call)
    }

    /// Changes the state as soon as that can be done. `None` if the execution has been given up.
    ///
    /// Neither function may do anything that other threads notice, or run code of the program: drop a message, say.
    pub fn change<R>(
        &self,
        how: Work,
        can: impl Fn(&S) -> bool,
        work: impl FnOnce(&mut S) -> R,
    ) -> Option<R> {
        self.work(how, can, work, |_| None)
    }

    /// The same, where it may turn out that there is nothing to change.
    pub fn when<R: Answer>(
        &self,
        how: Work,
        can: impl Fn(&S) -> bool,
        work: impl FnOnce(&mut S) -> R,
    ) -> Option<R> {
        let again = monitor::found_in_trial(self.about(how), how.place, self.changes.get());
        again.map(R::numbered).or_else(|| self.work(how, can, work, R::number))
    }

    fn work<R>(
        &self,
        how: Work,
        can: impl Fn(&S) -> bool,
        work: impl FnOnce(&mut S) -> R,
        number: impl Fn(&R) -> Option<u64>,
    ) -> Option<R> {
        let about = self.about(how);
        if !monitor::enter(about, how.timed, how.place, &|| can(&self.state.borrow())) {
            return None;
        }
        let result = work(&mut self.state.borrow_mut());
        let number = number(&result);
        self.changes.set(self.changes.get() + u64::from(number.is_none()));
        monitor::leave(about, how.place, (number, self.changes.get()));
        Some(result)
    }
}
