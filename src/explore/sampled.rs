//! A scenario that is sampled: executions are drawn at random, and the first that fails ends it.
//!
//! What is too large to be explored can still be drawn from. Of each outcome the first execution is kept, and of what
//! fails the execution and its seed: the same seed and method draw it again.

use std::ops::ControlFlow::{Break, Continue};
use std::sync::atomic::Ordering;

use racelab_engine::{Ending, Stop};
pub use racelab_engine::{Method, Sampling};

use super::by_engine::{Found, doubt, explorer, once, prepare};
use super::failure::INTERRUPTED;
use super::search::{LIMIT_ON_TIME, Limits};
use super::watch::Watched;
use super::words;
use crate::report::{counted, grouped};
use crate::scenario::Scenario;
use crate::sync::checked::record::Cost;
use crate::sync::checked::seen;

/// What was drawn.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// What was asked for.
    pub sampling: Sampling,
    /// How many runs there were.
    pub runs: u64,
    /// The seed of the one that failed.
    pub failed: Option<u64>,
    /// How many came to nothing: see [`Sampled`](racelab_engine::Sampled).
    pub blocked: u64,
    /// How many had not come to their end after as many steps as are allowed.
    pub out_of_steps: u64,
    /// The steps of the longest.
    pub longest: u64,
}

impl Drawn {
    /// How far that goes, in words.
    pub fn extent(&self) -> String {
        let Drawn { sampling, runs, blocked, out_of_steps, longest, .. } = *self;
        let mut extent = format!(
            "{} drawn by {} from seed {}, of at most {} each",
            counted(runs, "run"),
            sampling.method,
            sampling.seed,
            counted(longest, "step")
        );
        if out_of_steps > 0 {
            extent += &format!("; {} out of steps", grouped(out_of_steps));
        }
        if blocked > 0 {
            extent += &format!("; {} came to nothing", grouped(blocked));
        }
        extent + ". A sample is never exhaustive"
    }

    /// What to add to a command so that it draws the failing run again, and nothing else.
    pub fn again(&self) -> Option<String> {
        let seed = self.failed?;
        let mut options = format!("--method {} --seed {seed} --runs 1", self.sampling.method.name());
        match self.sampling.method {
            Method::Uniform => {}
            Method::Pct { depth } => options += &depth_of(depth),
            Method::Pctwm { depth, history } => {
                options += &depth_of(depth);
                if history != HISTORY {
                    options += &format!(" --history {history}");
                }
            }
        }
        if self.sampling.steps != Sampling::STEPS {
            options += &format!(" --steps {}", self.sampling.steps);
        }
        Some(options)
    }
}

fn depth_of(depth: usize) -> String {
    if depth == DEPTH { String::new() } else { format!(" --depth {depth}") }
}

/// The depth where nobody asks for another.
pub const DEPTH: usize = 3;

/// And the history.
pub const HISTORY: usize = 2;

/// The three methods, with that depth and history.
pub const METHODS: [Method; 3] =
    [Method::Uniform, Method::Pct { depth: DEPTH }, Method::Pctwm { depth: DEPTH, history: HISTORY }];

/// Draws on this thread.
pub(super) fn run(scenario: &Scenario, limits: &Limits, sampling: Sampling, watched: &Watched) -> Found {
    prepare(None);
    seen::leave(&watched.trail);
    let mut found = Found::default();
    let mut failed = None;
    let mut cut = false;
    let drawn = explorer(limits, None).trail(&watched.trail.by_engine).sample(
        &sampling,
        || once(scenario, false),
        |seed, execution| {
            watched.executions.fetch_add(1, Ordering::Relaxed);
            cut |= watched.is_to_end.load(Ordering::Relaxed);
            match &execution.ending {
                Ending::Outcome(outcome) => {
                    let wrong = !scenario.allows(outcome);
                    if wrong {
                        failed = Some(seed);
                    }
                    if !found.outcomes.contains_key(outcome) {
                        // How hard it is to follow is not asked: of a long run, that would take longer than the run.
                        let operations = execution.steps.len() as u32;
                        let cost = Cost { older: 0, switches: 0, operations };
                        found.outcomes.insert(outcome.clone(), (cost, execution.address()));
                    }
                }
                Ending::Failure(failure) => {
                    failed = Some(seed);
                    found.doubt = doubt(failure, limits);
                    found.failure = Some((words::failure(failure), Some(execution.address())));
                }
            }
            if failed.is_some() || cut { Break(()) } else { Continue(()) }
        },
    );
    found.executions = drawn.runs;
    found.ended = found.failure.is_some();
    found.stopped = match drawn.stop {
        Stop::Enough if cut && failed.is_none() => limits.reason_to_end(),
        Stop::Time => Some(LIMIT_ON_TIME),
        Stop::Interrupted => Some(INTERRUPTED),
        _ => None,
    };
    found.drawn = Some(Drawn {
        sampling,
        runs: drawn.runs,
        failed,
        blocked: drawn.blocked,
        out_of_steps: drawn.out_of_steps,
        longest: drawn.longest,
    });
    found
}
