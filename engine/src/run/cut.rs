//! Waiting loops that write in their rounds, where the explorer was told to cut them rather than to fail.
//!
//! Such a loop is no waiting loop in the sense of `rounds`: others may notice that it goes round.
//!
//! ```text
//! while queue.try_pop().is_none() {   // takes a flag, looks, and gives it back
//!     yield_now();
//! }
//! ```
//!
//! It is everywhere, and nobody wants to know of its hundredth round. So a thread that has gone round twice in the same
//! way, has found the same and written the same, stops there: as if it only looked, another execution has it find in
//! its first round or in its second what it might have found in a later one. What is lost are executions in which it
//! matters to others that it goes round a third time.
//!
//! At the end of a run it is asked whether it would go round in the same way for ever: if all that it looks at is still
//! as it found it, that is a livelock. What it finds behind a lock, or in plain memory, stands in no event: of a loop
//! that takes a lock or writes plain memory nobody can say whether it would, and its run has come to nothing.

use super::Engine;
use crate::graph::{Event, Kind, ObjectId, Place};

impl Engine {
    /// The current thread says that it waits: where its last round began, if it has gone round in the same way twice,
    /// and loops are cut.
    pub(super) fn same_round_again(&mut self, place: Place) -> Option<usize> {
        if !self.cuts_loops {
            return None;
        }
        let thread = self.current;
        let runner = &mut self.threads[thread];
        let done = runner.done;
        let before = runner.said.iter().rev().find(|(other, _)| *other == place).map(|&(_, at)| at);
        if runner.said.last() != Some(&(place, done)) {
            runner.said.push((place, done));
        }
        let begun = before.filter(|&begun| begun < done)?;
        let earlier = begun.checked_sub(done - begun)?;
        let events = &self.search.graph.threads[thread];
        let (one, other) = (&events[earlier..begun], &events[begun..done]);
        one.iter().zip(other).all(|(one, other)| is_same(one, other)).then_some(begun)
    }

    /// Whether a loop was cut in this run.
    pub(crate) fn has_cut(&self) -> bool {
        self.threads.iter().any(|thread| thread.cut.is_some())
    }

    /// Whether a thread whose loop was cut would find for ever what it has found; then what it looked at.
    pub(super) fn looked_in_vain(&self, thread: usize) -> Option<Vec<(ObjectId, u64)>> {
        let begun = self.threads[thread].cut?;
        let graph = &self.search.graph;
        let round = &graph.threads[thread][begun..];
        if round.iter().any(Event::is_of_lock) || self.threads[thread].wrote >= begun {
            return None;
        }
        let mut looked: Vec<(ObjectId, u64)> = Vec::new();
        for event in round.iter().filter(|event| event.kind == Kind::Read) {
            if !looked.iter().any(|&(object, _)| object == event.object) {
                looked.push((event.object, event.value));
            }
        }
        let in_vain = looked.iter().all(|&(object, found)| self.newest_value(object) == found);
        (in_vain && !looked.is_empty()).then_some(looked)
    }
}

/// Whether a thread does the same twice. (Which write it reads from is another where it writes itself.)
fn is_same(one: &Event, other: &Event) -> bool {
    let of = |event: &Event| (event.kind, event.object, event.value, event.place, event.is_update);
    of(one) == of(other) && one.on_a_whim == other.on_a_whim
}
