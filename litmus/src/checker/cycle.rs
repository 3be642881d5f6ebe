//! Why an execution breaks an axiom: the events that go round in a circle, and what leads from each to the
//! next.

use super::execution::Execution;
use super::model::{Axiom, Model, SeqCst};
use super::relation::{EventId, Relation, Set, members};

/// A step from one event to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The one.
    pub from: EventId,
    /// The other.
    pub to: EventId,
    /// What leads from the one to the other.
    pub kind: LinkKind,
}

/// What leads from one event to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Sequenced before: the same thread does the one and then the other.
    SequencedBefore,
    /// Synchronises-with.
    SynchronisesWith,
    /// Reads-from: a write and a read of it.
    ReadsFrom,
    /// Modification order: a write and a later one.
    ModificationOrder,
    /// Reads-before: a read and a write that overwrites what it read.
    ReadsBefore,
}

use LinkKind::{ModificationOrder, ReadsBefore, ReadsFrom, SequencedBefore, SynchronisesWith};

impl Execution {
    /// A short circle that breaks an axiom: each link begins where the one before it ends, and the first
    /// where the last ends. None if the axiom holds. What breaks visibility is no circle: it is one link, from
    /// the write to the read that it should have happened before.
    pub fn cycle(&self, axiom: Axiom, model: &Model) -> Option<Vec<Link>> {
        match axiom {
            Axiom::Coherence => self.incoherence(model),
            Axiom::Visibility => {
                let (write, read) = self.unseen().pairs().next()?;
                Some(vec![link(write, read, ReadsFrom)])
            }
            Axiom::Atomicity => {
                let (update, between) = self.gaps().pairs().next()?;
                Some(vec![link(update, between, ReadsBefore), link(between, update, ModificationOrder)])
            }
            Axiom::SeqCst => {
                let circle = self.partial_sc(model).shortest_cycle()?;
                let steps = circle.windows(2).map(|step| self.seq_cst_step(step[0], step[1], model));
                steps.collect::<Option<Vec<_>>>().map(|steps| steps.concat())
            }
            Axiom::NoThinAir => {
                let circle = self.sb.or(&self.rf).shortest_cycle()?;
                Some(circle.windows(2).map(|step| self.named(step[0], step[1])).collect())
            }
            Axiom::TotalStoreOrder => {
                let circle = self.global_order().shortest_cycle()?;
                Some(circle.windows(2).map(|step| self.named(step[0], step[1])).collect())
            }
        }
    }

    /// The link between two events that are related by one of the basic relations.
    fn named(&self, from: EventId, to: EventId) -> Link {
        let names = [
            (&self.rf, ReadsFrom),
            (&self.sb, SequencedBefore),
            (&self.sw, SynchronisesWith),
            (&self.mo, ModificationOrder),
        ];
        let kind = names.into_iter().find(|(relation, _)| relation.has(from, to));
        link(from, to, kind.map_or(ReadsBefore, |(_, kind)| kind))
    }

    /// A circle of happens-before and one or two steps that say otherwise.
    fn incoherence(&self, model: &Model) -> Option<Vec<Link>> {
        let mut circles = Vec::new();
        if let Some(circle) = self.sb.or(&self.sw).shortest_cycle() {
            circles.push(circle.windows(2).map(|step| self.hb_link(step[0], step[1])).collect());
        }
        for (write, read) in self.rf.pairs() {
            if write == read {
                circles.push(vec![link(write, read, ReadsFrom)]);
            }
            if self.mo.has(read, write) {
                circles.push(vec![link(read, write, ModificationOrder), link(write, read, ReadsFrom)]);
            }
        }
        let eco = self.eco();
        for (first, second) in self.known(model).pairs() {
            if eco.has(second, first) {
                let there = self.happens_before(first, second);
                let back = self.eco_path(second, first);
                circles.extend(there.zip(back).map(|(there, back)| [there, back].concat()));
            }
        }
        circles.into_iter().min_by_key(Vec::len)
    }

    /// A shortest way by `sb` and `sw`.
    fn happens_before(&self, from: EventId, to: EventId) -> Option<Vec<Link>> {
        let path = self.sb.or(&self.sw).shortest_path(from, to)?;
        Some(path.windows(2).map(|step| self.hb_link(step[0], step[1])).collect())
    }

    fn hb_link(&self, from: EventId, to: EventId) -> Link {
        link(from, to, if self.sb.has(from, to) { SequencedBefore } else { SynchronisesWith })
    }

    /// A shortest way by `rf`, `mo` and `rb`.
    fn eco_path(&self, from: EventId, to: EventId) -> Option<Vec<Link>> {
        let basic = self.rf.or(&self.mo).or(&self.rb);
        let path = basic.shortest_path(from, to)?;
        Some(path.windows(2).map(|step| self.named(step[0], step[1])).collect())
    }

    /// The links behind a step of the order of SeqCst operations.
    fn seq_cst_step(&self, from: EventId, to: EventId, model: &Model) -> Option<Vec<Link>> {
        let fences = self.sets.seq_cst & self.sets.fences;
        let is_fence = |event: EventId| fences >> event & 1 == 1;
        // A fence stands for all that happens after it, and for all that happens before it.
        let begins: Set = 1 << from | if is_fence(from) { self.hb.after(from) } else { 0 };
        let ends: Set = 1 << to | if is_fence(to) { self.hb.before(to) } else { 0 };
        let both_fences = is_fence(from) && is_fence(to);
        let mut ways = Vec::new();
        for begin in members(begins) {
            for end in members(ends) {
                let one_step = self.mo.has(begin, end) || self.rb.has(begin, end);
                let way = match model.seq_cst {
                    SeqCst::Rc11 if !one_step && !both_fences => None,
                    _ => self.eco_path(begin, end),
                };
                let before = if begin == from { Some(Vec::new()) } else { self.happens_before(from, begin) };
                let after = if end == to { Some(Vec::new()) } else { self.happens_before(end, to) };
                if let (Some(before), Some(way), Some(after)) = (before, way, after) {
                    ways.push([before, way, after].concat());
                }
            }
        }
        // Or happens-before itself; what else the axiom asks of it holds of what it was made from.
        ways.extend(self.happens_before(from, to));
        ways.into_iter().min_by_key(Vec::len)
    }
}

fn link(from: EventId, to: EventId, kind: LinkKind) -> Link {
    Link { from, to, kind }
}

/// The pairs of a relation that do not follow from others: `a` to `b` with nothing between them.
pub fn immediate(relation: &Relation) -> Relation {
    relation.minus(&relation.then(relation))
}
