//! Samples: each is an execution that the search shows, each execution of a small program can be drawn, and a seed is
//! one execution.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow::{Break, Continue};

use common::random_test::random_test;
use common::run;
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::sync::atomic::{AtomicBool, AtomicU32};
use racelab_engine::sync::{Arc, Condvar, Mutex, RwLock, mpsc};
use racelab_engine::{Ending, Execution, Explorer, Failure, Method, Model, Sampled, Sampling, thread};
use racelab_litmus::format::parse;
use racelab_litmus::gallery::gallery;
use racelab_litmus::test::Test;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

const METHODS: [Method; 3] =
    [Method::Uniform, Method::Pct { depth: 3 }, Method::Pctwm { depth: 3, history: 2 }];

fn sampling(method: Method, runs: u64) -> Sampling {
    Sampling { method, seed: 1, runs, steps: Sampling::STEPS }
}

/// How executions of a program end, each named: an outcome, or the kind of failure.
fn name<T: std::fmt::Debug>(execution: &Execution<'_, T>) -> String {
    match &execution.ending {
        Ending::Outcome(outcome) => format!("{outcome:?}"),
        Ending::Failure(failure) => kind(failure).to_owned(),
    }
}

fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::DataRace(_) => "data race",
        Failure::Deadlock(_) => "deadlock",
        Failure::Livelock(_) => "livelock",
        Failure::Panic(_) => "panic",
        Failure::Leak(_) => "leak",
        Failure::UseAfterFree(_) => "use after free",
        Failure::DoubleFree(_) => "double free",
        other => panic!("{other}"),
    }
}

/// All the endings that the search shows, and the graphs of those that came to their end.
fn explored<T: std::fmt::Debug>(
    model: Model,
    program: impl Fn() -> T,
) -> (BTreeSet<String>, BTreeSet<Vec<u64>>) {
    let (mut endings, mut graphs) = (BTreeSet::new(), BTreeSet::new());
    let report = Explorer::new().model(model).explore(program, |execution| {
        endings.insert(name(&execution));
        if execution.ending.outcome().is_some() {
            graphs.insert(execution.graph.key());
        }
        Continue(())
    });
    assert!(report.is_exhaustive(), "{:?}", report.stop);
    (endings, graphs)
}

/// How often each ending is drawn.
fn drawn<T: std::fmt::Debug>(
    model: Model,
    sampling: &Sampling,
    program: impl Fn() -> T,
) -> (BTreeMap<String, u64>, BTreeSet<Vec<u64>>, Sampled) {
    let (mut endings, mut graphs) = (BTreeMap::new(), BTreeSet::new());
    let sampled = Explorer::new().model(model).sample(sampling, program, |_, execution| {
        *endings.entry(name(&execution)).or_insert(0) += 1;
        if execution.ending.outcome().is_some() {
            graphs.insert(execution.graph.key());
        }
        Continue(())
    });
    (endings, graphs, sampled)
}

/// What is drawn that the search does not show, if anything is: an ending, or a graph.
fn invented(test: &Test, model: Model, runs: u64) -> Option<String> {
    let (endings, graphs) = explored(model, || run(test));
    // The search goes no further than a race, so that it does not know all that can happen beside.
    let has_race = endings.contains("data race");
    METHODS.into_iter().find_map(|method| {
        let (drawn, drawn_graphs, _) = drawn(model, &sampling(method, runs), || run(test));
        let ending = drawn.keys().find(|ending| !endings.contains(*ending) && !has_race);
        let graph = drawn_graphs.iter().any(|graph| !graphs.contains(graph)) && !has_race;
        let what = ending.cloned().or_else(|| graph.then(|| "a graph".to_owned()))?;
        Some(format!("{} by {method}: {what}", test.name))
    })
}

fn gallery_tests() -> Vec<Test> {
    gallery().iter().map(|entry| parse(entry.text).expect("it parses")).collect()
}

fn random_tests(count: u64) -> Vec<Test> {
    (0..count).map(|seed| random_test(&mut ChaCha8Rng::seed_from_u64(seed))).collect()
}

#[test]
fn what_is_drawn_of_the_gallery_is_what_the_search_shows() {
    for test in gallery_tests() {
        for model in [Model::Rc11, Model::Cpp20] {
            assert_eq!(invented(&test, model, 200), None);
        }
    }
}

#[test]
fn what_is_drawn_of_random_programs_is_what_the_search_shows() {
    for (seed, test) in random_tests(400).iter().enumerate() {
        assert_eq!(invented(test, Model::Rc11, 40), None, "seed {seed}");
    }
}

#[test]
fn uniform_choice_draws_every_ending_and_every_graph_of_the_gallery() {
    for test in gallery_tests() {
        let (endings, graphs) = explored(Model::Rc11, || run(&test));
        let (drawn, drawn_graphs, _) = drawn(Model::Rc11, &sampling(Method::Uniform, 3_000), || run(&test));
        let missed: Vec<_> = endings.iter().filter(|ending| !drawn.contains_key(*ending)).collect();
        assert!(missed.is_empty(), "{}: {missed:?}", test.name);
        if !endings.contains("data race") {
            assert_eq!(drawn_graphs.len(), graphs.len(), "{}: graphs", test.name);
        }
    }
}

/// A program with its name.
type Named = (&'static str, fn() -> String);

/// Programs with all that waits.
fn programs() -> Vec<Named> {
    vec![
        ("three take a lock", || {
            let order = Mutex::new(String::new());
            thread::scope(|scope| {
                for me in ["a", "b", "c"] {
                    let order = &order;
                    scope.spawn(move || *order.lock().unwrap() += me);
                }
            });
            order.into_inner().unwrap()
        }),
        ("two take two locks in two orders", || {
            let (one, other) = (Mutex::new(0), Mutex::new(0));
            thread::scope(|scope| {
                scope.spawn(|| *one.lock().unwrap() += *other.lock().unwrap() + 1);
                scope.spawn(|| *other.lock().unwrap() += *one.lock().unwrap() + 2);
            });
            format!("{one:?} {other:?}")
        }),
        ("one tries for a lock", || {
            let (lock, beside) = (Mutex::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    beside.store(1, Relaxed);
                    *lock.lock().unwrap() = 1;
                });
                let found = lock.try_lock().map(|guard| *guard).ok();
                format!("{found:?} {}", beside.load(Relaxed))
            })
        }),
        ("a reader and two writers", || {
            let lock = RwLock::new(0);
            thread::scope(|scope| {
                scope.spawn(|| *lock.write().unwrap() += 1);
                scope.spawn(|| *lock.write().unwrap() += 1);
                format!("{}", *lock.read().unwrap())
            })
        }),
        ("one waits for a notification that may come too soon", || {
            let (ready, changed) = (Mutex::new(false), Condvar::new());
            thread::scope(|scope| {
                scope.spawn(|| {
                    *ready.lock().unwrap() = true;
                    changed.notify_one();
                });
                let is_ready = *ready.lock().unwrap();
                if !is_ready {
                    drop(changed.wait(ready.lock().unwrap()).unwrap());
                }
                format!("{is_ready}")
            })
        }),
        ("two send, one receives", || {
            let (sends, receives) = mpsc::sync_channel(1);
            thread::scope(|scope| {
                let also = sends.clone();
                scope.spawn(move || sends.send("a").unwrap());
                scope.spawn(move || also.send("b").unwrap());
                receives.iter().collect()
            })
        }),
        ("one waits in a loop for two flags", || {
            let (one, other, data) = (AtomicBool::new(false), AtomicBool::new(false), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| one.store(true, Release));
                scope.spawn(|| {
                    data.store(1, Relaxed);
                    other.store(true, Release);
                });
                while !(one.load(Acquire) && other.load(Relaxed)) {
                    spin_loop();
                }
                format!("{}", data.load(Relaxed))
            })
        }),
        ("a flag that nobody sets", || {
            let flag = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| flag.store(false, Relaxed));
                while !flag.load(Relaxed) {
                    spin_loop();
                }
                String::new()
            })
        }),
        ("a loop that gives up", || {
            let flag = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| flag.store(true, Relaxed));
                for round in 0..3 {
                    if flag.load(Relaxed) {
                        return format!("found in round {round}");
                    }
                    spin_loop();
                }
                "gave up".to_owned()
            })
        }),
        ("a spin lock by swap", || {
            let (taken, order) = (AtomicBool::new(false), AtomicU32::new(1));
            thread::scope(|scope| {
                for me in 2..4 {
                    let (taken, order) = (&taken, &order);
                    scope.spawn(move || {
                        while taken.swap(true, Acquire) {
                            spin_loop();
                        }
                        order.store(order.load(Relaxed) * 10 + me, Relaxed);
                        taken.store(false, Release);
                    });
                }
            });
            format!("{}", order.load(Relaxed))
        }),
        ("two own a value, and one counts the owners", || {
            let (one, other) = (Arc::new(7), Arc::new(8));
            let also = Arc::clone(&one);
            thread::scope(|scope| {
                scope.spawn(move || drop(also));
                format!("{} {}", Arc::strong_count(&one), Arc::strong_count(&other))
            })
        }),
        ("a weak compare-exchange", || {
            let counter = AtomicU32::new(0);
            thread::scope(|scope| {
                scope.spawn(|| counter.store(1, Relaxed));
                format!("{:?}", counter.compare_exchange_weak(0, 2, Relaxed, Relaxed))
            })
        }),
    ]
}

#[test]
fn programs_that_wait_end_as_the_search_says_and_by_uniform_choice_in_all_those_ways() {
    for (called, program) in programs() {
        let (endings, _) = explored(Model::Rc11, program);
        for method in METHODS {
            let (drawn, _, sampled) = drawn(Model::Rc11, &sampling(method, 1_000), program);
            let invented: Vec<_> = drawn.keys().filter(|ending| !endings.contains(*ending)).collect();
            assert!(invented.is_empty(), "{called} by {method}: {invented:?}");
            assert_eq!((sampled.out_of_steps, sampled.runs), (0, 1_000), "{called} by {method}");
            assert!(sampled.blocked * 2 < sampled.runs, "{called} by {method}: {} blocked", sampled.blocked);
            let missed: Vec<_> = endings.iter().filter(|ending| !drawn.contains_key(*ending)).collect();
            assert!(missed.is_empty() || method != Method::Uniform, "{called}: {missed:?}");
        }
    }
}

#[test]
fn a_seed_is_one_execution_whatever_was_drawn_before_it() {
    let programs = programs();
    for (called, program) in programs {
        for method in METHODS {
            let mut keys = Vec::new();
            let all = sampling(method, 20);
            Explorer::new().sample(&all, program, |seed, execution| {
                keys.push((seed, name(&execution), execution.graph.key()));
                Continue(())
            });
            for (seed, ending, key) in keys {
                let mut again = None;
                Explorer::new().sample(&Sampling { seed, runs: 1, ..all }, program, |_, execution| {
                    again = Some((name(&execution), execution.graph.key()));
                    Break(())
                });
                assert_eq!(again, Some((ending, key)), "{called} by {method}, seed {seed}");
            }
        }
    }
}

#[test]
fn a_sample_can_be_run_again_by_its_graph() {
    for (called, program) in programs() {
        for method in METHODS {
            let mut all = Vec::new();
            Explorer::new().sample(&sampling(method, 50), program, |_, execution| {
                all.push((execution.address(), name(&execution)));
                Continue(())
            });
            for (address, ending) in all {
                let again = Explorer::new().replay(&address, program, |execution| name(&execution));
                assert_eq!(again.as_ref(), Some(&ending), "{called} by {method}");
            }
        }
    }
}

#[test]
fn a_run_without_end_is_out_of_steps() {
    let endless = || {
        let (flag, counter) = (AtomicBool::new(false), AtomicU32::new(0));
        while !flag.load(Relaxed) {
            counter.fetch_add(1, Relaxed);
        }
    };
    for method in METHODS {
        let all = Sampling { steps: 100, ..sampling(method, 3) };
        let sampled = Explorer::new().sample(&all, endless, |_, _| Continue(()));
        assert_eq!((sampled.out_of_steps, sampled.executions, sampled.longest), (3, 0, 100), "{method}");
    }
}

#[test]
fn a_lock_of_two_loops_that_write_leaves_nobody_waiting_for_ever() {
    // Each swap is something new for the others: by priorities alone, two of them would keep the third from running.
    let program = || {
        let taken = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        while taken.swap(true, Acquire) {
                            thread::yield_now();
                        }
                        taken.store(false, Release);
                    }
                });
            }
        });
    };
    for method in METHODS {
        let sampled = Explorer::new().sample(&sampling(method, 300), program, |_, _| Continue(()));
        assert_eq!((sampled.executions, sampled.out_of_steps), (300, 0), "{method}");
    }
}

#[test]
#[cfg(debug_assertions)]
fn faults_of_the_sampler_are_seen() {
    use racelab_engine::faults::{self, Fault};

    let tests: Vec<_> = gallery_tests().into_iter().chain(random_tests(100)).collect();
    for fault in Fault::OF_SAMPLES {
        let is_seen = |test: &Test| {
            let found = std::panic::catch_unwind(|| invented_with(fault, test));
            found.unwrap_or(true)
        };
        assert!(tests.iter().any(is_seen), "{fault:?} is not seen");
    }

    fn invented_with(fault: Fault, test: &Test) -> bool {
        let (endings, graphs) = explored(Model::Rc11, || run(test));
        let all = sampling(Method::Uniform, 200);
        let (drawn, drawn_graphs, _) = faults::with(fault, || drawn(Model::Rc11, &all, || run(test)));
        !endings.contains("data race")
            && (drawn.keys().any(|ending| !endings.contains(ending))
                || drawn_graphs.iter().any(|graph| !graphs.contains(graph)))
    }
}
