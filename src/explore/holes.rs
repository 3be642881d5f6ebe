//! Which of loom's holes a program falls into, found out from what it does.
//!
//! loom explores C11's memory in a way of its own, and where a program does certain things, it takes what is impossible
//! for possible, or never looks at what is possible. The book shows each such hole (`what_green_does_not_mean.md`). Here
//! the graphs of a program are looked at, as the engine finds them: a hole counts only where threads do in one execution
//! what it takes, with nothing that orders them.
//!
//! What is not looked for: load buffering, which neither of the two explores; and what loom does not have, such as
//! `std::sync::Barrier`.

use std::collections::BTreeSet;

use racelab_engine::graph::{Change, Event, EventId, Graph, Kind, Object};

/// A way in which loom goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hole {
    /// Several threads have SeqCst loads, stores or read-modify-writes.
    SeqCstAccesses,
    /// Several threads have SeqCst fences.
    SeqCstFences,
    /// A store and a read-modify-write of one atomic that nothing orders.
    StoreBesideChange,
    /// A thread loads an atomic and then stores to it, and nothing orders another thread's access.
    LoadThenStore,
    /// Three stores to one atomic, of which one thread has two, and another one that nothing orders.
    ThreeStores,
    /// A compare-exchange fails beside a store that nothing orders.
    FailedExchange,
    /// A weak compare-exchange.
    WeakExchange,
    /// Two threads have read guards of one lock, and do something else meanwhile.
    ReadGuards,
    /// A thread is unparked that does not park.
    UnparkWithoutPark,
    /// A wait that may end early, or at a time-out.
    EarlyEnd,
    /// More than five threads.
    ManyThreads,
}

/// What a hole makes of an exploration by loom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It never looks at something that can happen: blind.
    Misses,
    /// It shows something that cannot happen: a false alarm.
    Invents,
    /// Either.
    Both,
    /// It does not explore at all.
    Refuses,
}

impl Hole {
    /// All of them.
    pub const ALL: [Hole; 11] = [
        Hole::SeqCstAccesses,
        Hole::SeqCstFences,
        Hole::StoreBesideChange,
        Hole::LoadThenStore,
        Hole::ThreeStores,
        Hole::FailedExchange,
        Hole::WeakExchange,
        Hole::ReadGuards,
        Hole::UnparkWithoutPark,
        Hole::EarlyEnd,
        Hole::ManyThreads,
    ];

    /// Its name, in a word or a few.
    pub fn name(self) -> &'static str {
        match self {
            Hole::SeqCstAccesses => "SeqCst accesses",
            Hole::SeqCstFences => "SeqCst fences",
            Hole::StoreBesideChange => "store beside read-modify-write",
            Hole::LoadThenStore => "load, then store",
            Hole::ThreeStores => "three stores",
            Hole::FailedExchange => "failing compare-exchange",
            Hole::WeakExchange => "weak compare-exchange",
            Hole::ReadGuards => "read guards",
            Hole::UnparkWithoutPark => "unpark without park",
            Hole::EarlyEnd => "early end of a wait",
            Hole::ManyThreads => "more than 5 threads",
        }
    }

    /// What loom does there.
    pub fn what(self) -> &'static str {
        match self {
            Hole::SeqCstAccesses => "it takes SeqCst accesses for Acquire and Release",
            Hole::SeqCstFences => "its SeqCst fences order too much",
            Hole::StoreBesideChange => "it lets a store come between the halves of a read-modify-write",
            Hole::LoadThenStore => "it skips executions where a thread loads an atomic and then stores to it",
            Hole::ThreeStores => {
                "of three stores, one that its own thread has overwritten can end as the last"
            }
            Hole::FailedExchange => "a compare-exchange that fails finds the newest value only",
            Hole::WeakExchange => "a weak compare-exchange never fails for no reason",
            Hole::ReadGuards => "it lets one read guard order the next",
            Hole::UnparkWithoutPark => "it lets an unpark order a thread that does not park",
            Hole::EarlyEnd => "no wait ends early, and none at its time-out",
            Hole::ManyThreads => "it has room for five threads",
        }
    }

    /// What comes of it.
    pub fn effect(self) -> Effect {
        match self {
            Hole::SeqCstAccesses | Hole::ThreeStores => Effect::Invents,
            Hole::StoreBesideChange => Effect::Both,
            Hole::ManyThreads => Effect::Refuses,
            _ => Effect::Misses,
        }
    }

    /// Whether racelab makes up for it where it asks loom itself: by exploring once more for each such choice.
    pub fn is_made_up_for(self) -> bool {
        matches!(self, Hole::WeakExchange | Hole::EarlyEnd)
    }
}

/// What loom would have made of a program with these holes, after its name; `None` where there are none.
pub fn said(holes: &BTreeSet<Hole>) -> Option<String> {
    let any = |wanted: &[Effect]| holes.iter().any(|hole| wanted.contains(&hole.effect()));
    let verdict = match () {
        () if holes.is_empty() => return None,
        () if any(&[Effect::Refuses]) => "refuses this program",
        () if any(&[Effect::Both]) || any(&[Effect::Invents]) && any(&[Effect::Misses]) => {
            "could be blind here, or give a false alarm"
        }
        () if any(&[Effect::Invents]) => "could give a false alarm here",
        () => "could be blind here",
    };
    let why: Vec<_> = holes.iter().map(|hole| hole.what()).collect();
    Some(format!("{verdict}: {}", why.join("; ")))
}

/// So many executions are looked at: what threads do shows in the first of them.
const LOOKED_AT: u64 = 1_000;

/// The holes that have shown so far.
#[derive(Debug, Default)]
pub(super) struct Looking {
    found: BTreeSet<Hole>,
    /// What counts only where a loop waits: loom also runs the rounds of it that find nothing, and nothing orders those.
    if_waits: BTreeSet<Hole>,
    looked: u64,
}

impl Looking {
    /// Looks at one more execution; `races` is whether it ended in a data race.
    pub fn at(&mut self, graph: &Graph, races: bool) {
        if self.looked < LOOKED_AT || races {
            self.looked += 1;
            In { graph, races, found: &mut self.found, if_waits: &mut self.if_waits }.look();
        }
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
