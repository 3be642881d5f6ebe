//! Modification orders: what an execution leaves open of them.
//!
//! Coherence and atomicity hold exactly if each location's modification order contains the pairs worked
//! out here. So nothing else needs to be tried, and where two pairs contradict each other, nothing at all.
//! Where a pair is left open, and an axiom ties the orders of several locations together, both ways are tried.

use std::ops::ControlFlow::Continue;

use super::execution::Execution;
use super::limits::{Limits, Step};
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
            } else if model.keeps_own_order() {
                let writes = self.writes_to(location);
                mo = mo.or(&self.sb.within(writes, writes));
            }
        }
        mo = mo.closure();
        if model.has(Axiom::Atomicity) {
            while self.close_gaps(&mut mo) {
                mo = mo.closure();
            }
        }
        self.mo = mo;
        self.read_before(model);
        mo.is_irreflexive()
    }

    /// Of two events at one location, the first happening before the second: what the first writes, or else
    /// reads, is not newer than what the second reads, or else writes.
    fn order_by_knowledge(&self, model: &Model, at: Set, mo: &mut Relation) {
        let known = match model.synchronisation {
            Some(_) => &self.hb,
            None => &self.sb,
        };
        let visible = model.has(Axiom::Visibility);
        for first in members(at) {
            let later = known.after(first) & at;
            let source = self.source(first);
            if let (Some(source), true) = (source, self.events[first].writes()) {
                mo.add(source, first);
            }
            let writes = self.events[first].writes();
            let newest = if writes { Some(first) } else { source };
            // What it reads is not known yet while an execution is under construction.
            let Some(newest) = newest else { continue };
            // A non-atomic read knows of writes that happen before it, and not of what others have read.
            let later =
                if visible && !writes { later & (self.sets.atomic | self.sets.writes) } else { later };
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
        limits: &Limits,
        visit: &mut dyn FnMut(&Execution) -> Step,
    ) -> Step {
        limits.spend(self.cost(model))?;
        if !self.is_possible(model, chosen) {
            return Continue(());
        }
        let Some((one, other)) = self.unordered_writes() else { return visit(self) };
        for (first, second) in [(one, other), (other, one)] {
            let mut chosen = *chosen;
            chosen.add(first, second);
            self.complete(model, &chosen, limits, visit)?;
        }
        Continue(())
    }

    /// What it costs to look at the axioms, in units of work.
    pub(super) fn cost(&self, model: &Model) -> u64 {
        let events = self.events.len() as u64;
        let ordered = model.has(Axiom::SeqCst) && self.sets.seq_cst.count_ones() > 1;
        events * if ordered { 3 } else { 1 }
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
