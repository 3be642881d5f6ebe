//! loom's column: the outcomes that loom reaches.
//!
//! loom runs every execution of the test, within its limits, with the calling thread as one of the test's
//! threads, under every order of starting them, and outcomes are united. The order would not matter to a
//! checker without faults. loom looks only at the *latest* access to an atomic when it decides what else
//! could have come first, so a thread that loads an atomic and then stores to it hides its own store from
//! an earlier load elsewhere. Starting the threads in another order brings such executions back.
//!
//! Why not [`explore`](crate::explore)? That is for scenarios, which are known when the kit is compiled
//! and are told to a person in full. A litmus test comes from a file, and its column needs a set.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::test::{Outcome, Test};
use super::thread::run;
use crate::explore::Failure;
use crate::explore::exploration::permutations;
use crate::explore::quiet::quietly;
use crate::explore::search::{BRANCHES, OVERFLOW};
use crate::report::grouped;
use crate::sync::checked::{choice, record};

/// When to end an exploration that has not come to its own end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After this many executions, under all orders of starting together.
    pub executions: u64,
    /// After this much time, looked at before each execution.
    pub time: Duration,
    /// Whether somebody wants it ended; asked before each execution.
    pub interrupted: fn() -> bool,
}

impl Default for Limits {
    /// 20,000 executions, a second; nobody interrupts.
    fn default() -> Self {
        Limits { executions: 20_000, time: Duration::from_secs(1), interrupted: || false }
    }
}

/// What loom found.
#[derive(Clone, Debug, Default)]
pub struct Explored {
    /// The outcomes that it reached. Where there is a [failure](Explored::failure), those that it reached
    /// before.
    pub outcomes: BTreeSet<Outcome>,
    /// What ended the exploration, if something went wrong: for a litmus test, a data race as a rule.
    pub failure: Option<Failure>,
    /// How many executions there were, under all orders of starting together.
    pub executions: u64,
    /// Under how many orders of starting the threads.
    pub orders: usize,
    /// Why it ended before its end, if it did.
    pub stopped: Option<&'static str>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Explores a test.
pub fn explored(test: &Test, limits: &Limits) -> Explored {
    let start = Instant::now();
    let mut explored = Explored::default();
    let test = Arc::new(test.clone());
    for order in permutations(test.threads.len()) {
        explored.orders += 1;
        let running = Arc::new(Running::default());
        let job = Job {
            test: Arc::clone(&test),
            limits: *limits,
            start,
            before: explored.executions,
            running: Arc::clone(&running),
        };
        // loom keeps all it knows in the thread that runs it: on a new one every run starts alike.
        let thread = std::thread::spawn(move || job.run(&order));
        explored.failure = thread
            .join()
            .unwrap_or_else(|_| Some(Failure::Panic("the exploration itself panicked".to_owned())));
        let found = running.lock().unwrap_or_else(PoisonError::into_inner);
        explored.executions += found.executions;
        explored.outcomes.extend(found.outcomes.iter().cloned());
        explored.stopped = found.stopped;
        if explored.failure.is_some() || explored.stopped.is_some() {
            break;
        }
    }
    explored.elapsed = start.elapsed();
    explored
}

impl Explored {
    /// Whether loom came to the end of what it explores.
    pub fn is_exhaustive(&self) -> bool {
        self.failure.is_none() && self.stopped.is_none()
    }

    /// How far it went, in words: `14 executions under 2 orders of starting, exhaustive within loom's limits`.
    pub fn extent(&self) -> String {
        let how = match (&self.failure, self.stopped) {
            (Some(_), _) => "ended by the failure".to_owned(),
            (None, Some(why)) => format!("not exhaustive: stopped, {why}"),
            (None, None) => "exhaustive within loom's limits".to_owned(),
        };
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        let (executions, orders) = (self.executions, self.orders as u64);
        format!(
            "{} execution{} under {orders} order{} of starting, {how}",
            grouped(executions),
            plural(executions),
            plural(orders)
        )
    }
}

/// What one run of loom has found so far.
#[derive(Default)]
struct Found {
    outcomes: BTreeSet<Outcome>,
    executions: u64,
    stopped: Option<&'static str>,
}

type Running = Mutex<Found>;

/// Ends a run of loom from within: it has no other way to be told.
struct Stop;

/// A run of loom under one order of starting, on its thread.
struct Job {
    test: Arc<Test>,
    limits: Limits,
    start: Instant,
    before: u64,
    running: Arc<Running>,
}

impl Job {
    fn run(self, order: &[usize]) -> Option<Failure> {
        choice::choose(order, None);
        let (mut message, ended) = quietly(|| self.check());
        if ended.is_err_and(|payload| payload.is::<generator::Error>()) {
            message = message.or(Some(OVERFLOW.to_owned()));
        }
        message.as_deref().map(Failure::of)
    }

    fn check(self) {
        let mut loom = loom::model::Builder::new();
        loom.max_branches = BRANCHES;
        loom.check(move || {
            let stop = self.reason_to_stop();
            let mut found = self.running.lock().unwrap();
            found.stopped = stop;
            if stop.is_some() {
                drop(found);
                resume_unwind(Box::new(Stop));
            }
            found.executions += 1;
            drop(found);
            record::begin(false);
            let outcome = run(&self.test);
            self.running.lock().unwrap().outcomes.insert(outcome);
        });
    }

    fn reason_to_stop(&self) -> Option<&'static str> {
        if self.before + self.running.lock().unwrap().executions >= self.limits.executions {
            Some("limit on executions")
        } else if self.start.elapsed() > self.limits.time {
            Some("limit on time")
        } else if (self.limits.interrupted)() {
            Some("interrupted")
        } else {
            None
        }
    }
}
