//! Runs loom over a scenario.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::quiet::quietly;
use super::{Counterexample, Failure, diagram};
use crate::scenario::Scenario;
use crate::sync::checked::record;

/// When to end an exploration that has not come to its own end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After this many executions.
    pub executions: u64,
    /// After this much time, looked at before each execution.
    pub time: Duration,
    /// Whether somebody wants it ended; asked before each execution.
    pub interrupted: fn() -> bool,
}

impl Default for Limits {
    /// A million executions, a minute, and nobody who interrupts.
    fn default() -> Self {
        Limits { executions: 1_000_000, time: Duration::from_secs(60), interrupted: || false }
    }
}

/// What an exploration has seen.
#[derive(Clone, Debug)]
pub struct Exploration {
    /// What was explored.
    pub scenario: Scenario,
    /// How many executions, under all spawn orders together.
    pub executions: u64,
    /// Why it ended before every execution was seen, if it did (a failure ends it too, but says so
    /// itself).
    pub stopped: Option<&'static str>,
    /// Every outcome that an execution ended with.
    pub outcomes: Vec<String>,
    /// The first thing found wrong.
    pub counterexample: Option<Counterexample>,
    /// How often a thread blocked at a condition variable, in all executions together. A scenario that
    /// is to show that blocking is right has shown nothing where this is 0.
    pub blocked: u64,
    /// How long it took.
    pub elapsed: Duration,
}

impl Exploration {
    /// Whether every execution was explored, within what loom explores.
    pub fn is_exhaustive(&self) -> bool {
        self.stopped.is_none() && self.scenario.preemptions.is_none() && !self.ended_by_failure()
    }

    /// Outcomes that the specification allows but no execution had.
    pub fn missing(&self) -> Vec<&'static str> {
        let seen = |outcome: &&&str| !self.outcomes.iter().any(|seen| seen == **outcome);
        self.scenario.allowed.iter().filter(seen).copied().collect()
    }

    /// How far the search went, in words: `14 executions, exhaustive within loom's limits`.
    pub fn extent(&self) -> String {
        let how = match (self.stopped, self.scenario.preemptions) {
            _ if self.ended_by_failure() => "ended by the failure".to_owned(),
            (Some(why), _) => format!("not exhaustive: stopped, {why}"),
            (None, Some(bound)) => format!("not exhaustive: at most {bound} preemptions each"),
            (None, None) => "exhaustive within loom's limits".to_owned(),
        };
        let plural = if self.executions == 1 { "" } else { "s" };
        format!("{} execution{plural}, {how}", grouped(self.executions))
    }

    fn ended_by_failure(&self) -> bool {
        let failure = self.counterexample.as_ref().map(|counterexample| &counterexample.failure);
        failure.is_some_and(|failure| !matches!(failure, Failure::WrongOutcome(_)))
    }
}

/// A number with its digits in groups of three: `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// Explores every execution of `scenario`, within the default limits.
pub fn explore(scenario: &Scenario) -> Exploration {
    explore_within(scenario, &Limits::default())
}

/// Explores `scenario`, within the given limits.
pub fn explore_within(scenario: &Scenario, limits: &Limits) -> Exploration {
    let start = Instant::now();
    let mut exploration = Exploration {
        scenario: *scenario,
        executions: 0,
        stopped: None,
        outcomes: Vec::new(),
        counterexample: None,
        blocked: 0,
        elapsed: Duration::ZERO,
    };
    record::take_blocked();
    for order in permutations(scenario.orders_of) {
        let search = Search { scenario: *scenario, order, recorded: None, start, limits: *limits };
        let found = search.run(exploration.executions);
        exploration.executions += found.executions;
        exploration.stopped = found.stopped;
        if exploration.counterexample.is_none() {
            exploration.counterexample = search.counterexample(&found);
        }
        exploration.outcomes.extend(found.outcomes.into_keys());
        if found.message.is_some() || exploration.stopped.is_some() {
            break;
        }
    }
    exploration.outcomes.sort();
    exploration.outcomes.dedup();
    exploration.blocked = record::take_blocked();
    exploration.elapsed = start.elapsed();
    exploration
}

/// One run of loom: under one spawn order, recording nothing or some executions.
struct Search {
    scenario: Scenario,
    order: Vec<usize>,
    /// The first and the last execution to record, counted from 1.
    recorded: Option<(u64, u64)>,
    start: Instant,
    limits: Limits,
}

/// What one run of loom found.
#[derive(Clone, Debug, Default)]
struct Found {
    executions: u64,
    stopped: Option<&'static str>,
    /// Each outcome, with the number of the first execution that had it.
    outcomes: BTreeMap<String, u64>,
    /// What loom said, if it ended the run.
    message: Option<String>,
    /// The recorded executions that came to an end, with their outcomes.
    records: Vec<(String, Vec<record::Event>, Vec<String>)>,
}

/// Ends a run of loom from within: it has no other way to be told.
struct Stop;

/// Of how many executions with a wrong outcome the simplest is shown.
const CANDIDATES: u64 = 200;

/// loom's limit on the branch points of an execution. Its default of 1,000 is too few for a few
/// thousand steps of a barrier; an execution that needs more than this will not end.
const BRANCHES: usize = 10_000;

impl Search {
    /// Runs loom; `before` is how many executions other runs of the same exploration have had.
    fn run(&self, before: u64) -> Found {
        let found = Arc::new(Mutex::new(Found::default()));
        let message = quietly(|| self.check(before, &found));
        let mut found = found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        found.message = message;
        found
    }

    fn check(&self, before: u64, found: &Arc<Mutex<Found>>) {
        let mut loom = loom::model::Builder::new();
        loom.max_branches = BRANCHES;
        loom.preemption_bound = self.scenario.preemptions;
        record::set_spawn_order(&self.order);
        let found = Arc::clone(found);
        let Search { scenario, recorded, start, limits, .. } = *self;
        loom.check(move || {
            let number = found.lock().unwrap().executions + 1;
            let why = if before + number > limits.executions {
                Some("limit on executions")
            } else if start.elapsed() > limits.time {
                Some("limit on time")
            } else if (limits.interrupted)() {
                Some("interrupted")
            } else {
                None
            };
            let past = recorded.is_some_and(|(_, last)| number > last);
            if why.is_some() || past {
                found.lock().unwrap().stopped = why;
                resume_unwind(Box::new(Stop));
            }
            found.lock().unwrap().executions = number;
            let recording = recorded.is_some_and(|(first, _)| number >= first);
            record::begin(recording);
            let outcome = (scenario.run)();
            let mut found = found.lock().unwrap();
            if recording {
                let (events, threads) = record::take();
                found.records.push((outcome.clone(), events, threads));
            }
            found.outcomes.entry(outcome).or_insert(number);
        });
    }

    /// The execution that shows what is wrong with what was found, if anything is: run again, since
    /// loom takes the same way every time, and this time recorded.
    fn counterexample(&self, found: &Found) -> Option<Counterexample> {
        if let Some(message) = &found.message {
            self.again((found.executions, found.executions));
            let (events, threads) = record::take();
            return Some(Counterexample { failure: Failure::of(message), events, threads });
        }
        let wrong = |(outcome, _): &(&String, &u64)| !self.scenario.allowed.contains(&outcome.as_str());
        let (wrong, &first) = found.outcomes.iter().filter(wrong).min_by_key(|(_, first)| **first)?;
        let again = self.again((first, first + CANDIDATES));
        let candidates = again.records.into_iter().filter(|(outcome, ..)| outcome == wrong);
        let (_, events, threads) = candidates.min_by_key(|(_, events, _)| complexity(events))?;
        Some(Counterexample { failure: Failure::WrongOutcome(wrong.clone()), events, threads })
    }

    fn again(&self, recorded: (u64, u64)) -> Found {
        let limits = Limits { executions: u64::MAX, time: Duration::MAX, interrupted: || false };
        Search { recorded: Some(recorded), order: self.order.clone(), limits, ..*self }.run(0)
    }
}

/// How hard an execution is to follow: reads of something other than the newest value first, then
/// switches from one thread to another, then sheer length.
fn complexity(events: &[record::Event]) -> (usize, usize, usize) {
    let older = events.iter().enumerate().filter(|(index, _)| diagram::newer(events, *index).is_some());
    let switches = events.windows(2).filter(|pair| pair[0].thread != pair[1].thread);
    (older.count(), switches.count(), events.len())
}

/// Every order of the numbers below `count`; one empty order (as they come) for a count of 1.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count <= 1 {
        return vec![Vec::new()];
    }
    let mut orders = vec![Vec::new()];
    for next in 0..count {
        let with_next = |order: &Vec<usize>| {
            let order = order.clone();
            (0..=order.len()).map(move |place| {
                let mut order = order.clone();
                order.insert(place, next);
                order
            })
        };
        orders = orders.iter().flat_map(with_next).collect();
    }
    orders
}
