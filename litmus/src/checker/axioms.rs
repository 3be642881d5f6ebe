//! The axioms, each as a relation that must not go round in a circle.
//!
//! They are written as in the literature: `then` is `;`, `or` is the union, `within(a, b)` is `[a];r;[b]`.
//!
//! | axiom | what must hold |
//! | --- | --- |
//! | coherence | `hb`, `hb;eco` and, at a read-modify-write, `mo;rf` relate no event to itself |
//! | visibility | what is read from or by a non-atomic access (`rf`) happens before (`hb`) the read |
//! | atomicity | no write is both after (`rb`) and before (`mo`) a read-modify-write |
//! | seqcst | `psc` has no cycle |
//! | no thin air | `sb` and `rf` together have no cycle |
//! | total store order | `ghb` has no cycle |
//!
//! Half of visibility is an optimisation. That a non-atomic read takes what happens before it is C++20's wording ("the
//! visible side effect"). Of an atomic read of a non-atomic write C++20 says no such thing; but where it does not happen
//! after the write the two race, and the race shows as well if the read takes another value.
//!
//! Each but visibility's grows as an execution grows. So a part of an execution that breaks one need not be built
//! further. What happens before a read is known once nothing that came before it is owed; see `search`.

use super::event::Kind;
use super::execution::Execution;
use super::model::{Axiom, Model, SeqCst};
use super::relation::{Relation, Set, members};

impl Execution {
    /// Whether an axiom holds.
    pub fn satisfies(&self, axiom: Axiom, model: &Model) -> bool {
        match axiom {
            Axiom::Coherence => {
                let known = self.known(model);
                let changed = self.mo.then(&self.rf);
                let changed = changed.within(self.sets.updates, self.sets.updates);
                known.is_irreflexive()
                    && self.rf.is_irreflexive()
                    && changed.is_irreflexive()
                    && known.then(&self.eco()).is_irreflexive()
            }
            Axiom::Visibility => self.unseen().is_empty(),
            Axiom::Atomicity => self.gaps().is_empty(),
            // It takes two to disagree.
            Axiom::SeqCst => self.sets.seq_cst.count_ones() < 2 || self.partial_sc(model).is_acyclic(),
            Axiom::NoThinAir => self.sb.or(&self.rf).is_acyclic(),
            Axiom::TotalStoreOrder => self.global_order().is_acyclic(),
        }
    }

    /// The axioms of a model that do not hold.
    pub fn broken(&self, model: &Model) -> Vec<Axiom> {
        model.axioms().filter(|&axiom| !self.satisfies(axiom, model)).collect()
    }

    /// What coherence is about: happens-before, or what the processor keeps of a thread's own order.
    pub(super) fn known(&self, model: &Model) -> Relation {
        match model.synchronisation {
            Some(_) => self.hb,
            None => self.at_one_location(&self.sb),
        }
    }

    /// Writes, each to the reads of it that it does not happen before, where one of the two is not atomic.
    pub(super) fn unseen(&self) -> Relation {
        let plain = !self.sets.atomic;
        self.rf.within(plain, !0).or(&self.rf.within(!0, plain)).minus(&self.hb)
    }

    /// Read-modify-writes, each to the writes that came between what it read and what it wrote.
    pub(super) fn gaps(&self) -> Relation {
        self.rb.within(self.sets.updates, self.sets.writes).and(&self.mo.inverse())
    }

    /// `rb` for orders in which a read-modify-write is one point: it is before what `mo` has it before. That
    /// nothing comes between what it reads and what it writes is for atomicity to say.
    fn rb_of_points(&self) -> Relation {
        self.rb.within(!self.sets.updates, self.sets.writes)
    }

    /// What the order of all SeqCst operations has to contain ("partial SC"). In the standard it is *atomic*
    /// operations that are coherence-ordered, so `eco`, `mo` and `rb` are those between atomic accesses here. That
    /// makes no difference where there is no data race: there what they relate beside is in `hb`.
    pub(super) fn partial_sc(&self, model: &Model) -> Relation {
        match model.seq_cst {
            SeqCst::Cpp20 => self.partial_sc_cpp20(),
            SeqCst::Rc11 => self.partial_sc_rc11(),
        }
    }

    /// `([SC] ∪ [fence];hb?);eco;([SC] ∪ hb?;[fence]) ∪ [SC];shb;[SC]`: coherence order, from or to
    /// a fence as well, and the strong form of happens-before, `shb = (sb ∪ [SC];sw;[SC] ∪ sb;hb;sb)+`.
    fn partial_sc_cpp20(&self) -> Relation {
        let seq_cst = self.sets.seq_cst;
        let writes = self.mo.or(&self.rb_of_points());
        let eco = self.of_atomics(&self.rf.or(&writes).or(&writes.then(&self.rf)));
        let strong = self.sb.or(&self.sw.within(seq_cst, seq_cst));
        let strong = strong.or(&self.sb.then(&self.hb).then(&self.sb)).closure();
        self.between_points(&eco).or(&strong.within(seq_cst, seq_cst))
    }

    /// `([SC] ∪ [fence];hb?);scb;([SC] ∪ hb?;[fence]) ∪ [fence];(hb ∪ hb;eco;hb);[fence]`, where `scb` is
    /// `sb`, happens-before by way of other locations or at one location, `mo` and `rb`.
    fn partial_sc_rc11(&self) -> Relation {
        let fences = self.sets.seq_cst & self.sets.fences;
        let elsewhere = self.sb.minus(&self.at_one_location(&self.sb));
        let scb = self.sb.or(&elsewhere.then(&self.hb).then(&elsewhere));
        let scb = scb.or(&self.at_one_location(&self.hb));
        let scb = scb.or(&self.of_atomics(&self.mo.or(&self.rb_of_points())));
        let fenced = self.hb.or(&self.hb.then(&self.of_atomics(&self.eco())).then(&self.hb));
        self.between_points(&scb).or(&fenced.within(fences, fences))
    }

    /// The pairs of atomic accesses.
    fn of_atomics(&self, relation: &Relation) -> Relation {
        relation.within(self.sets.atomic, self.sets.atomic)
    }

    /// `([SC] ∪ [fence];hb?);relation;([SC] ∪ hb?;[fence])`.
    fn between_points(&self, relation: &Relation) -> Relation {
        let points = self.sets.seq_cst;
        let (from, to) = self.around_fences();
        let stay = Relation::stay(self.events.len(), points);
        stay.or(&from).then(relation).then(&stay.or(&to))
    }

    /// `[fence];hb` and `hb;[fence]`, of SeqCst fences.
    fn around_fences(&self) -> (Relation, Relation) {
        let fences = self.sets.seq_cst & self.sets.fences;
        (self.hb.within(fences, !0), self.hb.within(!0, fences))
    }

    /// x86-TSO's global order `ghb`: what the processor keeps of each thread's order, what one thread reads
    /// from another, `mo` and `rb`.
    pub(super) fn global_order(&self) -> Relation {
        let initial = (1 << self.sets.at.len()) - 1;
        let external = self.rf.minus(&self.sb.within(!initial, !0));
        self.kept_order().or(&external).or(&self.mo).or(&self.rb_of_points())
    }

    /// What the processor keeps of a thread's order: all but a plain store before a plain load. Fences other
    /// than `mfence` are no instructions.
    fn kept_order(&self) -> Relation {
        let of = |wanted: &dyn Fn(usize) -> bool| -> Set {
            (0..self.events.len()).filter(|&event| wanted(event)).fold(0, |set, event| set | 1 << event)
        };
        let there = of(&|event| self.events[event].kind != Kind::Fence || self.events[event].is_seq_cst());
        let stores = of(&|event| self.events[event].kind == Kind::Store && !self.events[event].is_seq_cst());
        let loads = of(&|event| self.events[event].kind == Kind::Load);
        self.sb.within(there, there).minus(&self.sb.within(stores, loads))
    }

    /// Two accesses of different threads to one location, one of them at least a write and one of them at
    /// least non-atomic, neither of which happens before the other.
    pub fn data_race(&self) -> Option<(usize, usize)> {
        let sets = &self.sets;
        let initial = (1 << sets.at.len()) - 1;
        let plain = !sets.atomic & (sets.reads | sets.writes) & !initial;
        for first in members(plain) {
            let at = self.events[first].location.map_or(0, |location| sets.at[location]) & !initial;
            let own = self.events[first].thread.map_or(0, |thread| sets.of[thread]);
            let conflicting = if self.events[first].writes() { at } else { at & sets.writes };
            let ordered = self.hb.after(first) | self.hb.before(first);
            if let Some(second) = members(conflicting & !own & !ordered).next() {
                return Some((first.min(second), first.max(second)));
            }
        }
        None
    }
}
