//! Where an exploration was last seen, for whoever waits for one that does not come back.
//!
//! An execution that never ends cannot be run again to be recorded, and nobody can look into the thread that is in
//! it. So each operation leaves its thread and its place in a [`Trail`], which the one who waits can read at any time.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use super::backend::{Judge, judge};
use super::record::{self, Place};
use crate::sync::{Name, is_of_the_kit};

/// Left by the operations of an execution: the last of them, and what its threads are called.
///
/// They leave it in a trail of the engine's kind, whichever of the two explores.
#[derive(Debug, Default)]
pub struct Trail {
    by_wrappers: racelab_engine::Trail,
    names: Mutex<Vec<Option<Name>>>,
    /// What the engine itself leaves: there are operations that no wrapper knows of, those of a program that was not
    /// written for it above all.
    pub by_engine: Arc<racelab_engine::Trail>,
}

/// Where a thread was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What the thread is called.
    pub thread: String,
    /// The place of the last operation; `None` if it came to none.
    pub place: Option<Place>,
}

thread_local! {
    static TRAIL: RefCell<Option<Arc<Trail>>> = const { RefCell::new(None) };
}

/// From now on, what is explored on this thread of the system leaves a trail here.
pub fn leave(trail: &Arc<Trail>) {
    TRAIL.set(Some(Arc::clone(trail)));
}

impl Trail {
    /// Where it ends.
    pub fn end(&self) -> Seen {
        let (thread, place) = match self.by_engine.end() {
            // The engine has seen them all; where a wrapper stands, the wrapper knows who called it.
            (thread, Some(place)) if !is_of_the_kit(place.file()) => (thread, Some(place)),
            _ => self.by_wrappers.end(),
        };
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let name = names.get(thread).copied().flatten();
        Seen { thread: name.map_or_else(|| format!("thread {thread}"), Name::in_words), place }
    }

    fn names(&self) -> std::sync::MutexGuard<'_, Vec<Option<Name>>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An execution begins, with thread 0.
pub(super) fn begin() {
    on_trail(|trail| {
        trail.names().clear();
        trail.by_wrappers.set(0, None);
    });
}

/// The current thread begins.
pub(super) fn begins() {
    on_trail(|trail| trail.by_wrappers.set(number(), None));
}

/// The current thread has come to an operation.
pub(super) fn note(place: Place) {
    on_trail(|trail| trail.by_wrappers.set(number(), Some(place)));
}

/// The current thread is called so.
pub(super) fn label(name: Name) {
    on_trail(|trail| {
        let (thread, mut names) = (number(), trail.names());
        let threads = names.len().max(thread + 1);
        names.resize(threads, None);
        names[thread] = Some(name);
    });
}

fn on_trail(leave: impl FnOnce(&Trail)) {
    TRAIL.with_borrow(|trail| trail.as_deref().map(leave));
}

/// The number of the current thread.
fn number() -> usize {
    match judge() {
        Judge::Engine => racelab_engine::current_number().unwrap_or_default(),
        Judge::Loom => record::current(),
    }
}
