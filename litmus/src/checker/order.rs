//! Modification orders: what an execution leaves open of them.
//!
//! Coherence and atomicity hold exactly if each location's modification order contains the pairs worked
//! out here. So nothing else needs to be tried, and where two pairs contradict each other, nothing at all.
//! Where a pair is left open, and an axiom ties the orders of several locations together, both ways are tried.

use std::ops::ControlFlow::Continue;

use super::execution::Execution;
use super::limits::{Budget, Step};
use super::model::{Axiom, Model};
use super::relation::{EventId, Relation, Set, members};

impl Execution {
    /// Sets `mo` to the pairs that follow from happens-before, reads-from, atomicity, and those that are
    /// `chosen`; and works out `rb`. Says whether these pairs can be part of an order at all.
    fn order(&mut self, model: &Model, chosen: &Relation) -> bool {
        let mut mo = *chosen;
        for location in 0..self.sets.at.len() {
            // The initial value has the location's number.
            mo.add_all(location, self.writes_to(location) & !(1 << location));
            if model.has(Axiom::Coherence) {
                self.order_by_knowledge(model, self.sets.at[location], &mut mo);
            }
        }
        mo = mo.closure();
        if model.has(Axiom::Atomicity) {
            while self.close_gaps(&mut mo) {
                mo = mo.closure();
            }
        }
        self.mo = mo;
        self.read_before();
        mo.is_irreflexive()
    }

    /// Of two events at one location, the first happening before the second: what the first writes, or else
    /// reads, is not newer than what the second reads, or else writes.
    fn order_by_knowledge(&self, model: &Model, at: Set, mo: &mut Relation) {
        let known = match model.synchronisation {
            Some(_) => &self.hb,
            None => &self.sb,
        };
        for first in members(at) {
            let later = known.after(first) & at;
            let source = self.source(first);
            if let (Some(source), true) = (source, self.events[first].writes()) {
                mo.add(source, first);
            }
            let newest = if self.events[first].writes() { Some(first) } else { source };
            // What it reads is not known yet while an execution is under construction.
            let Some(newest) = newest else { continue };
            for second in members(later) {
                let is_read = self.events[second].reads();
                let oldest = if is_read { self.source(second) } else { Some(second) };
                match oldest {
                    Some(oldest) if oldest != newest => mo.add(newest, oldest),
                    // A read of a write that it happens before.
                    Some(_) if !is_read && newest != first => mo.add(newest, newest),
                    _ => {}
                }
            }
        }
    }

    /// No write between what a read-modify-write reads and what it writes: what comes after the one comes
    /// after the other, and what comes before the other comes before the one. Says whether that was news.
    fn close_gaps(&self, mo: &mut Relation) -> bool {
        let mut news = false;
        let mut add = |mo: &mut Relation, from: EventId, to: EventId| {
            news |= !mo.has(from, to);
            mo.add(from, to);
        };
        for (source, update) in self.rf.within(self.sets.writes, self.sets.updates).pairs() {
            // With coherence switched off a read-modify-write may read what comes after it.
            if !mo.has(source, update) {
                continue;
            }
            for later in members(mo.after(source) & !(1 << update)) {
                add(mo, update, later);
            }
            for earlier in members(mo.before(update) & !(1 << source)) {
                add(mo, earlier, source);
            }
        }
        news
    }
}

impl Execution {
    /// Whether the modification orders can contain what is `chosen`, as far as can be said.
    pub(super) fn is_possible(&mut self, model: &Model, chosen: &Relation) -> bool {
        // Coherence and atomicity are in the order itself.
        self.order(model, chosen)
            && [Axiom::SeqCst, Axiom::TotalStoreOrder]
                .into_iter()
                .all(|axiom| !model.has(axiom) || self.satisfies(axiom, model))
    }

    /// Calls `visit` with each complete set of modification orders that keeps to the model and contains what
    /// is `chosen`.
    pub(super) fn complete(
        &mut self,
        model: &Model,
        chosen: &Relation,
        budget: &mut Budget,
        visit: &mut dyn FnMut(&Execution) -> Step,
    ) -> Step {
        budget.spend()?;
        if !self.is_possible(model, chosen) {
            return Continue(());
        }
        let Some((one, other)) = self.unordered_writes() else { return visit(self) };
        for (first, second) in [(one, other), (other, one)] {
            let mut chosen = *chosen;
            chosen.add(first, second);
            self.complete(model, &chosen, budget, visit)?;
        }
        Continue(())
    }

    /// Two writes to one location in no order yet.
    fn unordered_writes(&self) -> Option<(EventId, EventId)> {
        (0..self.sets.at.len()).find_map(|location| {
            let writes = self.writes_to(location);
            members(writes).find_map(|one| {
                let ordered = self.mo.after(one) | self.mo.before(one) | 1 << one;
                members(writes & !ordered).next().map(|other| (one, other))
            })
        })
    }
}
