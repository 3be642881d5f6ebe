//! The engine against loom on every scenario of the kit's that loom can go through, those of mistakes that end with a
//! wrong outcome among them: the same outcomes; and where they differ, the scenario falls into a hole of loom's that
//! explains it.
//!
//! Some are left out because loom does not come to an end with them soon enough. Which those are is a list, and the
//! test holds it: a scenario in it that loom could go through is an error as well.

use std::collections::BTreeSet;
use std::time::Duration;

use racelab_loom::explore::holes::{Effect, Hole};
use racelab_loom::explore::{Exploration, Judge, Limits, explore, explore_within};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::{FailureKind, Scenario};
use racelab_loom::sync::atomic::AtomicU32;
use racelab_loom::sync::atomic::Ordering::{Relaxed, SeqCst};
use racelab_loom::sync::{Condvar, Mutex, workers};
use racelab_loom::trainers::scenarios::SAFE;

/// So many executions, choices included, is what loom may have for a scenario here.
const MOST: u64 = 20_000;

/// Those with more.
const TOO_LARGE: [(&str, &str); 5] = [
    ("thread-local", "2 workers, 2 batches"),
    ("atomic-add", "2 workers, 2 batches each"),
    ("split-layer", "2 workers, a column each, 2 batches: weights doubled twice"),
    ("barrier", "2 threads, 2 rounds"),
    ("channel-ends", "2 senders, room for 1 message"),
];

/// Where the outcomes differ, with the hole that is the reason.
const DIFFERENT: [(&str, &str, Hole); 0] = [];

/// A difference that these holes explain: what the engine alone has is missed, what loom alone has is invented.
fn explains(hole: Hole, missed: bool, invented: bool) -> bool {
    let (misses, invents) = match hole.effect() {
        Effect::Misses => (true, false),
        Effect::Invents => (false, true),
        Effect::Both => (true, true),
        Effect::Refuses => (false, false),
    };
    (!missed || misses) && (!invented || invents)
}

fn outcomes(exploration: &Exploration) -> BTreeSet<String> {
    exploration.values().into_iter().map(str::to_owned).collect()
}

fn by_loom(scenario: &Scenario) -> Exploration {
    // However busy the machine is, the number of executions decides.
    let time = Duration::from_secs(600);
    explore_within(scenario, &Limits { executions: MOST, time, judge: Judge::Loom, ..Limits::default() })
}

/// The hole that explains why the outcomes differ; `None` where they do not.
fn difference(scenario: &Scenario, loom: &Exploration) -> Option<Hole> {
    let engine = explore(scenario);
    assert!(engine.is_exhaustive(), "{}, {}", scenario.subject, scenario.about);
    let (ours, theirs) = (outcomes(&engine), outcomes(loom));
    let missed = ours.difference(&theirs).next().is_some();
    let invented = theirs.difference(&ours).next().is_some();
    if !missed && !invented && engine.failed() == loom.failed() {
        return None;
    }
    let hole = engine.holes.iter().find(|hole| explains(**hole, missed, invented));
    Some(*hole.unwrap_or_else(|| {
        panic!("{}: {ours:?} and {theirs:?}, and no hole for it in {:?}", scenario.about, engine.holes)
    }))
}

#[test]
fn engine_and_loom_find_the_same_outcomes_or_there_is_a_hole() {
    let (mut too_large, mut different) = (Vec::new(), Vec::new());
    let mistakes = MISTAKES.iter().filter(|mistake| mistake.kind == FailureKind::WrongOutcome);
    for scenario in SAFE.iter().copied().chain(mistakes.map(|mistake| mistake.scenario)) {
        let Scenario { subject, about, .. } = scenario;
        let loom = by_loom(&scenario);
        match loom.stopped {
            Some(_) => too_large.push((subject, about)),
            None => different.extend(difference(&scenario, &loom).map(|hole| (subject, about, hole))),
        }
    }
    assert_eq!(too_large, TOO_LARGE);
    assert_eq!(different, DIFFERENT);
}

/// What two threads have read, each of which runs its part on two atomics.
fn two(first: fn(&[AtomicU32; 2]) -> u32, second: fn(&[AtomicU32; 2]) -> u32) -> String {
    let shared = [0, 0].map(AtomicU32::new);
    let read = workers(2, |me| if me == 0 { first(&shared) } else { second(&shared) });
    format!("{} and {}", read[0], read[1])
}

#[test]
fn a_difference_has_its_hole() {
    let buffering = || {
        let stores_then_loads = |[x, y]: &[AtomicU32; 2]| {
            x.store(1, SeqCst);
            y.load(SeqCst)
        };
        let the_other_way_round = |[x, y]: &[AtomicU32; 2]| {
            y.store(1, SeqCst);
            x.load(SeqCst)
        };
        two(stores_then_loads, the_other_way_round)
    };
    let loading = || {
        let loads = |[x, _]: &[AtomicU32; 2]| x.load(Relaxed);
        let loads_then_stores = |[x, _]: &[AtomicU32; 2]| {
            let seen = x.load(Relaxed);
            x.store(seen + 2, Relaxed);
            seen
        };
        two(loads, loads_then_stores)
    };
    let adding = || {
        let stores_then_loads = |[x, _]: &[AtomicU32; 2]| {
            x.store(1, Relaxed);
            x.load(Relaxed)
        };
        two(stores_then_loads, |[x, _]| x.fetch_add(10, Relaxed))
    };
    let passing = || {
        let stores_both = |[x, y]: &[AtomicU32; 2]| {
            x.store(1, Relaxed);
            y.store(1, Relaxed);
            0
        };
        let loads_both = |[x, y]: &[AtomicU32; 2]| 10 * y.load(Relaxed) + x.load(Relaxed);
        two(stores_both, loads_both)
    };
    for (name, run, hole) in [
        ("buffering", buffering as fn() -> String, Some(Hole::SeqCstAccesses)),
        ("loading", loading, Some(Hole::LoadThenStore)),
        ("adding", adding, Some(Hole::StoreBesideChange)),
        ("passing", passing, None),
    ] {
        let scenario = Scenario::new(name, "of a test", &[], run);
        assert_eq!(difference(&scenario, &by_loom(&scenario)), hole, "{name}");
    }
}

/// The holes of a program in which nothing happens for no reason.
fn holes(program: fn() -> String) -> BTreeSet<Hole> {
    holes_in(Limits::default().executions, program)
}

/// Those that show in so many executions.
fn holes_in(executions: u64, program: fn() -> String) -> BTreeSet<Hole> {
    let limits = Limits { choices: false, executions, ..Limits::default() };
    explore_within(&Scenario::new("notification", "of a test", &[], program), &limits).holes
}

/// One waits until the other says that it is ready, which works on the data before it notifies, and afterwards.
fn notifies(before: fn(&AtomicU32), after: fn(&AtomicU32)) -> String {
    let (data, ready, changed) = (AtomicU32::new(0), Mutex::new(false), Condvar::new());
    let seen = workers(2, |me| {
        if me == 0 {
            *ready.lock().unwrap() = true;
            before(&data);
            changed.notify_one();
            after(&data);
        } else {
            drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready).unwrap());
        }
        data.load(Relaxed)
    });
    format!("{seen:?}")
}

fn leaves(_: &AtomicU32) {}

fn stores(data: &AtomicU32) {
    data.store(1, Relaxed);
}

#[test]
fn a_notification_is_a_hole_only_where_it_alone_orders() {
    assert!(holes(|| notifies(stores, leaves)).contains(&Hole::Notification));
    assert!(!holes(|| notifies(leaves, leaves)).contains(&Hole::Notification));
    assert!(!holes(|| notifies(leaves, stores)).contains(&Hole::Notification));
}

/// So many wait, and each lets the next one go; the last thread the first of them.
fn wait_in_turn(waiters: usize) -> String {
    let (to_go, changed) = (Mutex::new(0), Condvar::new());
    workers(waiters + 1, |me| {
        let mut to_go = to_go.lock().unwrap();
        if me == waiters {
            *to_go = waiters;
        } else {
            to_go = changed.wait_while(to_go, |to_go| *to_go == 0).unwrap();
            *to_go -= 1;
        }
        changed.notify_one();
    });
    format!("{} to go", to_go.into_inner().unwrap())
}

#[test]
fn who_is_woken_is_a_hole_only_where_several_wait() {
    assert!(!holes(|| wait_in_turn(1)).contains(&Hole::FirstCome));
    assert!(holes(|| wait_in_turn(2)).contains(&Hole::FirstCome));
}

#[test]
fn who_is_woken_is_a_hole_also_where_it_is_the_first_that_waits() {
    assert!(holes_in(1, || wait_in_turn(2)).contains(&Hole::FirstCome));
}
