//! What destructors see when an execution has been given up.
//!
//! Threads that were suspended in the middle are unwound, so that nothing leaks, and what they own is dropped: guards,
//! reference counts, a reader's own types, which may well use atomics and locks. By then there is no graph to add to. So all
//! objects become plain values, beginning with the newest that has been run, and the threads are unwound one after another. A
//! reference count still reaches 0 once, a lock is still taken by one thread at a time, and nothing can go wrong
//! that is not wrong in the destructor itself.

use super::object::About;
use super::{Engine, Request};
use crate::graph::{Change, EventId, Kind, ObjectId};

/// More steps than any destructor takes: it waits for something in a loop.
const ENDLESS: u64 = 100_000;

/// The objects' plain values, by their numbers.
#[derive(Default)]
pub(crate) struct Aftermath {
    values: Vec<Option<u64>>,
    steps: u64,
}

/// What comes of a step after the end.
pub(crate) enum After {
    /// The value found, and whether another was written.
    Done(u64, bool),
    /// It has to wait for another thread's destructors.
    Wait,
}

impl Engine {
    /// Before the first destructor.
    pub(super) fn begin_aftermath(&mut self) {
        self.aftermath.values.clear();
        self.aftermath.steps = 0;
    }

    /// Does on plain values what a thread wants to do.
    pub(crate) fn step_after(&mut self, request: &Request<'_>) -> After {
        self.aftermath.steps += 1;
        if self.aftermath.steps > ENDLESS {
            return After::Wait;
        }
        let Some(about) = request.about else {
            let waits = request.kind == Kind::Join && !self.threads[request.value as usize].has_ended;
            return if waits { After::Wait } else { After::Done(0, false) };
        };
        let object = self.bind_new(about);
        let found = self.value_after(object, about);
        let new = match request.kind {
            Kind::Read => match request.change {
                Change::Lock if found == 1 => return After::Wait,
                Change::TryLock if found == 1 => None,
                change => change.apply(found, request.shape, false),
            },
            Kind::Unlock => Some(0),
            _ => Some(request.value),
        };
        if new.is_some() {
            self.aftermath.values[object.index()] = new;
        }
        After::Done(found, new.is_some())
    }

    pub(super) fn value_after(&mut self, object: ObjectId, about: About<'_>) -> u64 {
        if self.aftermath.values.len() <= object.index() {
            self.aftermath.values.resize(object.index() + 1, None);
        }
        if let Some(value) = self.aftermath.values[object.index()] {
            return value;
        }
        let has_run = |id: &EventId| self.threads[id.thread()].done > id.index();
        let graph = &self.search.graph;
        let newest = graph.object(object).writes.iter().rfind(|id| has_run(id)).copied();
        match newest {
            None => about.initial,
            Some(write) if graph.event(write).is_of_lock() => {
                let given_back = graph.unlock_of(write).is_some_and(|unlock| has_run(&unlock));
                u64::from(!given_back)
            }
            Some(write) => graph.event(write).value,
        }
    }
}
