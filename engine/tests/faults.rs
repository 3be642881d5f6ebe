//! Deliberate faults of the engine: each has to be seen by some comparison, or the comparisons say nothing.
//!
//! The faults are there only where debug assertions are on, so this tests nothing in release.

#![cfg(debug_assertions)]

mod common;

use std::collections::BTreeSet;
use std::ops::ControlFlow::{Break, Continue};
use std::panic::{AssertUnwindSafe, catch_unwind};

use common::compare;
use common::random_test::random_test;
use racelab_engine::faults::{self, Fault};
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::{Condvar, Mutex};
use racelab_engine::{Ending, Model, explore, thread};
use racelab_litmus::format::parse;
use racelab_litmus::gallery::gallery;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// More than any fault needs to be seen.
const PROGRAMS: u64 = 2_000;

/// Forbidden because the first thread's store happens before the second thread's load of z by way of y.
const DETOUR: &str = "C detour
{ x=0; y=0; z=0; }
P0 (atomic_int* x, atomic_int* y) {
  atomic_store(x, 1);
  atomic_store_explicit(y, 1, memory_order_release);
}
P1 (atomic_int* y, atomic_int* z) {
  int r0 = atomic_load_explicit(y, memory_order_acquire);
  int r1 = atomic_load(z);
}
P2 (atomic_int* x, atomic_int* z) {
  atomic_store(z, 1);
  int r2 = atomic_load(x);
}
exists (1:r0=1 /\\ 1:r1=0 /\\ 2:r2=0)
";

fn gallery_differs() -> bool {
    let texts = gallery().iter().map(|entry| entry.text).chain([DETOUR]);
    texts.into_iter().any(|text| {
        let test = parse(text).expect("it parses");
        compare(&test, Model::Rc11, 200_000_000).is_some_and(|both| !both.is_equal())
    })
}

fn random_programs_differ() -> bool {
    (0..PROGRAMS).any(|seed| {
        let test = random_test(&mut ChaCha8Rng::seed_from_u64(seed));
        compare(&test, Model::Rc11, 200_000).is_some_and(|both| !both.is_equal())
    })
}

/// How often each of a few programs with locks ends in how many ways: it has to be the same as without faults.
fn locks() -> Vec<(u64, BTreeSet<String>)> {
    let orders = |threads: usize, sections: usize, tries: bool| {
        move || {
            let (order, beside) = (Mutex::new(String::new()), AtomicU32::new(0));
            thread::scope(|scope| {
                for me in 0..threads {
                    let (order, beside) = (&order, &beside);
                    scope.spawn(move || {
                        for _ in 0..sections {
                            beside.store(me as u32, Relaxed);
                            let guard = if tries { order.try_lock().ok() } else { order.lock().ok() };
                            if let Some(mut guard) = guard {
                                *guard += &format!("{me}{} ", beside.load(Relaxed));
                            }
                        }
                    });
                }
            });
            order.into_inner().unwrap()
        }
    };
    let notified = || {
        let (state, changed) = (Mutex::new((0, String::new())), Condvar::new());
        thread::scope(|scope| {
            for me in ["a", "b"] {
                let (state, changed) = (&state, &changed);
                scope.spawn(move || {
                    let mut guard = state.lock().unwrap();
                    guard.0 += 1;
                    let mut guard = changed.wait(guard).unwrap();
                    guard.1 += me;
                });
            }
            for _ in 0..2 {
                if state.lock().unwrap().0 == 2 {
                    changed.notify_one();
                }
            }
        });
        state.into_inner().unwrap().1
    };
    let crosswise = || {
        let tries = |first: &Mutex<()>, second: &Mutex<()>| {
            let _first = first.lock();
            second.try_lock().is_ok()
        };
        let (one, other) = (Mutex::new(()), Mutex::new(()));
        thread::scope(|scope| {
            scope.spawn(|| drop(one.lock()));
            let threads = [scope.spawn(|| tries(&other, &one)), scope.spawn(|| tries(&one, &other))];
            format!("{:?}", threads.map(|thread| thread.join().unwrap()))
        })
    };
    let takes_twice = || {
        let mutex = Mutex::new(());
        thread::scope(|scope| {
            scope.spawn(|| drop(mutex.lock()));
            let other = scope.spawn(|| mutex.try_lock().is_ok());
            let first = scope.spawn(|| {
                let first = mutex.try_lock().is_ok();
                drop(mutex.lock());
                first
            });
            format!("{:?}", (other.join().unwrap(), first.join().unwrap()))
        })
    };
    let gives_up = || {
        let flag = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| flag.store(1, Relaxed));
            for round in 0..2 {
                if flag.load(Relaxed) == 1 {
                    return round.to_string();
                }
                spin_loop();
            }
            "never".to_owned()
        })
    };
    let explored = |program: &dyn Fn() -> String| {
        let (mut endings, mut graphs) = (BTreeSet::new(), BTreeSet::new());
        let report = explore(program, |execution| {
            graphs.insert(execution.graph.key());
            endings.insert(match execution.ending {
                Ending::Outcome(outcome) => outcome,
                Ending::Failure(failure) => failure.to_string(),
            });
            if graphs.len() > 10_000 { Break(()) } else { Continue(()) }
        });
        (report.counts.executions * 100_000 + graphs.len() as u64, endings)
    };
    vec![
        explored(&orders(2, 2, false)),
        explored(&orders(3, 1, false)),
        explored(&orders(2, 2, true)),
        explored(&orders(3, 1, true)),
        explored(&notified),
        explored(&crosswise),
        explored(&takes_twice),
        explored(&gives_up),
    ]
}

#[test]
fn every_deliberate_fault_of_the_engine_is_seen() {
    let right = locks();
    assert!(!gallery_differs());
    let mut unseen = Vec::new();
    for fault in Fault::ALL {
        let seen = |differs: &dyn Fn() -> bool| {
            // A fault may also have the engine trip over itself.
            catch_unwind(AssertUnwindSafe(|| faults::with(fault, differs))).unwrap_or(true)
        };
        let by = [("the gallery", seen(&gallery_differs)), ("locks", seen(&|| locks() != right))];
        let by = by.into_iter().find(|(_, seen)| *seen).map(|(name, _)| name);
        let by = by.or_else(|| seen(&random_programs_differ).then_some("random programs"));
        println!("{fault:?}: {}", by.unwrap_or("not seen"));
        if by.is_none() {
            unseen.push(fault);
        }
    }
    assert_eq!(unseen, []);
}
