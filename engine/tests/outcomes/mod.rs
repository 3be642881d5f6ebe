//! What programs come to.

#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Debug;
use std::ops::ControlFlow::Continue;

use racelab_engine::cell::UnsafeCell;
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::{Ending, Explorer, Failure, Stop, thread};

/// All that an exploration has shown.
#[derive(Debug)]
pub struct All<T> {
    /// How often each outcome came.
    pub outcomes: BTreeMap<T, u32>,
    pub failures: Vec<Failure>,
    pub graphs: usize,
    pub blocked: u64,
}

pub fn all<T: Ord>(explorer: &Explorer, program: impl Fn() -> T) -> All<T> {
    let (mut outcomes, mut failures, mut graphs, mut shown) =
        (BTreeMap::new(), Vec::new(), HashSet::new(), 0);
    let report = explorer.explore(program, |execution| {
        shown += 1;
        if execution.ending.outcome().is_some() {
            assert!(graphs.insert(execution.graph.key()), "a graph comes twice");
        }
        match execution.ending {
            Ending::Outcome(outcome) => *outcomes.entry(outcome).or_insert(0) += 1,
            Ending::Failure(failure) => failures.push(failure),
        }
        Continue(())
    });
    // None at all is right where each has to end by a time limit, and the budget has no room for that.
    let is_whole = report.is_exhaustive() || report.stop == Stop::NoneEnded;
    assert!(is_whole, "{report:?} {failures:?}");
    All { outcomes, failures, graphs: graphs.len(), blocked: report.counts.blocked }
}

impl<T: Ord + Clone + Debug> All<T> {
    /// Asserts that the outcomes are those that somebody else has enumerated, and that the failures are deadlocks, of
    /// which there are some if there is one by that. `program` says which it was.
    #[track_caller]
    pub fn are_as_enumerated(&self, theirs: &BTreeSet<T>, deadlock: bool, program: &str) {
        let outcomes: BTreeSet<_> = self.outcomes.keys().cloned().collect();
        assert!(
            outcomes == *theirs && deadlock != self.failures.is_empty(),
            "{program}\nmissed {:?}\ninvented {:?}\ndeadlock {deadlock}, failures {:?}",
            theirs.difference(&outcomes).collect::<Vec<_>>(),
            outcomes.difference(theirs).collect::<Vec<_>>(),
            self.failures.first().map(ToString::to_string)
        );
        assert!(self.failures.iter().all(is_deadlock));
    }
}

/// The outcomes of a program that does not fail.
pub fn outcomes<T: Ord>(program: impl Fn() -> T) -> Vec<T> {
    let all = all(&Explorer::new(), program);
    assert_eq!(all.failures, []);
    all.outcomes.into_keys().collect()
}

/// How a program fails first.
pub fn failure<T: Ord>(program: impl Fn() -> T) -> Failure {
    let mut all = all(&Explorer::new(), program);
    assert!(!all.failures.is_empty(), "it does not fail");
    next_exploration_works();
    all.failures.swap_remove(0)
}

/// Whatever came before: another program has its outcomes, each graph once.
pub fn next_exploration_works() {
    let next = all(&Explorer::new(), || {
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| x.store(1, Relaxed));
            x.load(Relaxed)
        })
    });
    assert_eq!((next.failures, next.outcomes), (vec![], BTreeMap::from([(0, 1), (1, 1)])));
}

pub fn is_race(failure: &Failure) -> bool {
    matches!(failure, Failure::DataRace(_))
}

pub fn is_deadlock(failure: &Failure) -> bool {
    matches!(failure, Failure::Deadlock(_))
}

/// Plain memory that nothing guards.
pub struct Plain(UnsafeCell<u32>);

// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl Sync for Plain {}

impl Plain {
    #[track_caller]
    pub fn new(value: u32) -> Plain {
        Plain(UnsafeCell::new(value))
    }

    #[track_caller]
    pub fn get(&self) -> u32 {
        self.0.with(|value| unsafe { *value })
    }

    #[track_caller]
    pub fn set(&self, new: u32) {
        self.0.with_mut(|value| unsafe { *value = new });
    }
}
