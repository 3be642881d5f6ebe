//! Steps that wait until a state allows them: what channels are made of.
//!
//! A *monitor* (Hoare, "Monitors: An Operating System Structuring Concept", 1974) is a state that threads work on
//! one at a time. "Receive" is such a piece of work: it takes a message from the queue, and can be done only where
//! there is one. The lock that sees to it is one of the engine's own locks, with two differences. It orders and
//! tells nothing: whoever receives knows what the sender of *that* message knew, not what everybody knew who used the
//! channel before. And a thread does not take it before what it wants can be done.
//!
//! In a graph that a revisit has made, a thread may come to have the lock earlier than it took it, where what it
//! wants cannot be done yet. Then it gives the lock back and waits for ever: it has *looked*, as a thread in a
//! waiting loop has, and other executions have it look later. The same is done where nobody can go on, so that the
//! search learns what else these threads could have got.

use std::mem;
use std::sync::atomic::Ordering::Relaxed;

use super::perform::{self, drive, is_after_all};
use super::rounds::Verdict;
use super::wait::Runner;
use super::{About, Engine, Request, Wait, suspend, with};
use crate::graph::{Change, EventId, Kind, ObjectId, Place};

/// What the call of an unlock is where a thread has only looked.
const IN_VAIN: &str = "look in vain";

/// Waits until `can_be_done`, and has the lock then, until [`leave`]. `false` if the execution has been given up.
///
/// `can_be_done` looks at the state that the lock guards, and does nothing else.
pub(crate) fn enter(about: About<'_>, timed: bool, place: Place, can_be_done: &dyn Fn() -> bool) -> bool {
    if is_after_all() {
        return false;
    }
    let request =
        Request { about: Some(about), change: Change::Lock, ..Request::new(Kind::Read, Relaxed, place) };
    // What changes the state cannot be done aside.
    while with(|engine| engine.is_trial()) {
        with(|engine| engine.conclude(Verdict::GoesOn, place));
        suspend();
    }
    with(|engine| engine.threads[engine.current].call = about.call);
    let mut in_vain = false;
    let first = drive(|engine: &mut Engine| {
        let thread = engine.current;
        if engine.abandoning || engine.threads[thread].done < engine.search.graph.threads[thread].len() {
            return engine.step(&request);
        }
        if !engine.extending {
            return engine.wait(Wait::Turn, place);
        }
        let lock = engine.bind_new(about);
        in_vain = mem::take(&mut engine.nobody_else);
        if !in_vain {
            let is_free = engine.search.graph.is_free(lock);
            if !is_free || !can_be_done() {
                // Where it is taken, its being free is all the change that is waited for.
                let seen = if is_free { engine.search.graph.newest(lock) } else { EventId::INITIAL };
                return engine.wait(Wait::Changed { lock, seen, timed }, place);
            }
        }
        engine.nobody_else = in_vain;
        let step = engine.step(&request);
        engine.nobody_else = false;
        step
    });
    let Some(first) = first else { return false };
    if drive(|engine| engine.take_lock(first, place)).is_none() {
        return false;
    }
    if can_be_done() {
        return true;
    }
    // Whoever is shown this execution knows by this word that nothing was done.
    perform::unlock(about.called(IN_VAIN), place);
    with(|engine| {
        let lock = engine.search.graph.event(first).object;
        engine.wait(Wait::Looked { lock, in_vain, timed }, place)
    });
    suspend();
    false
}

/// Gives the lock back. The answer's number is `None` if the state was changed; then follows how often it has been.
pub(crate) fn leave(about: About<'_>, place: Place, (number, changes): (Option<u64>, u64)) {
    with(|engine| {
        let lock = engine.bind_new(about);
        let thread = engine.current;
        let runner = &mut engine.threads[thread];
        runner.remember(Found { lock, place, number, changes });
        // The answer stands in no event, and what the thread does next depends on it.
        runner.history.learn(&engine.search.graph, thread, runner.done);
        runner.history.hear(number);
    });
    perform::unlock(about, place);
}

/// What a thread has found by a look at a state, or at a place of the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    lock: ObjectId,
    place: Place,
    /// The answer's number; `None` if the state was changed.
    number: Option<u64>,
    /// How often it had been changed by then.
    changes: u64,
}

impl Runner {
    /// Keeps what was found last at each place.
    fn remember(&mut self, found: Found) {
        self.found.retain(|other| (other.lock, other.place) != (found.lock, found.place));
        self.found.push(found);
    }
}

/// What a thread that is tried finds by a look at a state: what it found there last, if it changed nothing then. Where
/// that cannot be said, the trial ends. `None` if it is not tried.
pub(crate) fn found_in_trial(about: About<'_>, place: Place, changes: u64) -> Option<u64> {
    while !is_after_all() && with(|engine| engine.is_trial()) {
        let found = with(|engine| engine.finds_again(about, place, changes));
        if found.is_some() {
            return found;
        }
        suspend();
    }
    None
}

impl Engine {
    fn finds_again(&mut self, about: About<'_>, place: Place, changes: u64) -> Option<u64> {
        let lock = self.object_of(about.slot)?;
        let last = self.threads[self.current].found.iter().find(|it| (it.lock, it.place) == (lock, place));
        // The newest state is the one that the thread has seen if nobody has changed that since.
        let is_as_it_was = |found: &&Found| !self.trial_finds_the_newest() || found.changes == changes;
        let found = last.filter(is_as_it_was).and_then(|found| found.number);
        match found {
            Some(_) => self.looks_at_a_state_in_trial(),
            None => drop(self.conclude(Verdict::GoesOn, place)),
        }
        found
    }
}
