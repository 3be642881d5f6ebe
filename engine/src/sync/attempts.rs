//! Something that is to be done once: what `Once`, `OnceLock` and `LazyLock` have in common.
//!
//! Whoever comes first does it, the others wait. Who comes first is decided by a compare-exchange (Relaxed) of a
//! word of its own; that it has been done is a store to another (Release), which the others wait for (Acquire).
//! Those others have nothing to do with each other, so that *n* threads that want it done are *n* executions.
//!
//! Where doing it panics, the attempt has failed, and the next one begins: another pair of words.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::graph::{Change, Place, Shape};
use crate::run::{About, Slot, new_family, perform};

/// Attempts to do something, in one run.
pub(super) struct Attempts {
    sort: &'static str,
    made: Slot,
    all: RefCell<All>,
}

/// The attempts of one run.
struct All {
    run: u64,
    /// Which thing of the program they are of, in this run.
    family: u64,
    attempts: Vec<Rc<Attempt>>,
}

struct Attempt {
    begun: Slot,
    ended: Slot,
}

const DONE: u64 = 1;
const FAILED: u64 = 2;

/// How it stands.
pub(super) enum Turn<'a> {
    /// It has been done.
    Done,
    /// It is the caller's turn to do it. The attempts before it have failed, if there were any.
    Yours(Mine<'a>),
}

/// An attempt that the current thread makes. Dropping it says that it has failed.
pub(super) struct Mine<'a> {
    attempts: &'a Attempts,
    number: usize,
    place: Place,
}

impl Attempts {
    #[track_caller]
    pub const fn new(sort: &'static str) -> Attempts {
        Attempts {
            sort,
            made: Slot::new(),
            all: RefCell::new(All { run: 0, family: 0, attempts: Vec::new() }),
        }
    }

    fn attempt(&self, number: usize) -> Rc<Attempt> {
        let run = perform::poison().0;
        let mut all = self.all.borrow_mut();
        if all.run != run {
            *all = All { run, family: new_family(), attempts: Vec::new() };
        }
        while all.attempts.len() <= number {
            let slot = || Slot::at(self.made.made());
            all.attempts.push(Rc::new(Attempt { begun: slot(), ended: slot() }));
        }
        Rc::clone(&all.attempts[number])
    }

    fn about<'a>(&self, slot: &'a Slot, call: &'static str) -> About<'a> {
        About::new(slot, self.sort).called(call).of(self.all.borrow().family)
    }

    /// Waits until it has been done, or it is the caller's turn to do it.
    pub fn begin(&self, call: &'static str, place: Place) -> Turn<'_> {
        for number in 0.. {
            let attempt = self.attempt(number);
            let first = Change::CompareExchange { expected: 0, new: 1, failure: Relaxed, weak: false };
            let begun = self.about(&attempt.begun, call);
            if perform::read(begun, Relaxed, first, Shape::NONE, place).1 {
                return Turn::Yours(Mine { attempts: self, number, place });
            }
            if perform::await_store(self.about(&attempt.ended, call), false, place) != FAILED {
                break;
            }
        }
        Turn::Done
    }

    /// Whether it is known to have been done.
    pub fn is_done(&self, call: &'static str, place: Place) -> bool {
        for number in 0.. {
            let attempt = self.attempt(number);
            let ended = self.about(&attempt.ended, call);
            match perform::read(ended, Acquire, Change::None, Shape::NONE, place).0 {
                DONE => return true,
                FAILED => {}
                _ => break,
            }
        }
        false
    }

    /// Waits until it has been done; where failures count, or until it has been tried and nobody is known to try
    /// again. Whether it has been done.
    pub fn wait(&self, call: &'static str, place: Place, in_spite_of_failures: bool) -> bool {
        for number in 0.. {
            let attempt = self.attempt(number);
            let ended = perform::await_store(self.about(&attempt.ended, call), false, place);
            if ended != FAILED {
                return true;
            }
            let again = || {
                let next = self.attempt(number + 1);
                perform::read(self.about(&next.begun, call), Relaxed, Change::None, Shape::NONE, place).0 != 0
            };
            if !in_spite_of_failures && !again() {
                return false;
            }
        }
        false
    }

    /// From now on nothing has been done, for whoever has the object alone.
    pub fn forget(&mut self) {
        self.all.get_mut().attempts.clear();
    }
}

impl Mine<'_> {
    /// Whether an attempt before this one failed.
    pub fn is_second(&self) -> bool {
        self.number > 0
    }

    /// It has been done.
    pub fn done(self, call: &'static str) {
        self.end(call, DONE);
        std::mem::forget(self);
    }

    fn end(&self, call: &'static str, how: u64) {
        let attempt = self.attempts.attempt(self.number);
        perform::write(self.attempts.about(&attempt.ended, call), how, Release, Shape::NONE, self.place);
    }
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        self.end("panic", FAILED);
    }
}
