//! The engine's column: its outcomes are RC11's, and where nothing is assumed it has one execution for each graph
//! of RC11's. On the gallery, on the table of published verdicts, on random programs, and on what the format has
//! beside plain loads and stores.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow::Continue;
use std::time::Duration;

use crate::common::litmus;
use crate::mutated::mutated;
use crate::random::Mixture;
use racelab_loom::litmus::checker::{self, Behaviour, Model, behaviour, for_each_execution};
use racelab_loom::litmus::explored::Limits;
use racelab_loom::litmus::format::parse;
use racelab_loom::litmus::gallery::gallery;
use racelab_loom::litmus::on_engine::{Ending, Found, LIMITS, explored};
use racelab_loom::litmus::{Outcome, Test};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// What RC11 allows, none for a data race, and how many graphs it has. `None` where there are too many.
fn rc11(test: &Test) -> Option<(Option<BTreeSet<Outcome>>, u64)> {
    let limits = checker::Limits::of_work(100_000_000);
    let outcomes = match behaviour(test, &Model::RC11, &limits).ok()? {
        Behaviour::Undefined(_) => return Some((None, 0)),
        Behaviour::Outcomes(outcomes) => outcomes,
    };
    let mut graphs = 0;
    for_each_execution(test, &Model::RC11, &limits, |_| {
        graphs += 1;
        Continue(())
    })
    .ok()?;
    Some((Some(outcomes), graphs))
}

/// Holds the engine to RC11 on a test, and says what it found; `None` where it is too large for the checker.
fn equal(test: &Test) -> Option<Found> {
    let (outcomes, graphs) = rc11(test)?;
    let found = explored(test, &LIMITS);
    let name = &test.name;
    match outcomes {
        None => assert_eq!(found.ending, Ending::DataRace, "{name}\n{test:?}"),
        Some(outcomes) => {
            assert_eq!(found.ending, Ending::Complete, "{name}\n{test:?}");
            assert_eq!(found.outcomes, outcomes, "{name}\n{test:?}");
            assert_eq!(found.executions, graphs, "{name}\n{test:?}");
        }
    }
    Some(found)
}

#[test]
fn on_the_gallery_the_engine_s_outcomes_are_rc11_s() {
    let mut races = 0;
    for entry in gallery() {
        let found = equal(&parse(entry.text).expect("the gallery can be read")).expect("it is small");
        races += usize::from(found.ending == Ending::DataRace);
    }
    assert!(races > 5, "{races} data races are fewer than the gallery has");
}

#[test]
fn the_engine_has_the_verdicts_that_are_published_for_rc11() {
    let rows = include_str!("../../litmus/tests/verdicts.tsv").lines().filter(|line| !line.starts_with('#'));
    let tests: BTreeMap<_, _> = gallery().iter().map(|entry| (entry.name, entry.text)).collect();
    let mut compared = 0;
    for row in rows.skip(1) {
        let [name, model, verdict, outcomes, _] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {row}")
        };
        if model != "RC11" {
            continue;
        }
        let test = parse(tests[name]).expect("the gallery can be read");
        let found = explored(&test, &LIMITS);
        let says = match found.ending {
            Ending::DataRace => "race",
            _ if found.outcomes.iter().any(|outcome| test.asks_about(outcome)) => "allowed",
            _ => "forbidden",
        };
        assert_eq!(says, verdict, "{row}");
        if let Ok(number) = outcomes.parse::<usize>() {
            assert_eq!(found.outcomes.len(), number, "{row}");
        }
        compared += 1;
    }
    assert!(compared > 25, "{compared} verdicts are fewer than the table has");
}

#[test]
fn on_random_programs_the_engine_s_outcomes_are_rc11_s() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let anything = Mixture { seq_cst: true, mixed: true, load_then_write: true, writes: 3 };
    let texts: Vec<_> = (0..500).map(|_| crate::random::program(&mut random, anything)).collect();
    let compared = texts.iter().filter(|text| equal(&parse(text).unwrap()).is_some()).count();
    assert!(compared > 490, "{compared} programs are too few");
}

#[test]
fn on_the_gallery_changed_at_random_the_engine_s_outcomes_are_rc11_s() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut compared = 0;
    for entry in gallery() {
        let test = parse(entry.text).expect("the gallery can be read");
        for _ in 0..4 {
            let changed = mutated(&test, &mut random);
            // A plain location is not the engine's where some access to it has become atomic.
            if changed.mixed_locations().is_empty() {
                compared += usize::from(equal(&changed).is_some());
            }
        }
    }
    assert!(compared > 450, "{compared} programs are too few");
}

fn found(threads: &[&str], end: &str) -> Found {
    explored(&parse(&litmus(threads, end)).expect("a litmus test"), &LIMITS)
}

#[test]
fn each_weak_compare_exchange_may_fail_for_no_reason_and_a_strong_one_may_not() {
    let once = "int r0 = 0; int r1 = EXCHANGE(x, &r0, 1, memory_order_relaxed, memory_order_relaxed); \
                int r2 = 0; int r3 = EXCHANGE(y, &r2, 1, memory_order_relaxed, memory_order_relaxed);";
    let outcomes = |name: &str| {
        let body = once.replace("EXCHANGE", &format!("atomic_compare_exchange_{name}_explicit"));
        let text = format!(
            "C t\n{{}}\nP0 (atomic_int* x, atomic_int* y) {{ {body} }}\nexists (0:r1=0 /\\ 0:r3=0)\n"
        );
        equal(&parse(&text).expect("a litmus test")).expect("it is small").outcomes
    };
    assert_eq!(outcomes("strong"), BTreeSet::from([vec![1, 1]]));
    assert_eq!(outcomes("weak"), BTreeSet::from([vec![0, 0], vec![0, 1], vec![1, 0], vec![1, 1]]));
}

#[test]
fn an_execution_in_which_a_wait_is_in_vain_does_not_count() {
    let text =
        "C t\n{}\nP0 (atomic_int* x, int* d) { *d = 1; atomic_store_explicit(x, 1, memory_order_release); }
        P1 (atomic_int* x, int* d) {
          while (atomic_load_explicit(x, memory_order_acquire) == 0) {}
          int r = *d;
        }
        forall (1:r=1)\n";
    let found = explored(&parse(text).expect("a litmus test"), &LIMITS);
    assert_eq!((&found.ending, found.outcomes), (&Ending::Complete, BTreeSet::from([vec![1]])));
    let relaxed = text.replace("memory_order_acquire", "memory_order_relaxed");
    let found = explored(&parse(&relaxed).expect("a litmus test"), &LIMITS);
    assert_eq!(found.ending, Ending::DataRace);
}

#[test]
fn a_lock_keeps_the_threads_apart() {
    let text = "C lock\n{}\nP0 (int* d, mtx_t* m) { lock(m); *d += 1; unlock(m); }\n\
                P1 (int* d, mtx_t* m) { lock(m); *d += 1; unlock(m); }\nforall (d=2)\n";
    let found = explored(&parse(text).expect("a litmus test"), &LIMITS);
    assert_eq!((&found.ending, found.outcomes), (&Ending::Complete, BTreeSet::from([vec![2]])));
}

#[test]
fn what_a_filter_leaves_out_does_not_count() {
    let threads = ["store(x, 1, relaxed);", "int r0 = load(x, relaxed);"];
    let both = found(&threads, "exists (1:r0=0)");
    assert_eq!(both.outcomes, BTreeSet::from([vec![0], vec![1]]));
    let filtered = found(&threads, "filter (1:r0=1) exists (1:r0=0)");
    assert_eq!(filtered.outcomes, BTreeSet::from([vec![1]]));
}

#[test]
fn six_threads_are_not_too_many_and_thirty_three_are() {
    let six = parse(&litmus(&["add(x, 1, relaxed);"; 6], "exists (x=0)")).expect("a litmus test");
    let found = explored(&six, &LIMITS);
    assert_eq!((found.executions, found.outcomes), (720, BTreeSet::from([vec![6]])));
    assert_eq!(found.ending, Ending::Complete);
    // More than a text may have.
    let many = Test { threads: vec![six.threads[0].clone(); 33], ..six };
    assert_eq!(explored(&many, &LIMITS).extent(), "not asked, because it has 32 threads and no more");
}

#[test]
fn a_location_with_accesses_of_both_kinds_is_not_put_to_the_engine() {
    let text = "C t\n{}\nP0 (int* x) { *x = 1; }\n\
                P1 (atomic_int* x) { int r = atomic_load_explicit(x, memory_order_relaxed); }\nexists (1:r=0)\n";
    let found = explored(&parse(text).expect("a litmus test"), &LIMITS);
    let why =
        "not asked, because it knows no location with atomic and non-atomic accesses, and x is one here";
    assert_eq!(found.extent(), why);
    assert!(!found.is_exhaustive());
}

#[test]
fn a_limit_that_the_engine_hits_is_told() {
    let test = parse(&litmus(&["add(x, 1, relaxed);"; 6], "exists (x=0)")).expect("a litmus test");
    let stopped = |limits: Limits| {
        let found = explored(&test, &limits);
        assert!(!found.is_exhaustive());
        (found.ending(), found.extent())
    };
    let (ending, extent) = stopped(Limits { executions: 5, ..LIMITS });
    assert_eq!(ending, "stopped at limit");
    assert_eq!(extent, "5 executions, not exhaustive: stopped, limit on executions");
    let (ending, extent) = stopped(Limits { time: Duration::ZERO, ..LIMITS });
    assert!(ending == "stopped at limit" && extent.ends_with("stopped, limit on time"), "{extent}");
    let (ending, extent) = stopped(Limits { interrupted: || true, ..LIMITS });
    assert!(ending == "interrupted" && extent.ends_with("stopped, interrupted"), "{extent}");
}

/// Narrow locations, unsigned ones and wide ones: what is found by running the program is what RC11 allows.
#[test]
fn locations_of_every_type_hold_in_the_engine_what_they_hold_by_rc11() {
    let kinds = ["uchar", "schar", "ushort", "short", "uint", "int", "ulong", "long", "bool"];
    for kind in kinds {
        let change = if kind == "bool" { "exchange" } else { "fetch_add" };
        for (first, second) in [("255", "1"), ("-1", "1"), ("32767", "1"), ("2147483647", "2"), ("-3", "-7")]
        {
            let text = format!(
                "C t\n{{ x = {first}; }}\n\
                 P0 (atomic_{kind}* x) {{ long a = atomic_{change}(x, {second}); int b = atomic_load(x) > -1; }}\n\
                 P1 (atomic_{kind}* x) {{ unsigned a = atomic_{change}(x, {second}); atomic_store(x, a - 70000); }}\n\
                 locations [x; 0:a; 0:b; 1:a;]\n"
            );
            assert!(equal(&parse(&text).unwrap()).is_some(), "{text}");
        }
    }
}
