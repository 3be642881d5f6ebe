//! Runs loom over a scenario, once for each choice that loom does not explore itself.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::failure::INTERRUPTED;
use super::places::Place;
use super::quiet::{ABORTED, Lost, quietly};
use super::sampled::Sampling;
use super::watch::{GivenUp, Watched, watch};
use crate::scenario::Scenario;
use crate::sync::checked::backend::Judge;
use crate::sync::checked::choice::{self, Choice};
use crate::sync::checked::record::{self, Cost, Execution};
use crate::sync::checked::seen::{self, Seen};
use crate::sync::checked::site::{self, Site, Weaker};
use crate::sync::{Name, panic_message};

/// When to end an exploration that has not come to its own end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After this many executions.
    pub executions: u64,
    /// After this much time, looked at before each execution.
    pub time: Duration,
    /// At this moment, also within an execution: for several explorations that are to end together.
    pub deadline: Option<Instant>,
    /// When a single execution takes this long.
    pub one_execution: Duration,
    /// At the first outcome that is not allowed, instead of looking for the simplest way to one.
    pub first_failure: bool,
    /// Who explores.
    pub judge: Judge,
    /// Drawing executions at random in place of exploring them all; by the engine.
    pub sampling: Option<Sampling>,
    /// With the choices that loom does not explore, after everything that it does; under the engine, with what may
    /// happen for no reason.
    pub choices: bool,
    /// How often something may happen for no reason in one execution, where the engine explores that.
    pub whims: u32,
    /// Recording every execution, not only those that are shown: to see what recording costs.
    pub record_all: bool,
    /// Whether somebody wants it ended; asked before each execution.
    pub interrupted: fn() -> bool,
    /// Told about ten times a second how many executions there have been.
    pub progress: fn(&Scenario, u64),
    /// Whether it does not show what the access at this place does, and when: then it may be none.
    pub unclear: fn(Place) -> bool,
}

impl Default for Limits {
    /// The engine, a million executions, a minute, five seconds for one; nobody interrupts, nobody is told.
    fn default() -> Self {
        Limits {
            executions: 1_000_000,
            time: Duration::from_secs(60),
            deadline: None,
            one_execution: Duration::from_secs(5),
            first_failure: false,
            judge: Judge::Engine,
            sampling: None,
            choices: true,
            whims: 1,
            record_all: false,
            interrupted: || false,
            progress: |_, _| (),
            unclear: |_| false,
        }
    }
}

impl Limits {
    /// The same, with loom in the engine's place.
    pub fn of_loom() -> Limits {
        Limits { judge: Judge::Loom, ..Limits::default() }
    }

    /// How often something may happen for no reason in one execution, by the engine.
    pub(super) fn budget(&self) -> u32 {
        if self.choices { self.whims } else { 0 }
    }

    /// Why an exploration is to end that has not come to its end, if it is to.
    pub(super) fn reason_to_end(&self) -> Option<&'static str> {
        let is_late = || self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        match () {
            () if (self.interrupted)() => Some(INTERRUPTED),
            () if is_late() => Some(LIMIT_ON_TIME),
            () => None,
        }
    }
}

/// What loom is to run, apart from the scenario: everything that makes its way reproducible.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    /// The order in which the workers start; empty for ascending.
    pub order: Vec<usize>,
    /// Something that loom does not explore itself.
    pub choice: Option<Choice>,
    /// A site that is weaker than written.
    pub weakened: Option<(Site, Weaker)>,
}

/// One execution of all those that loom runs under some conditions.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub conditions: Conditions,
    /// Counted from 1.
    pub number: u64,
    /// The atomics that are read and modified in one step: what recording has to know beforehand.
    pub changed: Vec<Name>,
}

/// What one run of loom found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub executions: u64,
    /// Why it ended before its end, if it did.
    pub stopped: Option<&'static str>,
    /// Where the thread that explored was seen last, if it was left behind.
    pub seen: Option<Seen>,
    /// Each outcome with its simplest execution.
    pub outcomes: BTreeMap<String, (Cost, u64)>,
    /// What loom said, if it ended the run.
    pub message: Option<String>,
    /// Whether the thread that explored was left behind, with nothing to show, and would be again.
    pub unrepeatable: bool,
    /// How often a thread blocked at a condition variable.
    pub blocked: u64,
    /// Choices that there were.
    pub offered: Vec<Choice>,
    /// The sites that were passed, where they were asked for.
    pub sites: Vec<Site>,
    /// The atomics that are read and modified in one step.
    pub changed: Vec<Name>,
    recorded: Execution,
}

/// Ends a run of loom from within: it has no other way to be told.
struct Stop;

/// What is said where there was no more time.
pub(super) const LIMIT_ON_TIME: &str = "limit on time";

/// loom's limit on the branch points of an execution. Its default of 1,000 is too few for a few
/// thousand steps of a barrier; an execution that needs more than this will not end.
const BRANCHES: usize = 10_000;

/// loom, ready to explore. Each of its settings is made here: left alone they are those of the environment
/// (`LOOM_MAX_PREEMPTIONS` and its kin), and what is explored would depend on who explores it.
pub(crate) fn builder() -> loom::model::Builder {
    let mut loom = loom::model::Builder::new();
    loom.max_threads = MOST_THREADS;
    loom.max_branches = BRANCHES;
    loom.max_permutations = None;
    loom.max_duration = None;
    loom.preemption_bound = None;
    loom.checkpoint_file = None;
    loom.checkpoint_interval = usize::MAX;
    loom.expect_explicit_explore = false;
    loom.location = false;
    loom.log = false;
    loom
}

/// The most threads that loom has room for, the one that starts the others among them.
const MOST_THREADS: usize = 5;

/// What is said where a thread's stack is too small.
pub(crate) const OVERFLOW: &str = "a stack overflow";

/// One run of loom.
pub(super) struct Search<'a> {
    pub scenario: &'a Scenario,
    pub conditions: Conditions,
    pub limits: &'a Limits,
    /// When the exploration began of which this run is a part, and how many executions it had before.
    pub start: Instant,
    pub before: u64,
    /// Whether to collect sites.
    pub sites: bool,
}

/// What is said where one execution does not end.
pub(super) const ENDLESS: &str = "an execution does not end";

impl Search<'_> {
    /// Runs loom over every execution. `changed` has to be known where all are recorded.
    pub fn run(&self, changed: &[Name]) -> Found {
        self.on_a_thread_of_its_own(None, changed.to_vec())
    }

    /// Runs loom again, up to the execution with this number, and records that one. `changed` is what
    /// the first run found out.
    pub fn record(&self, number: u64, changed: &[Name]) -> Execution {
        self.on_a_thread_of_its_own(Some(number), changed.to_vec()).recorded
    }

    /// loom keeps all it knows in the thread that runs it: on a new thread every run starts alike,
    /// whatever became of the one before, and a run that never ends can be left behind.
    fn on_a_thread_of_its_own(&self, recorded: Option<u64>, changed: Vec<Name>) -> Found {
        let running = Arc::new(Running::default());
        running.lost.explores(self.scenario.subject, &running.watched.trail);
        let job = Job {
            scenario: *self.scenario,
            conditions: self.conditions.clone(),
            limits: *self.limits,
            start: self.start,
            before: self.before,
            recorded,
        };
        let (shared, sites) = (Arc::clone(&running), self.sites);
        let thread = std::thread::spawn(move || job.run(&shared, changed, sites));
        let given_up = watch(&thread, (self.scenario, self.limits), (self.before, &running.watched), || {
            running.lost.how()
        });
        if let Some((number, why)) = given_up {
            let so_far = running.so_far(number);
            return match why {
                GivenUp::Lost((message, recorded)) => {
                    let unrepeatable = message == ABORTED;
                    Found { message: Some(message), recorded, unrepeatable, ..so_far }
                }
                GivenUp::Endless => Found { message: Some(ENDLESS.to_owned()), unrepeatable: true, ..so_far },
                GivenUp::Stopped(why) => Found { stopped: Some(why), ..so_far },
            };
        }
        match thread.join() {
            Ok(found) => found,
            Err(panic) => {
                let message = format!("the exploration itself panicked: {}", panic_message(&*panic));
                Found { message: Some(message), ..Found::default() }
            }
        }
    }
}

/// What the thread that runs loom shares with the one that waits for it.
#[derive(Default)]
struct Running {
    watched: Watched,
    found: Mutex<Found>,
    lost: Arc<Lost>,
}

impl Running {
    /// What was found up to the execution with this number, by a thread that is left behind in it.
    fn so_far(&self, number: u64) -> Found {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Found { executions: number, seen: Some(self.watched.trail.end()), ..found }
    }
}

/// A run of loom on its thread.
struct Job {
    scenario: Scenario,
    conditions: Conditions,
    limits: Limits,
    start: Instant,
    before: u64,
    recorded: Option<u64>,
}

impl Job {
    fn run(self, running: &Arc<Running>, changed: Vec<Name>, sites: bool) -> Found {
        choice::choose(&self.conditions.order, self.conditions.choice);
        site::weaken(self.conditions.weakened);
        if sites {
            site::collect();
        }
        record::know_changed(changed);
        seen::leave(&running.watched.trail);
        let recorded = self.recorded;
        let shared = Arc::clone(running);
        let (mut message, ended) = quietly(&running.lost, || self.check(shared));
        if ended.is_err_and(|payload| payload.is::<generator::Error>()) {
            // A thread of loom's ran into the guard page below its stack.
            message = message.or(Some(OVERFLOW.to_owned()));
        }
        let mut found = running.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found.message = message;
        found.executions = running.watched.executions.load(Ordering::Relaxed);
        found.blocked = record::take_blocked();
        found.offered = choice::take_offered();
        found.changed = record::take_changed();
        if sites {
            found.sites = site::collected();
        }
        if recorded.is_some() && found.recorded.events.is_empty() {
            // loom ended the recorded execution before it could be taken down.
            found.recorded = record::take();
        }
        found
    }

    fn check(self, running: Arc<Running>) {
        let mut loom = builder();
        loom.preemption_bound = self.scenario.preemptions;
        loom.check(move || {
            let number = running.watched.executions.load(Ordering::Relaxed) + 1;
            if let Some(why) = self.reason_to_stop(&running, number) {
                running.found.lock().unwrap().stopped = why;
                resume_unwind(Box::new(Stop));
            }
            running.watched.executions.store(number, Ordering::Relaxed);
            let recording = self.recorded == Some(number) || self.limits.record_all;
            choice::begin();
            record::begin(recording);
            let outcome = (self.scenario.run)();
            let cost = record::cost();
            let mut found = running.found.lock().unwrap();
            if recording {
                found.recorded = Execution { outcome: Some(outcome.clone()), ..record::take() };
            }
            let simplest = found.outcomes.entry(outcome).or_insert((cost, number));
            *simplest = (cost, number).min(*simplest);
        });
    }

    /// `Some` to stop; with the reason, where it is one to be told.
    fn reason_to_stop(&self, running: &Running, number: u64) -> Option<Option<&'static str>> {
        if let Some(recorded) = self.recorded {
            return (number > recorded).then_some(None);
        }
        let failed = || {
            let found = running.found.lock().unwrap();
            found.outcomes.keys().any(|outcome| !self.scenario.allows(outcome))
        };
        if self.before + number > self.limits.executions {
            Some(Some("limit on executions"))
        } else if self.start.elapsed() > self.limits.time {
            Some(Some(LIMIT_ON_TIME))
        } else if let Some(why) = self.limits.reason_to_end() {
            Some(Some(why))
        } else if self.limits.first_failure && failed() {
            Some(Some("at the first wrong outcome"))
        } else {
            None
        }
    }
}
