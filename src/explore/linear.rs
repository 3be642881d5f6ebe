//! A graph in the order in which it is best told.
//!
//! Time does not occur in an execution graph, and a picture needs an order. Of the many that keep to happens-before and
//! reads-from, the best is one in which each load finds what was stored last, if there is such an order: then the
//! execution is an interleaving that anybody can follow. Where there is none (a weak execution), some loads find
//! something older. And a thread goes on for as long as it can, so that the eye has to change columns seldom.

use racelab_engine::graph::{EventId, Graph, Kind};

use crate::sync::checked::record::Cost;

/// The events of an execution in order.
pub(super) struct Order {
    /// All of them.
    pub events: Vec<EventId>,
    /// How hard that is to follow.
    pub cost: Cost,
}

/// Beyond this many events an execution is told in the order in which it ran: nobody reads so much.
const MOST: usize = 2_000;

/// Puts those events of a graph in order that have run.
pub(super) fn in_order(graph: &Graph, steps: &[EventId]) -> Order {
    if steps.len() > MOST {
        let events = steps.to_vec();
        return Order { cost: Cost { older: 0, switches: 0, operations: events.len() as u32 }, events };
    }
    let mut there = vec![0; graph.threads.len()];
    for step in steps {
        there[step.thread()] = there[step.thread()].max(step.index() + 1);
    }
    let run = vec![0; there.len()];
    let mut placing = Placing { graph, there, run, events: Vec::with_capacity(steps.len()), older: 0 };
    let mut current = 0;
    let mut switches = 0;
    while placing.events.len() < steps.len() {
        let Some(next) = placing.next(current) else { break };
        switches += u32::from(next != current && !placing.events.is_empty());
        current = next;
        placing.place(current);
    }
    // Nothing is left out, whatever happens.
    let left = steps.iter().filter(|step| !placing.has_run(**step));
    let left: Vec<_> = left.copied().collect();
    placing.events.extend(left);
    let Placing { events, older, .. } = placing;
    Order { cost: Cost { older, switches, operations: events.len() as u32 }, events }
}

struct Placing<'a> {
    graph: &'a Graph,
    /// How many events of each thread there are, and how many have been placed.
    there: Vec<usize>,
    run: Vec<usize>,
    events: Vec<EventId>,
    older: u32,
}

impl Placing<'_> {
    /// The thread whose turn it is after one of `current`.
    fn next(&self, current: usize) -> Option<usize> {
        let others = (0..self.there.len()).filter(|&thread| thread != current);
        let threads = || std::iter::once(current).chain(others.clone());
        let could_go = |thread: &usize| self.next_of(*thread).is_some_and(|event| self.may_run(event));
        let interleaves = |thread: &usize| {
            could_go(thread) && self.next_of(*thread).is_some_and(|event| self.is_newest(event))
        };
        threads().find(interleaves).or_else(|| threads().find(could_go))
    }

    fn next_of(&self, thread: usize) -> Option<EventId> {
        let index = *self.run.get(thread)?;
        (index < self.there[thread]).then(|| EventId::new(thread, index))
    }

    /// Places the next event of a thread, and the second half of a read-modify-write with its first.
    fn place(&mut self, thread: usize) {
        let Some(id) = self.next_of(thread) else { return };
        let event = self.graph.event(id);
        let newest = self.newest_run(id);
        self.older += u32::from(event.kind == Kind::Read && newest != event.reads_from);
        self.run[thread] += 1;
        self.events.push(id);
        if event.kind == Kind::Read
            && event.is_update
            && let Some(second) = self.next_of(thread)
        {
            self.run[thread] += 1;
            self.events.push(second);
        }
    }

    fn has_run(&self, id: EventId) -> bool {
        self.run[id.thread()] > id.index()
    }

    fn is_there(&self, id: EventId) -> bool {
        self.there[id.thread()] > id.index()
    }

    /// Whether all has run that the event depends on.
    fn may_run(&self, id: EventId) -> bool {
        let event = self.graph.event(id);
        let follows = |other: EventId| other == EventId::INITIAL || self.has_run(other);
        match event.kind {
            Kind::Begin => id.thread() == 0 || follows(event.reads_from),
            Kind::Join => self.run[event.value as usize] == self.there[event.value as usize],
            Kind::Read if event.is_of_lock() && event.is_update && event.reads_from != EventId::INITIAL => {
                let unlock = self.graph.unlock_of(event.reads_from).filter(|unlock| self.is_there(*unlock));
                follows(event.reads_from) && unlock.is_none_or(follows)
            }
            Kind::Read => follows(event.reads_from),
            _ => true,
        }
    }

    /// Whether a read finds what was stored last, and a write comes after all that it has to: the writes before it,
    /// and their reads.
    fn is_newest(&self, id: EventId) -> bool {
        let event = self.graph.event(id);
        match event.kind {
            Kind::Read if self.newest_run(id) != event.reads_from => false,
            Kind::Read if event.is_update => self.is_next_write(id.next(), id),
            Kind::Write => self.is_next_write(id, id),
            _ => true,
        }
    }

    fn is_next_write(&self, write: EventId, itself: EventId) -> bool {
        if !self.is_there(write) {
            return true;
        }
        let object = self.graph.object(self.graph.event(itself).object);
        let place = self.place_of(&object.writes, write);
        let before =
            object.writes.iter().take(place).all(|&other| self.has_run(other) || !self.is_there(other));
        let reads_what_is_before = |read: EventId| {
            let from = self.graph.event(read).reads_from;
            from == EventId::INITIAL || self.place_of(&object.writes, from) < place
        };
        before
            && object.reads.iter().all(|&read| {
                read == itself || self.has_run(read) || !self.is_there(read) || !reads_what_is_before(read)
            })
    }

    fn place_of(&self, writes: &[EventId], write: EventId) -> usize {
        writes.iter().position(|&other| other == write).unwrap_or(writes.len())
    }

    /// The newest write of those that have run, of the object that an event is about.
    fn newest_run(&self, id: EventId) -> EventId {
        let event = self.graph.event(id);
        if !matches!(event.kind, Kind::Read) {
            return EventId::INITIAL;
        }
        let writes = self.graph.object(event.object).writes.iter();
        writes.rev().find(|&&write| self.has_run(write)).copied().unwrap_or(EventId::INITIAL)
    }
}
