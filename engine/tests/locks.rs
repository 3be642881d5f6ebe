//! The engine's mutex, which has events of its own, against a spin lock that is made of the engine's atomics: the
//! same outcomes, deadlocks, data races and number of graphs, on random programs.
//!
//! `ENGINE_PROGRAMS=100000` compares that many in place of the usual few.

use std::collections::{BTreeSet, HashSet};
use std::env;
use std::ops::ControlFlow::{Break, Continue};

use racelab_engine::cell::UnsafeCell;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};
use racelab_engine::sync::{Mutex, MutexGuard};
use racelab_engine::{Ending, Explorer, Failure, thread};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

#[derive(Clone, Copy, Debug)]
enum Operation {
    Lock(usize),
    /// And if that succeeds, one more store, and unlock.
    TryLock(usize),
    Unlock(usize),
    Load(usize, Ordering),
    Store(usize, u32, Ordering),
    Add(usize, Ordering),
    /// Of a plain variable that the first lock guards.
    Plain,
}

trait Lock: Sync {
    type Guard<'a>
    where
        Self: 'a;
    fn new() -> Self;
    fn lock(&self) -> Self::Guard<'_>;
    fn try_lock(&self) -> Option<Self::Guard<'_>>;
}

impl Lock for Mutex<()> {
    type Guard<'a> = MutexGuard<'a, ()>;
    fn new() -> Self {
        Mutex::new(())
    }
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.lock().unwrap()
    }
    fn try_lock(&self) -> Option<MutexGuard<'_, ()>> {
        self.try_lock().ok()
    }
}

struct SpinLock(AtomicU32);
struct SpinGuard<'a>(&'a SpinLock);

impl Lock for SpinLock {
    type Guard<'a> = SpinGuard<'a>;
    fn new() -> Self {
        SpinLock(AtomicU32::new(0))
    }
    fn lock(&self) -> SpinGuard<'_> {
        while self.0.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
            spin_loop();
        }
        SpinGuard(self)
    }
    fn try_lock(&self) -> Option<SpinGuard<'_>> {
        self.0.compare_exchange(0, 1, Acquire, Relaxed).ok().map(|_| SpinGuard(self))
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.0.0.store(0, Release);
    }
}

struct Shared<L> {
    locks: [L; 2],
    atomics: [AtomicU32; 2],
    plain: UnsafeCell<u32>,
}

// SAFETY: accesses to the cell are watched, and an execution ends at a race.
unsafe impl<L: Sync> Sync for Shared<L> {}

fn run_thread<L: Lock>(operations: &[Operation], shared: &Shared<L>) -> Vec<u32> {
    let mut held = [const { None }; 2];
    let mut seen = Vec::new();
    for operation in operations {
        match *operation {
            Operation::Lock(lock) => held[lock] = Some(shared.locks[lock].lock()),
            Operation::TryLock(lock) => {
                let guard = shared.locks[lock].try_lock();
                seen.push(u32::from(guard.is_some()));
                if guard.is_some() {
                    shared.atomics[0].store(5, Relaxed);
                }
            }
            Operation::Unlock(lock) => held[lock] = None,
            Operation::Load(atomic, ordering) => seen.push(shared.atomics[atomic].load(ordering)),
            Operation::Store(atomic, value, ordering) => shared.atomics[atomic].store(value, ordering),
            Operation::Add(atomic, ordering) => seen.push(shared.atomics[atomic].fetch_add(10, ordering)),
            Operation::Plain => seen.push(shared.plain.with_mut(|value| unsafe {
                *value += 1;
                *value
            })),
        }
    }
    seen
}

fn run<L: Lock>(program: &[Vec<Operation>]) -> Vec<u32> {
    let shared = Shared::<L> {
        locks: [L::new(), L::new()],
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        plain: UnsafeCell::new(0),
    };
    let shared = &shared;
    let mut seen: Vec<u32> = thread::scope(|scope| {
        let threads: Vec<_> =
            program.iter().map(|operations| scope.spawn(move || run_thread(operations, shared))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    seen.extend(shared.atomics.iter().map(|atomic| atomic.load(Relaxed)));
    seen
}

#[derive(Debug, PartialEq, Eq)]
struct Explored {
    outcomes: BTreeSet<Vec<u32>>,
    graphs: usize,
    failure: Option<&'static str>,
}

/// And how many runs came to nothing.
fn explored<L: Lock>(program: &[Vec<Operation>]) -> (Explored, u64) {
    let (mut outcomes, mut graphs, mut failure, mut twice) = (BTreeSet::new(), HashSet::new(), None, 0);
    let report = Explorer::new().explore(
        || run::<L>(program),
        |execution| match execution.ending {
            Ending::Outcome(outcome) => {
                outcomes.insert(outcome);
                twice += u32::from(!graphs.insert(execution.graph.key()));
                Continue(())
            }
            Ending::Failure(what) => {
                match what {
                    Failure::DataRace(_) => {
                        failure = Some("race");
                        return Break(());
                    }
                    Failure::Deadlock(_) => failure = Some("deadlock"),
                    other => panic!("{other}"),
                }
                Continue(())
            }
        },
    );
    assert_eq!(twice, 0, "{program:?}");
    if failure == Some("race") {
        // How far it came until then says nothing.
        return (Explored { outcomes: BTreeSet::new(), graphs: 0, failure }, report.counts.blocked);
    }
    (Explored { outcomes, graphs: graphs.len(), failure }, report.counts.blocked)
}

fn random_thread(random: &mut ChaCha8Rng, most: usize, tries: bool) -> Vec<Operation> {
    let (mut operations, mut held) = (Vec::new(), Vec::new());
    for _ in 0..random.random_range(2..2 + most) {
        let load = *[Relaxed, Acquire, SeqCst].choose(random).unwrap();
        let store = *[Relaxed, Release, SeqCst].choose(random).unwrap();
        let atomic = random.random_range(0..2);
        match random.random_range(0..9) {
            0..3 if held.is_empty() || held.len() == 1 && random.random_bool(0.25) => {
                let lock = held.first().map_or_else(|| random.random_range(0..2), |held: &usize| 1 - held);
                held.push(lock);
                operations.push(Operation::Lock(lock));
            }
            0..3 => operations.extend(held.pop().map(Operation::Unlock)),
            3 => operations.push(Operation::Load(atomic, load)),
            4 => operations.push(Operation::Store(atomic, random.random_range(1..3), store)),
            5 => operations.push(Operation::Add(atomic, load)),
            6 if held == [0] => operations.push(Operation::Plain),
            7 if tries && !held.contains(&atomic) => operations.push(Operation::TryLock(atomic)),
            _ => {}
        }
    }
    while let Some(lock) = held.pop() {
        operations.push(Operation::Unlock(lock));
    }
    operations
}

/// Program number `seed` of the random ones.
fn random_program(seed: u64, tries: bool) -> Vec<Vec<Operation>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let threads = random.random_range(2..4);
    let most = if threads == 2 { 7 } else { 5 };
    (0..threads).map(|_| random_thread(&mut random, most, tries)).collect()
}

/// What came of both, which is the same, and how many runs of each came to nothing.
fn both(seed: u64, tries: bool) -> (Explored, [u64; 2]) {
    let program = random_program(seed, tries);
    let (mutex, mutex_blocked) = explored::<Mutex<()>>(&program);
    let (spin_lock, spin_blocked) = explored::<SpinLock>(&program);
    assert_eq!(mutex, spin_lock, "seed {seed}: {program:?}");
    (mutex, [mutex_blocked, spin_blocked])
}

fn mutex_equals_spin_lock(tries: bool, usual: u64) {
    let count = env::var("ENGINE_PROGRAMS").map_or(usual, |count| count.parse().expect("a number"));
    let (mut deadlocks, mut graphs, mut blocked) = (0, 0, [0, 0]);
    for seed in 0..count {
        let (explored, runs) = both(seed, tries);
        deadlocks += u64::from(explored.failure == Some("deadlock"));
        graphs += explored.graphs;
        blocked = [blocked[0] + runs[0], blocked[1] + runs[1]];
    }
    println!("{count} programs, {deadlocks} deadlocks, {graphs} graphs, runs for nothing: {blocked:?}");
    assert!(deadlocks > 0 || count < 500);
    // What locks as events are for. Of the two ways in which `try_lock` may end, one is often found to be impossible.
    assert!(blocked[0] * if tries { 5 } else { 10 } < blocked[1]);
}

#[test]
fn a_mutex_is_a_spin_lock_but_for_the_spinning() {
    mutex_equals_spin_lock(false, 1_000);
}

#[test]
fn a_mutex_that_is_tried_for_is_a_spin_lock_that_is_tried_for() {
    mutex_equals_spin_lock(true, 1_000);
}

#[test]
fn no_execution_is_lost_where_all_threads_wait_and_none_twice_where_a_promise_is_taken_back() {
    assert_eq!(both(2_697, true).0.graphs, 206);
    assert_eq!(both(192, true).0.graphs, 265);
}

/// Two threads that lock crosswise, and what they see if they do not get stuck: a deadlock does not hide the rest.
#[test]
fn what_does_not_deadlock_is_explored_though_something_deadlocks() {
    let crosswise = |locks: [usize; 2]| {
        let [first, second] = locks;
        vec![
            Operation::Lock(first),
            Operation::Lock(second),
            Operation::Add(0, Relaxed),
            Operation::Unlock(second),
            Operation::Unlock(first),
        ]
    };
    let program = [crosswise([0, 1]), crosswise([1, 0])];
    let (mutex, _) = explored::<Mutex<()>>(&program);
    assert_eq!((mutex.failure, mutex.graphs), (Some("deadlock"), 2));
    assert_eq!(mutex, explored::<SpinLock>(&program).0);
}
