//! What a thread has done and found, as one number: whatever it does next hangs on nothing else.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::graph::{Event, Kind, Place};

/// The history of a thread in one run.
#[derive(Clone, Default)]
pub(crate) struct History {
    hasher: DefaultHasher,
    /// How many of the thread's events are in it.
    events: usize,
}

impl History {
    /// Puts in what is new of a thread's events.
    pub fn learn(&mut self, events: &[Event]) {
        for event in &events[self.events..] {
            // The second half of a read-modify-write follows from the first.
            if event.kind != Kind::Write || !event.is_update {
                self.add(event.kind, event.value, event.on_a_whim, event.place);
            }
        }
        self.events = events.len();
    }

    /// Puts in something that was done aside from the graph.
    pub fn add(&mut self, kind: Kind, value: u64, on_a_whim: bool, place: Place) {
        (kind, value, on_a_whim, place.line()).hash(&mut self.hasher);
    }

    /// The number for a thread that is now at a place.
    pub fn key(&self, thread: usize, place: Place) -> u64 {
        let mut hasher = self.hasher.clone();
        (thread, place).hash(&mut hasher);
        hasher.finish()
    }
}
