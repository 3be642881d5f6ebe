//! Earlier reads that read from later writes: whether they may, and what then remains of the graph.
//!
//! The search adds events one at a time, and a read can only read from a write that is there already. So when a
//! write comes, it is also offered to the reads that came before it. Such a *revisit* takes away everything that
//! was added after the read, but for the write and its causes (what it depends on): the rest may depend on what the
//! read read, and will be done again.
//!
//! The same graph must not be reached twice. TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly
//! Stateless, Optimal Dynamic Partial Order Reduction", POPL 2022) has a test that sees to it and needs no memory
//! of what was visited: a revisit is done only from the one graph in which everything that it takes away was added
//! in the *maximal* way (reads read the newest write, writes come last, choices choose 0). That one graph always
//! exists, so nothing is missed either.

use super::{Clock, Event, EventId, Graph, Kind, ObjectId};
use crate::faults::{Fault, broken};

/// What a revisit is about: a read, and a write that it is to read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Revisit {
    pub read: EventId,
    pub write: EventId,
    /// What the write depends on.
    pub causes: Clock,
}

impl Graph {
    /// TruSt's test: whether all that a revisit takes away, and the read itself, was added in the maximal way.
    pub(crate) fn may_revisit(&self, revisit: &Revisit) -> bool {
        let from = self.event(revisit.read).stamp as usize;
        self.order[from..].iter().all(|&event| {
            event == revisit.write || revisit.causes.knows(event) || self.is_maximal(event, revisit)
        })
    }

    fn is_maximal(&self, id: EventId, revisit: &Revisit) -> bool {
        if broken(Fault::NoMaximality) {
            return true;
        }
        let event = self.event(id);
        // What was there when it was added, or would have been, had the write's causes come first.
        let previous = |other: EventId| {
            other != revisit.write && (self.event(other).stamp <= event.stamp || revisit.causes.knows(other))
        };
        let is_newest = |write: EventId| {
            let later = &self.object(event.object).writes[self.place_of(event.object, write)..];
            !later.iter().any(|&later| previous(later))
        };
        match event.kind {
            Kind::Read => {
                let write = event.reads_from;
                !event.on_a_whim && (write == EventId::INITIAL || previous(write)) && is_newest(write)
            }
            Kind::Write => {
                let reads = &self.object(event.object).reads;
                let is_read = |&read: &EventId| self.event(read).reads_from == id && previous(read);
                is_newest(id) && (broken(Fault::NoTestForReaders) || !reads.iter().any(is_read))
            }
            Kind::Choice => event.value == 0,
            _ => true,
        }
    }

    /// Whether an event stays in a revisit.
    pub(crate) fn stays(&self, id: EventId, revisit: &Revisit) -> bool {
        let event = self.event(id);
        let stays =
            id == revisit.write || revisit.causes.knows(id) || event.stamp <= self.event(revisit.read).stamp;
        // A thread that has been started begins.
        stays || event.kind == Kind::Begin && self.stays(event.reads_from, revisit)
    }

    /// Makes the graph in which only what stays in a revisit is left, the write standing right after another in
    /// modification order. What the read reads is still to be set.
    pub(crate) fn restrict_into(&self, kept: &mut Graph, revisit: &Revisit, after: EventId) {
        kept.clear();
        kept.model = self.model;
        if kept.threads.len() < self.threads.len() {
            kept.threads.resize_with(self.threads.len(), Vec::new);
        }
        self.copy_objects_into(kept);
        for &id in &self.order {
            if self.stays(id, revisit) {
                kept.push_as_it_is(id, *self.event(id));
            }
        }
        for (all, kept) in self.objects.iter().zip(&mut kept.objects) {
            let stays = |&&write: &&EventId| write != revisit.write && self.stays(write, revisit);
            kept.writes.extend(all.writes.iter().filter(stays));
        }
        let object = self.event(revisit.write).object;
        let place = kept.place_of(object, after);
        kept.object_mut(object).writes.insert(place, revisit.write);
    }

    fn copy_objects_into(&self, kept: &mut Graph) {
        for (index, object) in self.objects.iter().enumerate() {
            let object = super::Object {
                writes: Vec::new(),
                reads: Vec::new(),
                initial: object.initial,
                sort: object.sort,
                made: object.made,
                family: object.family,
                events: 0,
            };
            match kept.objects.get_mut(index) {
                Some(kept) => {
                    (kept.initial, kept.sort, kept.made) = (object.initial, object.sort, object.made);
                }
                None => kept.objects.push(object),
            }
        }
    }

    /// What in a revisit would come after a place of the modification order.
    pub(crate) fn next_that_stays(
        &self,
        object: ObjectId,
        place: usize,
        revisit: &Revisit,
    ) -> Option<&Event> {
        let later = &self.object(object).writes[place..];
        let stays = |&&write: &&EventId| write != revisit.write && self.stays(write, revisit);
        later.iter().find(stays).map(|&write| self.event(write))
    }
}
