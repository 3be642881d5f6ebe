//! New events: what they are first, and what they could have been.
//!
//! First a read reads the newest write, a write comes last in the modification order, a choice chooses 0. This is
//! the maximal way, see [`Graph::may_revisit`](crate::graph::Graph::may_revisit). The other ways are noted down,
//! newest writes last, and for each new write the earlier reads that may read it.

use super::{Alternative, Search};
use crate::faults::{Fault, broken};
use crate::graph::{Change, Clock, Event, EventId, ObjectId, Revisit};

impl Search {
    /// Adds a read, and its second half if it has one.
    pub fn add_read(&mut self, thread: usize, event: Event) {
        let object = event.object;
        let length = self.graph.object(object).writes.len();
        let known = self.last_of(thread).happens_before;
        for place in self.graph.bound(object, &known)..=length {
            self.offer_read(thread, &event, place, &known);
        }
        let newest = self.graph.write_at(object, length);
        let read = self.graph.add_read(thread, event, newest, false);
        // It is newer than all the rest, so no axiom can be against it.
        self.finish(read);
    }

    /// Notes that a new read could read from the write at a place.
    fn offer_read(&mut self, thread: usize, event: &Event, place: usize, known: &Clock) {
        let (at, object) = (self.graph.order.len() as u32, event.object);
        let is_newest = place == self.graph.object(object).writes.len();
        let write = self.graph.write_at(object, place);
        let would_write = self.graph.would_write(event, write);
        match event.change {
            Change::FindTaken if !self.graph.may_find_taken(write, known) => {}
            _ if would_write && self.graph.is_taken(object, place) => {
                self.offer_conflicts(thread, event, write);
            }
            Change::Lock | Change::TryLock | Change::Await | Change::Take => {}
            _ if !is_newest => {
                self.alternatives.push(Alternative::Read { at, write, on_a_whim: false });
            }
            _ => {}
        }
        if would_write
            && self.has_budget()
            && matches!(event.change, Change::CompareExchange { weak: true, .. })
        {
            self.alternatives.push(Alternative::Read { at, write, on_a_whim: true });
        }
    }

    /// Adds a write.
    pub fn add_write(&mut self, thread: usize, event: Event) {
        assert!(!broken(Fault::Panics), "a deliberate fault");
        let (at, object) = (self.graph.order.len() as u32, event.object);
        let length = self.graph.object(object).writes.len();
        let bound = self.graph.bound(object, &self.last_of(thread).happens_before);
        for place in bound..length {
            if !self.graph.is_taken(object, place) && !broken(Fault::WritesLast) {
                let after = self.graph.write_at(object, place);
                self.alternatives.push(Alternative::Write { at, after });
            }
        }
        let write = self.graph.add_write(thread, event, length);
        self.offer_to_reads(write);
    }

    /// Adds a choice of a number below `n`.
    pub fn add_choice(&mut self, thread: usize, event: Event, n: u64) {
        let at = self.graph.order.len() as u32;
        self.alternatives.extend((1..n).rev().map(|value| Alternative::Choose { at, value }));
        self.graph.add(thread, event);
    }

    /// Adds an unlock; whoever is known to be next has the lock now.
    pub fn add_unlock(&mut self, thread: usize, event: Event) {
        self.graph.add(thread, event);
        let lock =
            *self.graph.object(event.object).writes.last().expect("a lock that is given back was taken");
        if let Some(read) = self.graph.waits_for(event.object, lock) {
            self.finish(read);
        }
    }

    fn last_of(&self, thread: usize) -> &Event {
        self.graph.threads[thread].last().expect("a thread that does something has begun")
    }

    /// Whether a read that reads this value could also fail for no reason.
    fn may_fail(&self, change: Change, found: u64) -> bool {
        match change {
            Change::CompareExchange { expected, weak: true, .. } => expected == found && self.has_budget(),
            _ => false,
        }
    }

    /// Notes which earlier reads could read a new write.
    pub(super) fn offer_to_reads(&mut self, write: EventId) {
        if broken(Fault::NoRevisits) {
            return;
        }
        let event = self.graph.event(write);
        let (object, causes) = (event.object, event.causes);
        let mut own_bound = None;
        for index in 0..self.graph.object(object).reads.len() {
            let revisit = Revisit { read: self.graph.object(object).reads[index], write, causes };
            if causes.knows(revisit.read) || !self.graph.may_revisit(&revisit) {
                continue;
            }
            let bound = self.graph.bound(object, self.graph.known_before(revisit.read));
            let event = self.graph.event(write);
            if event.is_update {
                // It stands where it has to: after what it read.
                let place = self.graph.place_of(object, event.reads_from);
                if bound <= place {
                    self.offer_revisit(&revisit, object, place);
                }
            } else {
                let own = *own_bound
                    .get_or_insert_with(|| self.graph.bound(object, self.graph.known_before(write)));
                for place in own.max(bound)..=self.graph.object(object).writes.len() {
                    self.offer_revisit(&revisit, object, place);
                }
            }
        }
    }

    /// Notes a revisit after which the write stands at a place, if anything can stand there.
    fn offer_revisit(&mut self, revisit: &Revisit, object: ObjectId, place: usize) {
        let graph = &self.graph;
        let after = graph.write_at(object, place);
        let gone = after != EventId::INITIAL && !graph.stays(after, revisit);
        let next = graph.next_that_stays(object, place, revisit);
        if after == revisit.write
            || gone
            || next.is_some_and(|next| next.is_update && next.reads_from == after)
        {
            return;
        }
        let at = graph.order.len() as u32;
        let (change, value) = (graph.event(revisit.read).change, graph.event(revisit.write).value);
        let (read, write) = (revisit.read, revisit.write);
        self.alternatives.push(Alternative::Revisit { at, read, write, after, on_a_whim: false });
        if self.may_fail(change, value) {
            self.alternatives.push(Alternative::Revisit { at, read, write, after, on_a_whim: true });
        }
    }

    /// Notes that a new read-modify-write could take what another has taken: an earlier read would have to read
    /// from it then, the other or one whose revisit takes the other away.
    ///
    /// This is a shortcut of ours. Only one read-modify-write can stand right after the source, so no consistent graph
    /// has the new one beside the taker, and there is none from which the new write could be offered to earlier reads
    /// as others are. But what such a revisit leaves is consistent if it takes the taker away, and it can be said
    /// without the write: what the write would depend on, its place and its value are known. So it is noted when the
    /// read comes.
    fn offer_conflicts(&mut self, thread: usize, event: &Event, source: EventId) {
        if broken(Fault::NoConflicts) {
            return;
        }
        let (graph, object) = (&self.graph, event.object);
        let mut causes = self.last_of(thread).causes;
        if source != EventId::INITIAL {
            causes.join(&graph.event(source).causes);
            if event.is_of_lock() {
                let Some(unlock) = graph.unlock_of(source) else { return };
                causes.join(&graph.event(unlock).causes);
            }
        }
        let place = graph.place_of(object, source);
        let taker = graph.object(object).writes[place];
        if causes.knows(taker.previous()) {
            return;
        }
        let at = graph.order.len() as u32;
        // It is not there yet: this is what it would be called.
        let write = EventId::new(thread, graph.threads[thread].len() + 1);
        let new = event.change.apply(graph.value_of(object, source), event.shape, false).unwrap_or_default();
        for index in 0..graph.object(object).reads.len() {
            let graph = &self.graph;
            let revisit = Revisit { read: graph.object(object).reads[index], write, causes };
            let read = revisit.read;
            if causes.knows(read) || !graph.may_revisit(&revisit) {
                continue;
            }
            // Of a lock, the second half may go and be granted anew: what counts is whether the first stays.
            let half = if broken(Fault::KeptPromises) { taker } else { taker.previous() };
            let is_in_the_way = read != taker.previous() && graph.stays(half, &revisit);
            if is_in_the_way || graph.bound(object, graph.known_before(read)) > place {
                continue;
            }
            self.alternatives.push(Alternative::Conflict { at, source, read, on_a_whim: false });
            if self.may_fail(graph.event(read).change, new) {
                self.alternatives.push(Alternative::Conflict { at, source, read, on_a_whim: true });
            }
        }
    }
}
