//! The axiom for `SeqCst`: there is one order of all such operations that nobody can see to be violated.
//!
//! No order is searched for. Both models say which operations have to come before which others, a relation called
//! `psc`, and that it has no cycle.
//!
//! RC11 (section 3 of the paper), `F` being the `SeqCst` fences, `SC` all `SeqCst` operations:
//!
//! ```text
//! scb = sb U (sb to another location) ; hb ; (sb to another location) U hb within one location U mo U rb
//! psc = ([SC] U [F];hb?) ; scb ; ([SC] U hb?;[F])  U  [F] ; (hb U hb;eco;hb) ; [F]
//! ```
//!
//! C++20 (P0668R5), `shb` being a strong form of happens-before:
//!
//! ```text
//! shb = (sb U [SC];sw;[SC] U sb;hb;sb)+
//! psc = ([SC] U [F];hb?) ; eco ; ([SC] U hb?;[F])  U  [SC];shb;[SC]
//! ```
//!
//! `hb` is happens-before and read off the clocks. `mo`, `rb` and `eco` are read off the places in the modification
//! orders. So matrices are made only of what the relation is about: the `SeqCst` operations, and with fences
//! among them the other accesses.

use super::relation::Relation;
use super::{EventId, Graph, Kind, Model};
use crate::faults::{Fault, broken};

/// An event that the axiom is about.
struct Node {
    id: EventId,
    is_seq_cst: bool,
    is_fence: bool,
    is_write: bool,
    /// For accesses: the object, and the place in its modification order of what is written or read.
    access: Option<(super::ObjectId, usize)>,
    /// The next event of its thread, and the previous one, that a detour can take; see [`Graph::way_out`].
    way_out: Option<EventId>,
    way_in: Option<EventId>,
}

impl Graph {
    /// Whether the axiom holds.
    pub(crate) fn seq_cst_holds(&self) -> bool {
        if self.seq_cst < 2 || broken(Fault::NoSeqCst) {
            return true;
        }
        let nodes = self.nodes();
        let relate = |holds: &dyn Fn(&Node, &Node) -> bool| {
            Relation::new(nodes.len(), |from, to| from != to && holds(&nodes[from], &nodes[to]))
        };
        let hb = relate(&|from, to| self.happens_before(from.id, to.id));
        let psc = match self.model {
            Model::Rc11 => {
                let scb = relate(&|from, to| self.scb(from, to));
                self.around_fences(&nodes, &hb, &scb).or(&self.between_fences(&nodes, &hb))
            }
            Model::Cpp20 => {
                let eco = relate(&|from, to| eco(from, to));
                self.around_fences(&nodes, &hb, &eco).or(&self.strong(&nodes))
            }
        };
        psc.is_acyclic()
    }

    /// Whether one event happens before another, or is the same.
    pub fn happens_before(&self, one: EventId, other: EventId) -> bool {
        self.event(other).happens_before.knows(one)
    }

    fn nodes(&self) -> Vec<Node> {
        let is_fence = |id: EventId| self.event(id).kind == Kind::Fence;
        let fenced = self.order.iter().any(|&id| is_fence(id) && self.event(id).is_seq_cst());
        let mut nodes = Vec::new();
        for &id in &self.order {
            let event = self.event(id);
            let is_access = matches!(event.kind, Kind::Read | Kind::Write) && !event.is_of_lock();
            let is_seq_cst = event.is_seq_cst();
            if !(is_seq_cst || fenced && is_access) {
                continue;
            }
            let write = if event.kind == Kind::Write { id } else { event.reads_from };
            nodes.push(Node {
                id,
                is_seq_cst,
                is_fence: event.kind == Kind::Fence,
                is_write: event.kind == Kind::Write,
                access: is_access.then(|| (event.object, self.place_of(event.object, write))),
                way_out: self.way_out(id),
                way_in: self.way_in(id),
            });
        }
        nodes
    }

    /// The first later event of the thread that counts as a step away. For RC11 that is one that does not
    /// access the same object; for C++20 any but the second half of the same read-modify-write, which is one
    /// operation.
    ///
    /// The first is enough, and so is the last in [`Graph::way_in`]: happens-before contains program order and is
    /// transitive. A detour that leaves later, or comes back earlier, is one by the first and the last as well.
    fn way_out(&self, id: EventId) -> Option<EventId> {
        let length = self.threads[id.thread()].len();
        let mut later = (id.index() + 1..length).map(|index| EventId::new(id.thread(), index));
        later.find(|&later| self.is_step(id, later))
    }

    /// The last earlier event of the thread from which this one is a step away.
    fn way_in(&self, id: EventId) -> Option<EventId> {
        let mut earlier = (0..id.index()).rev().map(|index| EventId::new(id.thread(), index));
        earlier.find(|&earlier| self.is_step(earlier, id))
    }

    fn is_step(&self, from: EventId, to: EventId) -> bool {
        let (one, other) = (self.event(from), self.event(to));
        match self.model {
            Model::Rc11 => {
                let is_access = |kind| matches!(kind, Kind::Read | Kind::Write);
                !(one.object == other.object && is_access(one.kind) && is_access(other.kind))
            }
            Model::Cpp20 => !(one.kind == Kind::Read && one.is_update && from.next() == to),
        }
    }

    /// Whether there is a way from one event to another by a step in its thread, happens-before, and a step.
    fn has_detour(&self, from: &Node, to: &Node) -> bool {
        let ends = from.way_out.zip(to.way_in);
        ends.is_some_and(|(out, back)| self.happens_before(out, back)) && !broken(Fault::NoDetours)
    }

    /// RC11's `scb`.
    fn scb(&self, from: &Node, to: &Node) -> bool {
        let happens_before = self.happens_before(from.id, to.id);
        let same_thread = from.id.thread() == to.id.thread();
        let same_object = from.access.zip(to.access).is_some_and(|(one, other)| one.0 == other.0);
        happens_before && (same_thread || same_object)
            || to.is_write && eco(from, to)
            || self.has_detour(from, to)
    }

    /// `([SC] U [F];hb?) ; between ; ([SC] U hb?;[F])`.
    fn around_fences(&self, nodes: &[Node], hb: &Relation, between: &Relation) -> Relation {
        let size = nodes.len();
        let from = Relation::new(size, |from, to| match from == to {
            true => nodes[from].is_seq_cst,
            false => nodes[from].is_fence && hb.has(from, to),
        });
        let to = Relation::new(size, |from, to| match from == to {
            true => nodes[from].is_seq_cst,
            false => nodes[to].is_fence && hb.has(from, to),
        });
        from.then(between).then(&to)
    }

    /// RC11's `[F] ; (hb U hb;eco;hb) ; [F]`.
    fn between_fences(&self, nodes: &[Node], hb: &Relation) -> Relation {
        let size = nodes.len();
        let is_fence = |node: usize| nodes[node].is_fence && !broken(Fault::NoFenceOrder);
        if !(0..size).any(is_fence) {
            return Relation::new(size, |_, _| false);
        }
        let eco = Relation::new(size, |from, to| from != to && eco(&nodes[from], &nodes[to]));
        let all = hb.then(&eco).then(hb).or(hb);
        Relation::new(size, |from, to| is_fence(from) && is_fence(to) && all.has(from, to))
    }

    /// C++20's `[SC];shb;[SC]`.
    fn strong(&self, nodes: &[Node]) -> Relation {
        let size = nodes.len();
        let mut strong = Relation::new(size, |from, to| {
            let (from, to) = (&nodes[from], &nodes[to]);
            from.id != to.id
                && (from.id.thread() == to.id.thread() && self.happens_before(from.id, to.id)
                    || self.has_detour(from, to))
        });
        let number = |id: EventId| nodes.iter().position(|node| node.id == id && node.is_seq_cst);
        for (from, to) in self.synchronises() {
            if let Some((from, to)) = number(from).zip(number(to)) {
                strong.add(from, to);
            }
        }
        strong.close();
        let is_seq_cst = |node: usize| nodes[node].is_seq_cst;
        Relation::new(size, |from, to| is_seq_cst(from) && is_seq_cst(to) && strong.has(from, to))
    }
}

/// Whether it can be seen of one object that one access came before another: `eco = (rf U mo U rb)+`.
fn eco(from: &Node, to: &Node) -> bool {
    match from.access.zip(to.access) {
        Some(((one, from_place), (other, to_place))) => {
            let reads = from.is_write && !to.is_write && from_place == to_place;
            one == other && (from_place < to_place || reads)
        }
        None => false,
    }
}
