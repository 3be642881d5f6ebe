//! Steps that wait until a state allows them: what channels are made of.
//!
//! A *monitor* (Hoare, "Monitors: An Operating System Structuring Concept", 1974) is a state that threads work on
//! one at a time. "Receive" is such a piece of work: it takes a message from the queue, and can be done only where
//! there is one. The lock that sees to it is one of the engine's own locks, with two differences. It orders and
//! tells nothing: who receives knows what the sender of *that* message knew, not what everybody knew who used the
//! channel before. And a thread does not take it before what it wants can be done.
//!
//! In a graph that a revisit has made, a thread may come to have the lock earlier than it took it, where what it
//! wants cannot be done yet. Then it gives the lock back and waits for ever: it has *looked*, as a thread in a
//! waiting loop has, and other executions have it look later. The same is done where nobody can go on, so that the
//! search learns what else these threads could have got.

use std::mem;
use std::sync::atomic::Ordering::Relaxed;

use super::perform::{self, drive, is_after_all};
use super::{About, Engine, Request, Wait, suspend, with};
use crate::graph::{Change, EventId, Kind, Place};

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
    while with(|engine| engine.is_trial()) {
        with(|engine| engine.enters_in_trial(&request));
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

/// Gives the lock back.
pub(crate) fn leave(about: About<'_>, place: Place) {
    perform::unlock(about, place);
}
