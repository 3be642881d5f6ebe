//! Where an exploration is, for another thread that waits for it.
//!
//! A closure that never ends never comes to a visitor, and nobody can look into the thread that runs it. So each
//! operation leaves the number of its thread and its place here.

use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

use crate::graph::Place;

/// What an exploration leaves behind that was given one, see [`Explorer::trail`](crate::Explorer::trail).
///
/// Relaxed, because what is read is of a thread that has been stuck for a long time. Of one that runs on, number and
/// place may be those of two operations that came one after the other.
#[derive(Debug, Default)]
pub struct Trail {
    thread: AtomicUsize,
    /// Null where the thread has done nothing yet.
    place: AtomicPtr<Location<'static>>,
}

impl Trail {
    /// The thread of the program that ran last, and where in it the operation stands that it came to last; `None` if it
    /// came to none.
    pub fn end(&self) -> (usize, Option<Place>) {
        let place = self.place.load(Relaxed);
        // SAFETY: it is null, or comes from a reference that is valid for ever.
        (self.thread.load(Relaxed), unsafe { place.as_ref() })
    }

    /// Leaves something: for whoever stands between a program and the engine, and knows better where that is.
    pub fn set(&self, thread: usize, place: Option<Place>) {
        self.thread.store(thread, Relaxed);
        self.place.store(place.map_or(ptr::null_mut(), |place| ptr::from_ref(place).cast_mut()), Relaxed);
    }
}
