//! Coherence: what may be read, and where a write may stand.
//!
//! RC11's axiom says that `happens-before ; eco?` is irreflexive, where `eco` is everything that can be seen of one
//! object: reads-from, modification order, and that a read came before the writes that it missed. For a new event,
//! which nothing happens after yet, that is one number: it may not go behind the newest write that its thread knows
//! of, or knows to have been read.

use super::{Clock, EventId, Graph, ObjectId};
use crate::faults::{Fault, broken};

impl Graph {
    /// The first place in the modification order that may be read, or written after, by whoever knows this.
    pub(crate) fn bound(&self, object: ObjectId, known: &Clock) -> usize {
        let all = self.object(object);
        let newest = all.writes.iter().rposition(|&write| known.knows(write));
        let mut bound = newest.map_or(0, |place| place + 1);
        if bound < all.writes.len() && !broken(Fault::NoReadReadCoherence) {
            for &read in &all.reads {
                if known.knows(read) {
                    bound = bound.max(self.place_of(object, self.event(read).reads_from));
                }
            }
        }
        bound
    }

    /// What is known right before an event. `event` may be the id of one that is still to be added.
    #[inline]
    pub(crate) fn known_before(&self, event: EventId) -> &Clock {
        &self.event(event.previous()).happens_before
    }
}
