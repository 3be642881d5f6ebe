//! Locks that many readers or one writer can have.

mod outcomes;

use std::env;

use outcomes::{Plain, all, failure, is_deadlock, is_race, outcomes};
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::RwLock;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::weaken::Treatment;
use racelab_engine::{Explorer, Failure, WaitsFor, thread};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

#[test]
fn readers_alone_cost_one_execution_however_many_they_are() {
    let program = || {
        let lock = RwLock::new(7);
        thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| assert_eq!(*lock.read().unwrap(), 7));
            }
        });
    };
    let all = all(&Explorer::new(), program);
    assert_eq!((all.failures, all.graphs, all.blocked), (vec![], 1, 0));
}

#[test]
fn each_reader_comes_before_or_after_the_writer_and_that_is_all() {
    let program = |readers: usize| {
        move || {
            let lock = RwLock::new(0);
            let lock = &lock;
            thread::scope(|scope| {
                let all: Vec<_> = (0..readers).map(|_| scope.spawn(move || *lock.read().unwrap())).collect();
                *lock.write().unwrap() = 1;
                all.into_iter().map(|reader| reader.join().unwrap()).collect::<Vec<_>>()
            })
        }
    };
    for readers in 1..5 {
        let all = all(&Explorer::new(), program(readers));
        assert_eq!((all.failures, all.blocked), (vec![], 0));
        assert_eq!((all.outcomes.len(), all.graphs), (1 << readers, 1 << readers));
    }
}

#[test]
fn two_who_write_under_read_guards_are_a_data_race() {
    let found = failure(|| {
        let (lock, data) = (RwLock::new(()), Plain::new(0));
        thread::scope(|scope| {
            for number in [1, 2] {
                let (lock, data) = (&lock, &data);
                scope.spawn(move || {
                    let _guard = lock.read().unwrap();
                    data.set(number);
                });
            }
        });
    });
    assert!(is_race(&found), "{found}");
}

#[test]
fn who_writes_knows_what_readers_did_and_they_what_it_did() {
    let seen = outcomes(|| {
        let (lock, mine, theirs) = (RwLock::new(0), Plain::new(0), Plain::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let guard = lock.read().unwrap();
                mine.set(1);
                if *guard == 1 { theirs.get() } else { 0 }
            });
            let mut guard = lock.write().unwrap();
            *guard = 1;
            theirs.set(1);
            drop(guard);
        });
        mine.get()
    });
    assert_eq!(seen, [1]);
}

#[test]
fn a_deadlock_tells_who_has_the_lock() {
    let Failure::Deadlock(deadlock) = failure(|| {
        let (one, other) = (RwLock::new(0), RwLock::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _one = one.read().unwrap();
                let _other = other.write().unwrap();
            });
            let _other = other.read().unwrap();
            let _one = one.write().unwrap();
        });
    }) else {
        panic!("another failure")
    };
    assert_eq!(deadlock.threads.len(), 2);
    for blocked in &deadlock.threads {
        let WaitsFor::Lock { lock, holder: Some((holder, _)) } = blocked.waits_for else { panic!() };
        assert_eq!((lock.sort, holder), ("RwLock", 1 - blocked.thread));
    }
    assert!(is_deadlock(&failure(|| {
        let lock = RwLock::new(0);
        let _reads = lock.read().unwrap();
        let _writes = lock.write().unwrap();
    })));
}

#[test]
fn a_panic_of_a_writer_poisons_and_of_a_reader_does_not() {
    let seen = outcomes(|| {
        let lock = RwLock::new(1);
        thread::scope(|scope| {
            let reads = scope.spawn(|| {
                let _guard = lock.read().unwrap();
                panic!("on purpose");
            });
            assert!(reads.join().is_err());
            let before = lock.read().is_ok();
            let writes = scope.spawn(|| {
                let mut guard = lock.write().unwrap();
                *guard = 2;
                panic!("on purpose");
            });
            assert!(writes.join().is_err());
            let after = lock.read().map(|guard| *guard).map_err(|poisoned| *poisoned.into_inner());
            lock.clear_poison();
            (before, after.unwrap_err(), lock.is_poisoned(), *lock.write().unwrap())
        })
    });
    assert_eq!(seen, [(true, 2, false, 2)]);
}

#[test]
fn a_writer_that_goes_on_reading_lets_other_readers_in_and_no_writer() {
    let program = || {
        let lock = RwLock::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *lock.write().unwrap() += 10);
            let reads = scope.spawn(|| *lock.read().unwrap());
            let mut guard = lock.write().unwrap();
            *guard += 1;
            let before = *guard;
            let guard = racelab_engine::sync::RwLockWriteGuard::downgrade(guard);
            assert_eq!(before, *guard);
            // It need not have been given back for another to read.
            let also = reads.join().unwrap();
            (*guard, also)
        })
    };
    let all = all(&Explorer::new(), program);
    let seen: Vec<_> = all.outcomes.into_keys().collect();
    assert_eq!(seen, [(1, 0), (1, 1), (11, 0), (11, 10), (11, 11)]);
    assert_eq!(all.failures, []);
}

#[test]
fn a_lock_that_is_left_out_guards_nothing() {
    let counts = || {
        let count = RwLock::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *count.write().unwrap() += 1);
            *count.read().unwrap();
        });
    };
    assert_eq!(all(&Explorer::new(), counts).failures, []);
    for operation in ["read", "write"] {
        let without = Explorer::new().weaken(move |site| match site.operation == operation {
            true => Treatment::LeftOut,
            false => Treatment::AsWritten,
        });
        assert!(all(&without, counts).failures.iter().any(is_race), "{operation}");
    }
}

#[test]
fn a_thread_may_read_twice_at_once() {
    assert_eq!(
        outcomes(|| {
            let mut lock = RwLock::new(1);
            *lock.get_mut().unwrap() = 2;
            let one = lock.read().unwrap();
            let other = lock.try_read().unwrap();
            assert!(lock.try_write().is_err());
            let both = *one + *other;
            drop((one, other));
            assert!(lock.try_write().is_ok());
            both + lock.into_inner().unwrap()
        }),
        [6]
    );
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Read,
    Write,
    TryRead,
    TryWrite,
    Unlock,
    Load(usize),
    Store(usize, u32),
}

/// A lock made of a counter: how many read, or more while one writes; and above that, how many have written. Its readers
/// tell each other nothing: they learn what the last writer knew from another atomic, which a writer increases.
struct Counter(AtomicU32, AtomicU32);

const WRITER: u32 = 1000;
const VERSION: u32 = 1 << 16;

impl Counter {
    fn try_read(&self) -> bool {
        let mut found = self.0.load(Relaxed);
        loop {
            if found % VERSION >= WRITER {
                return false;
            }
            match self.0.compare_exchange(found, found + 1, Relaxed, Relaxed) {
                Ok(_) => {
                    while self.1.load(Acquire) != found / VERSION {
                        spin_loop();
                    }
                    return true;
                }
                Err(other) => found = other,
            }
        }
    }

    fn try_write(&self) -> bool {
        let mut found = self.0.load(Relaxed);
        loop {
            if found % VERSION != 0 {
                return false;
            }
            match self.0.compare_exchange(found, found + WRITER, Acquire, Relaxed) {
                Ok(_) => return true,
                Err(other) => found = other,
            }
        }
    }

    fn unlock(&self, writes: bool) {
        if writes {
            let version = self.1.load(Relaxed);
            self.1.store(version + 1, Release);
            self.0.fetch_add(VERSION - WRITER, Release);
        } else {
            self.0.fetch_sub(1, Release);
        }
    }
}

fn run_thread(
    operations: &[Operation],
    counter: Option<&Counter>,
    lock: &RwLock<()>,
    atomics: &[AtomicU32; 2],
) -> Vec<u32> {
    let (mut reads, mut writes, mut has) = (None, None, None);
    let mut seen = Vec::new();
    for operation in operations {
        match (*operation, counter) {
            (Operation::Load(which), _) => seen.push(atomics[which].load(Relaxed)),
            (Operation::Store(which, value), _) => atomics[which].store(value, Relaxed),
            (Operation::Read, None) => reads = Some(lock.read().unwrap()),
            (Operation::Write, None) => writes = Some(lock.write().unwrap()),
            (Operation::TryRead, None) => {
                reads = lock.try_read().ok();
                seen.push(100 + u32::from(reads.is_some()));
            }
            (Operation::TryWrite, None) => {
                writes = lock.try_write().ok();
                seen.push(100 + u32::from(writes.is_some()));
            }
            (Operation::Unlock, None) => drop((reads.take(), writes.take())),
            (Operation::Read, Some(counter)) => {
                while !counter.try_read() {
                    spin_loop();
                }
                has = Some(false);
            }
            (Operation::Write, Some(counter)) => {
                while !counter.try_write() {
                    spin_loop();
                }
                has = Some(true);
            }
            (Operation::TryRead, Some(counter)) => {
                has = counter.try_read().then_some(false);
                seen.push(100 + u32::from(has.is_some()));
            }
            (Operation::TryWrite, Some(counter)) => {
                has = counter.try_write().then_some(true);
                seen.push(100 + u32::from(has.is_some()));
            }
            (Operation::Unlock, Some(counter)) => {
                if let Some(writes) = has.take() {
                    counter.unlock(writes);
                }
            }
        }
    }
    seen
}

fn random_thread(random: &mut ChaCha8Rng, sections: usize, tries: bool) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut some = |operations: &mut Vec<Operation>, random: &mut ChaCha8Rng| {
        let which = random.random_range(0..2);
        match random.random_range(0..3) {
            0 => operations.push(Operation::Load(which)),
            1 => operations.push(Operation::Store(which, random.random_range(1..4))),
            _ => {}
        }
    };
    for _ in 0..random.random_range(1..=sections) {
        some(&mut operations, random);
        operations.push(match random.random_range(0..if tries { 6 } else { 4 }) {
            0..3 => Operation::Read,
            3 => Operation::Write,
            4 => Operation::TryRead,
            _ => Operation::TryWrite,
        });
        some(&mut operations, random);
        operations.push(Operation::Unlock);
    }
    some(&mut operations, random);
    operations
}

/// The same outcomes, on random programs.
fn equals_a_counter(tries: bool, usual: u64) {
    let count = env::var("ENGINE_PROGRAMS").map_or(usual, |count| count.parse().expect("a number"));
    let (mut graphs, mut compared) = ([0; 2], 0);
    for seed in 0..count {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let threads = random.random_range(2..4);
        let sections = if threads == 2 { 2 } else { 1 };
        let program: Vec<_> = (0..threads).map(|_| random_thread(&mut random, sections, tries)).collect();
        let run = |own: bool| {
            let program = &program;
            move || {
                let (counter, lock) = (Counter(AtomicU32::new(0), AtomicU32::new(0)), RwLock::new(()));
                let atomics = [AtomicU32::new(0), AtomicU32::new(0)];
                let counter = own.then_some(&counter);
                thread::scope(|scope| {
                    let all: Vec<_> = program
                        .iter()
                        .map(|operations| {
                            let (lock, atomics) = (&lock, &atomics);
                            scope.spawn(move || run_thread(operations, counter, lock, atomics))
                        })
                        .collect();
                    all.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
                })
            }
        };
        let [ours, theirs] = [false, true].map(|own| all(&Explorer::new(), run(own)));
        assert_eq!(ours.failures, [], "seed {seed}: {program:?}");
        assert_eq!(theirs.failures, [], "seed {seed}: {program:?}");
        let keys = |all: &outcomes::All<Vec<Vec<u32>>>| all.outcomes.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&ours), keys(&theirs), "seed {seed}: {program:?}");
        graphs[0] += ours.graphs;
        graphs[1] += theirs.graphs;
        compared += 1;
    }
    println!("{compared} programs, graphs: {graphs:?}");
}

#[test]
fn it_has_the_outcomes_of_a_counter() {
    equals_a_counter(false, 60);
}

#[test]
fn tried_for_it_has_the_outcomes_of_a_counter_that_is_tried_for() {
    equals_a_counter(true, 60);
}
