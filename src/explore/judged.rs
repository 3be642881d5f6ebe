//! A scenario explored by the engine: each execution graph that RC11 allows, once.
//!
//! No orders of starting and no bound on preemptions are needed; what may happen for no reason (an early wake-up, a
//! weak compare-exchange that fails) is a part of the search, once in each execution.
//!
//! Not here yet: the commands still ask loom. For them this has to give an [`Exploration`](super::Exploration), in
//! which an outcome has the [`Address`](racelab_engine::Address) of its simplest execution (by its cost, from the
//! graph) in place of a number; replays of it with recording on; reads-from out of the graph, in place of the numbers in values that
//! loom needs; sites collected and weakened; an execution that does not end; and scenarios whose larger forms
//! (atomic-add and atomic-load-store with 3 workers and 2 batches each) need more than a million executions. An `Arc`
//! that leaks is seen by loom alone, and the engine's places of a lock are those of the wrapper.

use std::collections::BTreeMap;
use std::ops::ControlFlow::{Break, Continue};
use std::time::Duration;

use racelab_engine::{Ending, Explorer, Stop};

use super::failure::{Failure, INTERRUPTED};
use super::search::Limits;
use crate::scenario::Scenario;
use crate::sync::checked::backend::{self, Judge};
use crate::sync::checked::{choice, record};

/// What the engine found.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Each outcome, and in how many executions it was seen.
    pub outcomes: BTreeMap<String, u64>,
    /// How many executions there were, each another graph.
    pub executions: u64,
    /// What is wrong, if anything is; in the engine's words beside it.
    pub failure: Option<(Failure, String)>,
    /// Why it ended before its end, if it did.
    pub stopped: Option<&'static str>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Explores a scenario. A thread of its own is not needed: the engine leaves nothing behind.
pub fn judged(scenario: &Scenario, limits: &Limits) -> Judged {
    /// Gives loom its place back, however the exploration ends.
    struct Chosen(Judge);
    impl Drop for Chosen {
        fn drop(&mut self) {
            backend::choose(self.0);
        }
    }
    let _chosen = Chosen(backend::judge());
    backend::choose(Judge::Engine);
    choice::choose(&[], None);
    let (interrupted, progress, told) = (limits.interrupted, limits.progress, *scenario);
    let explorer =
        Explorer::new().executions(limits.executions).time(limits.time).interrupted(move |counts| {
            progress(&told, counts.executions);
            interrupted()
        });
    let (mut outcomes, mut failure) = (BTreeMap::new(), None);
    let report = explorer.explore(
        || {
            choice::begin();
            record::begin(false);
            (scenario.run)()
        },
        |execution| match execution.ending {
            Ending::Outcome(outcome) => {
                *outcomes.entry(outcome).or_default() += 1;
                Continue(())
            }
            Ending::Failure(failed) => {
                failure = Some((kind(&failed), failed.to_string()));
                Break(())
            }
        },
    );
    if failure.is_none() {
        let wrong = outcomes.keys().find(|outcome| !scenario.allowed.contains(&outcome.as_str()));
        failure = wrong.map(|outcome| (Failure::WrongOutcome(outcome.clone()), String::new()));
    }
    let stopped = match report.stop {
        Stop::Executions => Some("limit on executions"),
        Stop::Time => Some("limit on time"),
        Stop::Interrupted => Some(INTERRUPTED),
        Stop::Exhausted | Stop::Enough | Stop::Unfit => None,
    };
    let executions = report.counts.executions;
    Judged { outcomes, executions, failure, stopped, elapsed: report.elapsed }
}

/// The kit's name for what the engine found wrong.
fn kind(failure: &racelab_engine::Failure) -> Failure {
    match failure {
        racelab_engine::Failure::DataRace(_) => Failure::DataRace,
        racelab_engine::Failure::Deadlock(_) => Failure::Deadlock,
        racelab_engine::Failure::Panic(panic) => Failure::Panic(panic.message.clone()),
        racelab_engine::Failure::TooLarge(large) if large.events == 0 => Failure::TooManyThreads,
        racelab_engine::Failure::TooLarge(_) => Failure::TooLarge,
        other => Failure::Panic(other.to_string()),
    }
}
