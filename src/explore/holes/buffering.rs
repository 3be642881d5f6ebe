//! Load buffering: what C++20 allows and the engine does not explore.
//!
//! Each of two threads loads an atomic and stores to another one later, each of them to the one that the other loads; and
//! both loads find what is stored later. RC11, by which the engine explores, has no such executions, and so they cannot be
//! found by it. But the graphs that it has say whether the threads do what it takes, and whether anything forbids it:
//!
//! * One of the four is ordered before its counterpart: by a lock, say, or because one thread starts the other.
//! * One of the loads would synchronise with the store that it finds. Then its thread's later store would know of the
//!   other thread's load, and no load finds a store that comes after it.
//!
//! Cycles of more than two threads are not looked for.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Release, SeqCst};

use racelab_engine::graph::{EventId, Graph, Kind};

/// No more pairs than this are compared with each other.
const MOST: usize = 300;

/// A load, and another thread's store that it could find, but for the order in which threads have theirs.
#[derive(Clone, Copy)]
struct Pair {
    object: usize,
    load: EventId,
    store: EventId,
}

/// Whether two threads of this execution could have each found what the other stores later.
pub fn could_happen(graph: &Graph) -> bool {
    let pairs: Vec<_> = pairs(graph).take(MOST).collect();
    pairs.iter().enumerate().any(|(number, one)| {
        pairs[..number].iter().any(|other| one.object != other.object && is_cycle(graph, *one, *other))
    })
}

fn pairs(graph: &Graph) -> impl Iterator<Item = Pair> {
    let atomics = graph.objects.iter().enumerate().filter(|(_, object)| object.sort.starts_with("Atomic"));
    atomics.flat_map(move |(object, atomic)| {
        let loads = atomic.reads.iter();
        loads.flat_map(move |&load| {
            let unordered = move |store: &&EventId| {
                store.thread() != load.thread()
                    && !graph.happens_before(load, **store)
                    && !graph.happens_before(**store, load)
            };
            atomic.writes.iter().filter(unordered).map(move |&store| Pair { object, load, store })
        })
    })
}

/// Whether each of two threads stores, after its load, what the other's load is to find.
fn is_cycle(graph: &Graph, one: Pair, other: Pair) -> bool {
    let later =
        |load: EventId, store: EventId| load.thread() == store.thread() && load.index() < store.index();
    later(one.load, other.store)
        && later(other.load, one.store)
        && !synchronises(graph, (other.load, one.store), (one.load, other.store))
        && !synchronises(graph, (one.load, other.store), (other.load, one.store))
}

/// Whether a load that finds the store would synchronise with it: `(before, store)` is what one thread does in this order,
/// and `(load, after)` the other.
fn synchronises(
    graph: &Graph,
    (before, store): (EventId, EventId),
    (load, after): (EventId, EventId),
) -> bool {
    let is_release = |id: EventId| matches!(graph.event(id).ordering, Release | AcqRel | SeqCst);
    let is_acquire = |id: EventId| matches!(graph.event(id).effective(), Acquire | AcqRel | SeqCst);
    let is_fence = |id: EventId| graph.event(id).kind == Kind::Fence;
    let between = |from: EventId, to: EventId| {
        (from.index() + 1..to.index()).map(move |at| EventId::new(from.thread(), at))
    };
    let publishes = is_release(store) || between(before, store).any(|id| is_fence(id) && is_release(id));
    let learns = is_acquire(load) || between(load, after).any(|id| is_fence(id) && is_acquire(id));
    publishes && learns
}
