//! The engine's column: the outcomes that the kit's own explorer reaches.
//!
//! A test becomes a program of the engine's types (`program`), one closure a thread, run by the same interpreter as
//! for loom (`thread`). The engine shows each execution graph once that RC11 allows, so its outcomes are RC11's, and where
//! nothing is assumed the number of its executions is the number of RC11's graphs. Beside the checker that is a
//! second answer by another way: the checker enumerates graphs and asks axioms about each; the engine runs the
//! program.
//!
//! A weak compare-exchange may fail for no reason as often as the test has one, so that nothing is left out.
//!
//! Where something is assumed and is not so, or a filter leaves the end out, the execution does not count. A data
//! race ends an execution there and then, and makes the test undefined whether that one would have counted or not.

mod program;

use std::collections::BTreeSet;
use std::ops::ControlFlow::{Break, Continue};
use std::time::Duration;

use racelab_engine::{Explorer, Failure, Stop, graph};

use self::program::run;
use super::explored::{Limits, unaskable};
use super::test::{Outcome, Statement, Test};
use super::thread::runnable;
use crate::explore::failure::{INTERRUPTED, STOPPED};
use crate::report::counted;
use crate::scenario::FailureKind;

/// What the engine found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The outcomes that it reached; where it was ended early, until then.
    pub outcomes: BTreeSet<Outcome>,
    /// How many executions there were, each another graph.
    pub executions: u64,
    /// If executions were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
    /// How it ended.
    pub ending: Ending,
    /// How long it took.
    pub elapsed: Duration,
}

/// How the engine's exploration ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// There are no more executions.
    Complete,
    /// At a data race.
    DataRace,
    /// By a limit, or because somebody wanted it ended; which.
    Stopped(&'static str),
    /// At something that no litmus test is known to do, in the engine's words.
    Failed(String),
    /// It was not asked, and why.
    Unasked(String),
}

/// From so many seconds on, somebody had to wait.
const NOTICED: f64 = 1.0;

/// What an execution costs, in units of the checker's work: it takes about as long.
pub const PRICE: u64 = 80;

/// So many executions take the engine about a second, as long as the checker tries before it gives a test up. The
/// time is there for slow machines only, because where it ends an exploration is different every time.
pub const LIMITS: Limits =
    Limits { executions: 200_000, time: Duration::from_secs(60), interrupted: || false };

/// Explores a test.
pub fn explored(test: &Test, limits: &Limits) -> Found {
    let unasked = |why| Found {
        outcomes: BTreeSet::new(),
        executions: 0,
        rounds: None,
        ending: Ending::Unasked(why),
        elapsed: Duration::ZERO,
    };
    if let Some(why) = unaskable(test) {
        return unasked(why);
    }
    if test.threads.len() > graph::MOST_THREADS {
        return unasked(format!("not asked, because it has {} threads and no more", graph::MOST_THREADS));
    }
    let (test, interrupted) = (runnable(test), limits.interrupted);
    let explorer = Explorer::new()
        .whims(weak_exchanges(&test))
        .executions(limits.executions)
        .time(limits.time)
        .interrupted(move |_| interrupted());
    let (mut outcomes, mut failure) = (BTreeSet::new(), None);
    let report = explorer.explore(
        || run(&test),
        |execution| match execution.ending {
            racelab_engine::Ending::Outcome(outcome) => {
                outcomes.extend(outcome);
                Continue(())
            }
            racelab_engine::Ending::Failure(failed) => {
                failure = Some(failed);
                Break(())
            }
        },
    );
    let ending = match (failure, report.stop) {
        (Some(Failure::DataRace(_)), _) => Ending::DataRace,
        (Some(other), _) => Ending::Failed(other.to_string()),
        (None, Stop::Executions) => Ending::Stopped("limit on executions"),
        (None, Stop::Time) => Ending::Stopped("limit on time"),
        (None, Stop::Interrupted) => Ending::Stopped(INTERRUPTED),
        (None, Stop::Exhausted | Stop::CountedLate | Stop::NoneEnded | Stop::Enough | Stop::Unfit) => {
            Ending::Complete
        }
    };
    Found { outcomes, executions: report.counts.executions, rounds: None, ending, elapsed: report.elapsed }
}

/// How many weak compare-exchanges a test has: in a test without loops, as many as can fail.
fn weak_exchanges(test: &Test) -> u32 {
    let is_weak =
        |statement: &&&Statement| matches!(statement, Statement::CompareExchange { weak: true, .. });
    test.operations().iter().filter(is_weak).count() as u32
}

impl Found {
    /// Whether every execution was explored, to its end.
    pub fn is_exhaustive(&self) -> bool {
        self.ending == Ending::Complete && self.rounds.is_none()
    }

    /// How it ended, in a word or a few.
    pub fn ending(&self) -> &'static str {
        match &self.ending {
            Ending::Complete => "complete",
            Ending::DataRace => FailureKind::DataRace.name(),
            Ending::Stopped(INTERRUPTED) => INTERRUPTED,
            Ending::Stopped(_) => STOPPED,
            Ending::Failed(_) => "failed",
            Ending::Unasked(_) => "not asked",
        }
    }

    /// Why it ended before its end, if it did.
    pub fn stopped(&self) -> Option<&'static str> {
        match self.ending {
            Ending::Stopped(why) => Some(why),
            _ => None,
        }
    }

    /// Why it was not asked, if it was not.
    pub fn unasked(&self) -> Option<&str> {
        match &self.ending {
            Ending::Unasked(why) => Some(why),
            _ => None,
        }
    }

    /// How far it went, in words: `3 executions, exhaustive under RC11`. How long it took is said where somebody
    /// had to wait for it.
    pub fn extent(&self) -> String {
        let how = match &self.ending {
            Ending::Complete => match self.rounds {
                None => "exhaustive under RC11".to_owned(),
                Some(rounds) => format!("all that RC11 has within {}", counted(rounds as u64, "round")),
            },
            Ending::DataRace => "ended by the data race".to_owned(),
            Ending::Stopped(why) => format!("not exhaustive: stopped, {why}"),
            Ending::Failed(what) => format!("ended by a failure: {what}"),
            Ending::Unasked(why) => return why.clone(),
        };
        let executions = counted(self.executions, "execution");
        match self.elapsed.as_secs_f64() {
            waited if waited >= NOTICED => format!("{executions}, {how}, in {waited:.1} s"),
            _ => format!("{executions}, {how}"),
        }
    }
}
