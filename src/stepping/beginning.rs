//! How an execution begins: what has happened of it at some point of a walk.

use crate::litmus::checker::relation::{EventId, members};
use crate::litmus::checker::{Event, Execution, Kind};

/// An execution that can be walked through, with the events of each thread in their order.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) execution: Execution,
    /// The events of each thread.
    pub(super) threads: Vec<Vec<EventId>>,
}

/// A write: which thread's, and which event of that thread. `None` for the initial value.
pub(super) type Write = Option<(usize, usize)>;

/// How an execution begins: the events that have happened, and what is decided about them. Executions that
/// begin alike are one state, since whatever can follow one can follow the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beginning {
    /// How many events of each thread have happened.
    pub(super) done: Vec<usize>,
    /// What each of them reads, where it reads.
    pub(super) sources: Vec<Vec<Option<Write>>>,
    /// The writes to each location that have happened, in modification order.
    pub(super) orders: Vec<Vec<Write>>,
}

impl Walked {
    /// With the events of each of so many threads put in their order.
    pub(super) fn new(execution: Execution, threads: usize) -> Self {
        let events = |thread| {
            let mut ids: Vec<_> = (0..execution.events.len())
                .filter(|&id| execution.events[id].thread == Some(thread))
                .collect();
            ids.sort_by_key(|&id| execution.sb.before(id).count_ones());
            ids
        };
        let threads = (0..threads).map(events).collect();
        Walked { execution, threads }
    }

    /// An event of a thread.
    pub(super) fn event(&self, thread: usize, index: usize) -> &Event {
        &self.execution.events[self.threads[thread][index]]
    }

    /// Which thread's event it is, and which of them; `None` for an initial value.
    pub(super) fn place_of(&self, id: EventId) -> Write {
        let thread = self.execution.events[id].thread?;
        Some((thread, self.threads[thread].iter().position(|&known| known == id)?))
    }

    /// The newest write that an event passes over for an older one, if it reads and does.
    pub(super) fn newer(&self, id: EventId, after: &Beginning) -> Option<Write> {
        let event = &self.execution.events[id];
        let order = &after.orders[event.location.filter(|_| event.reads())?];
        let source = self.place_of(self.execution.source(id)?);
        // A read-modify-write does not pass over itself.
        let newest = order.iter().rev().find(|&&write| write != self.place_of(id))?;
        (*newest != source).then_some(*newest)
    }

    /// Whether an event can come next after so many events of each thread: what it reads has been written.
    pub(super) fn is_next(&self, id: EventId, done: &[usize]) -> bool {
        let source = self.execution.source(id).filter(|_| self.execution.events[id].reads());
        source.and_then(|source| self.place_of(source)).is_none_or(|(thread, index)| index < done[thread])
    }

    /// What is decided by the time when so many events of each thread have happened.
    pub(super) fn beginning(&self, done: &[usize]) -> Beginning {
        let done: Vec<_> =
            done.iter().zip(&self.threads).map(|(&done, thread)| done.min(thread.len())).collect();
        let source = |&id: &EventId| {
            let reads = self.execution.events[id].reads();
            self.execution.source(id).filter(|_| reads).map(|source| self.place_of(source))
        };
        let sources = self.threads.iter().zip(&done);
        let sources = sources.map(|(thread, &done)| thread[..done].iter().map(source).collect()).collect();
        let locations = self.execution.events.iter().filter(|event| event.kind == Kind::Initial).count();
        let orders = (0..locations).map(|location| {
            let mut writes: Vec<_> = members(self.execution.writes_to(location)).collect();
            writes.sort_by_key(|&write| self.execution.mo.before(write).count_ones());
            let places = writes.into_iter().map(|write| self.place_of(write));
            places.filter(|place| place.is_none_or(|(thread, index)| index < done[thread])).collect()
        });
        Beginning { orders: orders.collect(), done, sources }
    }
}
