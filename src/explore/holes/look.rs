//! Looks for holes in the graphs of a program.

use std::collections::BTreeSet;

use racelab_engine::graph::{Change, Event, EventId, Graph, Kind, Object};
use racelab_engine::{Execution, Failure};

use super::{Hole, buffering, waits};

/// So many executions are looked at, so that looking costs little in a long exploration; and all that have a data race.
/// A hole that shows in none of these is missed.
const LOOKED_AT: u64 = 1_000;

/// The holes that have shown so far.
#[derive(Debug, Default)]
pub struct Looking {
    found: BTreeSet<Hole>,
    /// What counts only where a loop waits: loom also runs the rounds of it that find nothing, and nothing orders those.
    if_waits: BTreeSet<Hole>,
    looked: u64,
    could_buffer: bool,
}

impl Looking {
    /// Looks at one more execution.
    pub fn at<T>(&mut self, execution: &Execution<'_, T>) {
        let (graph, failure) = (execution.graph, execution.ending.failure());
        let races = matches!(failure, Some(Failure::DataRace(_)));
        if matches!(failure, Some(Failure::UseAfterFree(_) | Failure::DoubleFree(_))) {
            self.found.insert(Hole::Freed);
        }
        if execution.yields {
            self.found.insert(Hole::Yield);
        }
        if self.looked < LOOKED_AT || races {
            self.looked += 1;
            In { graph, races, found: &mut self.found, if_waits: &mut self.if_waits }.look();
            self.could_buffer = self.could_buffer || buffering::could_happen(graph);
        }
    }

    /// Whether nothing but the engine's model forbids load buffering.
    pub fn could_buffer(&self) -> bool {
        self.could_buffer
    }

    /// All that were found; `waits` is whether a loop was seen to wait.
    pub fn found(mut self, waits: bool) -> BTreeSet<Hole> {
        if waits {
            self.found.append(&mut self.if_waits);
        }
        self.found
    }
}

/// One execution.
struct In<'a> {
    graph: &'a Graph,
    races: bool,
    found: &'a mut BTreeSet<Hole>,
    if_waits: &'a mut BTreeSet<Hole>,
}

impl In<'_> {
    fn look(&mut self) {
        if self.graph.threads.iter().filter(|events| !events.is_empty()).count() > 5 {
            self.found.insert(Hole::ManyThreads);
        }
        self.seq_cst();
        self.guards();
        self.found.extend(waits::holes(self.graph, self.races));
        for object in &self.graph.objects {
            match object.sort {
                "park token" => self.token(object),
                sort if sort.starts_with("Atomic") => self.atomic(object),
                _ => {}
            }
        }
        let events = self.graph.threads.iter().flatten();
        for event in events {
            if matches!(event.change, Change::CompareExchange { weak: true, .. }) {
                self.found.insert(Hole::WeakExchange);
            }
            if event.may_be_whim && event.kind == Kind::Choice || event.call.ends_with("_timeout") {
                self.found.insert(Hole::EarlyEnd);
            }
        }
    }

    fn seq_cst(&mut self) {
        let threads = |fences: bool| {
            let has = |event: &Event| event.is_seq_cst() && (event.kind == Kind::Fence) == fences;
            let threads = self.graph.threads.iter();
            threads.filter(|events| events.iter().any(has)).count()
        };
        let (accesses, fences) = (threads(false), threads(true));
        if accesses > 1 || accesses == 1 && fences > 0 {
            self.found.insert(Hole::SeqCstAccesses);
        }
        if fences > 1 {
            self.found.insert(Hole::SeqCstFences);
        }
    }

    /// Whether nothing orders two events of different threads.
    fn meet(&self, one: EventId, other: EventId) -> bool {
        one.thread() != other.thread()
            && !self.graph.happens_before(one, other)
            && !self.graph.happens_before(other, one)
    }

    fn atomic(&mut self, object: &Object) {
        let event = |id: &EventId| self.graph.event(*id);
        let stores: Vec<_> = object.writes.iter().filter(|id| !event(id).is_update).copied().collect();
        let reads = || object.reads.iter().copied();
        let changes: Vec<_> =
            reads().filter(|id| !matches!(event(id).change, Change::None | Change::Await)).collect();
        let beside = |id: EventId| stores.iter().any(|&store| self.meet(store, id));
        let mut found = Vec::new();
        if changes.iter().any(|&id| event(&id).is_update && beside(id)) {
            found.push(Hole::StoreBesideChange);
        }
        let elsewhere = |id: EventId| stores.iter().any(|store| store.thread() != id.thread());
        let could_meet = changes.iter().any(|&id| event(&id).is_update && elsewhere(id));
        let fails = |id: EventId| {
            let is_written = || object.writes.iter().any(|&write| self.meet(write, id));
            !event(&id).is_update && is_written()
        };
        if changes.iter().any(|&id| fails(id)) {
            found.push(Hole::FailedExchange);
        }
        let is_met =
            |id: EventId| object.writes.iter().copied().chain(reads()).any(|other| self.meet(other, id));
        let loads_before = |store: EventId| {
            let mut loads = reads().filter(|id| event(id).change == Change::None);
            loads.any(|load| load.thread() == store.thread() && load.index() < store.index() && is_met(load))
        };
        if stores.iter().any(|&store| loads_before(store)) {
            found.push(Hole::LoadThenStore);
        }
        let has_two = |one: EventId| {
            let own = stores.iter().filter(|store| store.thread() == one.thread());
            own.count() > 1 && beside(one)
        };
        if stores.len() > 2 && stores.iter().any(|&one| has_two(one)) {
            found.push(Hole::ThreeStores);
        }
        self.found.extend(found);
        self.if_waits.extend(could_meet.then_some(Hole::StoreBesideChange));
    }

    /// What was unparked and never taken.
    fn token(&mut self, token: &Object) {
        let takes = |write: EventId| {
            token.reads.iter().any(|&read| {
                let event = self.graph.event(read);
                event.change == Change::Take && event.is_update && event.reads_from == write
            })
        };
        let last = token.writes.last().copied();
        if last.is_some_and(|last| self.graph.event(last).call == "unpark" && !takes(last)) {
            self.found.insert(Hole::UnparkWithoutPark);
        }
    }

    /// Two threads that hold read guards of one lock, and one of them does more than read behind it.
    fn guards(&mut self) {
        let mut readers: Vec<(u64, usize)> = Vec::new();
        let mut busy = BTreeSet::new();
        for (thread, events) in self.graph.threads.iter().enumerate() {
            let mut held: Vec<u64> = Vec::new();
            for event in events {
                let object = self.graph.objects.get(event.object.index());
                match object.filter(|object| object.sort == "RwLock").map(|object| object.family) {
                    Some(lock) if event.kind == Kind::Unlock => held.retain(|&known| known != lock),
                    Some(lock)
                        if event.call.ends_with("read") && event.is_update && !held.contains(&lock) =>
                    {
                        held.push(lock);
                        readers.push((lock, thread));
                    }
                    Some(_) => {}
                    None if object.is_some_and(|object| object.sort.starts_with("Atomic")) => {
                        busy.extend(held.iter().copied());
                    }
                    None => {}
                }
            }
        }
        let several = |lock: u64| {
            let threads: BTreeSet<_> = readers.iter().filter(|(known, _)| *known == lock).collect();
            threads.len() > 1
        };
        if readers.iter().any(|&(lock, _)| several(lock) && (self.races || busy.contains(&lock))) {
            self.found.insert(Hole::ReadGuards);
        }
    }
}
