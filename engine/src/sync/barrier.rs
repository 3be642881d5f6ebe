//! A place where threads wait for each other, by the name and contract of `std::sync::Barrier`.
//!
//! Who comes adds one to a count (AcqRel, so that each knows what all before it knew), and sees from the number
//! found in which round it is and whether it is the last. The last has heard from all: it raises the round's flag
//! (Release), which the others wait for (Acquire). So all that any of them did before it came happens before all
//! that any does afterwards.
//!
//! Nobody can tell in which order the others came before the last: they have nothing to do in between, and in the end
//! each knows what all of them knew, in whatever order they were counted. So of all these orders one is shown, in which
//! the threads come by their numbers, and a thread that finds itself counted out of turn stops there: its execution is
//! one of those that are blocked. For `n` threads that leaves `n` executions in place of `n!`, one for each that can be
//! the last. (That holds of AcqRel and no less. Where the explorer [weakens](crate::weaken) something, all are shown.)

use std::cell::RefCell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::sync::atomic::Ordering::{AcqRel, Release};

use crate::graph::{Change, Place, Shape};
use crate::run::{About, Slot, perform};

/// Lets threads wait until so many have come.
pub struct Barrier {
    size: u64,
    count: Slot,
    rounds: RefCell<Rounds>,
}

/// A flag for each round, in one run.
struct Rounds {
    run: u64,
    flags: Vec<Rc<Slot>>,
}

// SAFETY: all threads of a program run on one thread of the operating system (an assumption of the crate's page), and
// no borrow of `rounds` lasts across a switch.
unsafe impl Sync for Barrier {}
// SAFETY: the same.
unsafe impl Send for Barrier {}

/// What a barrier says to a thread that has waited.
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread is the one of its round that was picked out: the last that came.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// A barrier for so many threads.
    #[track_caller]
    pub const fn new(n: usize) -> Barrier {
        Barrier {
            size: if n == 0 { 1 } else { n as u64 },
            count: Slot::new(),
            rounds: RefCell::new(Rounds { run: 0, flags: Vec::new() }),
        }
    }

    /// Waits until all have come. Then the next round begins.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = Location::caller();
        let count = About::new(&self.count, "Barrier").called("wait");
        let (before, _, arrival) = perform::read_event(count, AcqRel, Change::Add(1), Shape::NONE, place);
        let flag = self.flag(before / self.size, place);
        let about = About::new(&flag, "Barrier").called("wait");
        let is_first = before % self.size == 0;
        let is_last = before % self.size == self.size - 1;
        if let Some(arrival) = arrival
            && !is_first
            && !is_last
        {
            perform::stop_if_out_of_turn(arrival, place);
        }
        if is_last {
            perform::write(about, 1, Release, Shape::NONE, place);
        } else {
            perform::await_store(about, false, place);
        }
        BarrierWaitResult(is_last)
    }

    fn flag(&self, round: u64, place: Place) -> Rc<Slot> {
        let run = perform::poison().0;
        let mut rounds = self.rounds.borrow_mut();
        if rounds.run != run {
            *rounds = Rounds { run, flags: Vec::new() };
        }
        let round = round as usize;
        while rounds.flags.len() <= round {
            rounds.flags.push(Rc::new(Slot::at(place)));
        }
        Rc::clone(&rounds.flags[round])
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Barrier").finish_non_exhaustive()
    }
}
