//! Runs the engine over a scenario: every execution graph that RC11 allows, once.
//!
//! No orders of starting and no bound on preemptions are needed, and what may happen for no reason (an early wake-up,
//! a weak compare-exchange that fails) is a part of the search, once in each execution. An execution is kept by its
//! [`Address`], and one run shows it again.
//!
//! The engine leaves nothing behind, and yet it runs on a thread of its own: an execution that never ends can then be
//! left to itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use racelab_engine::{Address, Ending, Execution as Explored, Explorer, Failure as Failed, Stop};

use super::failure::{Failure, INTERRUPTED};
use super::holes::{Hole, Looking};
use super::linear::in_order;
use super::places::Place;
use super::quiet::{Lost, forget, heeding};
use super::sampled::{self, Drawn};
use super::search::{LIMIT_ON_TIME, Limits};
use super::settle::settle;
use super::sites::{Passed, treatment};
use super::watch::{GivenUp, Watched, watch};
use super::{names, untold, words};
use crate::scenario::Scenario;
use crate::sync::checked::backend::{self, Judge};
use crate::sync::checked::choice;
use crate::sync::checked::record::{self, Cost, Execution};
use crate::sync::checked::seen::{self, Seen};
use crate::sync::checked::site::{self, Site, Weaker};
use crate::sync::panic_message;

/// What the engine found.
#[derive(Default)]
pub(super) struct Found {
    pub executions: u64,
    /// Each outcome, with its simplest execution.
    pub outcomes: BTreeMap<String, (Cost, Address)>,
    /// What is wrong, with the simplest execution that shows it; without one where it does not come back.
    pub failure: Option<(Failure, Option<Address>)>,
    /// The place of an access without which it would be no data race, and of which that does not show.
    pub doubt: Option<Place>,
    /// Whether the failure ended the exploration.
    pub ended: bool,
    /// Why it ended before its end, if it did.
    pub stopped: Option<&'static str>,
    /// Where the thread that explored was seen last, if it was left behind.
    pub seen: Option<Seen>,
    /// How often a thread blocked at a condition variable.
    pub blocked: u64,
    /// The sites that were passed, where they were asked for.
    pub sites: Vec<Site>,
    /// The holes of loom's that it was seen to fall into.
    pub holes: BTreeSet<Hole>,
    /// Whether nothing but the engine's model forbids load buffering.
    pub could_buffer: bool,
    /// What was drawn, if executions were drawn at random.
    pub drawn: Option<Drawn>,
}

/// Why not everything was explored where all executions were.
const COUNTED_LATE: &str = "only some executions count the owners of an Arc";

/// Why there was nothing to see.
const NONE_ENDED: &str = "no execution came to its end: a round of a waiting loop does more than look, and is not followed, or more has to happen for no reason than --whims allows";

/// What a thread that explores shares with the one that waits for it.
#[derive(Default)]
struct Running {
    watched: Watched,
    lost: Arc<Lost>,
}

/// Explores a scenario.
pub(super) fn explore(
    scenario: &Scenario,
    limits: &Limits,
    weakened: Option<(Site, Weaker)>,
    sites: bool,
) -> Found {
    let running = Arc::new(Running::default());
    let (shared, job, ends) = (Arc::clone(&running), *scenario, *limits);
    running.lost.explores(scenario.subject, &running.watched.trail);
    let thread = std::thread::spawn(move || {
        heeding(&shared.lost, || run(&job, &ends, weakened, sites, &shared.watched))
    });
    let lost = || running.lost.by_engine();
    let Some((executions, why)) = watch(&thread, (scenario, limits), (0, &running.watched), lost) else {
        return thread.join().unwrap_or_else(|panic| {
            let message = format!("the exploration itself panicked: {}", panic_message(&*panic));
            Found { failure: Some((Failure::Unfit(message), None)), ended: true, ..Found::default() }
        });
    };
    let so_far = Found { executions, seen: Some(running.watched.trail.end()), ..Found::default() };
    match why {
        GivenUp::Lost(failure) => Found { failure: Some((failure, None)), ended: true, ..so_far },
        GivenUp::Endless => Found { failure: Some((Failure::Endless, None)), ended: true, ..so_far },
        GivenUp::Stopped(why) => Found { stopped: Some(why), ..so_far },
    }
}

/// Explores on this thread.
fn run(
    scenario: &Scenario,
    limits: &Limits,
    weakened: Option<(Site, Weaker)>,
    sites: bool,
    watched: &Watched,
) -> Found {
    if let Some(sampling) = limits.sampling {
        return sampled::run(scenario, limits, sampling, watched);
    }
    prepare(weakened);
    seen::leave(&watched.trail);
    if sites {
        site::collect();
    }
    let mut found = Found::default();
    let mut passed = Passed::default();
    let mut failure: Option<(Order, Failed, Address)> = None;
    let mut cut = false;
    let mut looking = Looking::default();
    let report = explorer(limits, weakened).trail(&watched.trail.by_engine).explore(
        || once(scenario, limits.record_all),
        |execution| {
            watched.executions.fetch_add(1, Ordering::Relaxed);
            cut |= watched.is_to_end.load(Ordering::Relaxed);
            if sites {
                passed.add(&execution);
            }
            looking.at(&execution);
            let operations = execution.steps.len() as u32;
            match &execution.ending {
                Ending::Outcome(outcome) => {
                    let known = found.outcomes.get(outcome);
                    if known.is_none_or(|(cost, _)| operations <= cost.operations) {
                        let cost = in_order(execution.graph, execution.steps).cost;
                        if known.is_none_or(|(known, _)| is_simpler(cost, *known)) {
                            found.outcomes.insert(outcome.clone(), (cost, execution.address()));
                        }
                    }
                    let wrong = !scenario.allows(outcome);
                    if cut || limits.first_failure && wrong { Break(()) } else { Continue(()) }
                }
                Ending::Failure(failed) => {
                    // What is certain comes first, and what has undefined behaviour has nothing else to be asked about.
                    let order = (
                        doubt(failed, limits).is_some(),
                        !is_undefined(failed),
                        simplicity(in_order(execution.graph, execution.steps).cost),
                    );
                    if failure.as_ref().is_none_or(|(known, ..)| order < *known) {
                        failure = Some((order, failed.clone(), execution.address()));
                    }
                    if cut || limits.first_failure { Break(()) } else { Continue(()) }
                }
            }
        },
    );
    found.executions = report.counts.executions;
    found.could_buffer = looking.could_buffer();
    found.holes = looking.found(report.counts.blocked > 0);
    found.doubt = failure.as_ref().and_then(|(_, failed, _)| doubt(failed, limits));
    found.failure = failure.map(|(_, failed, at)| (words::failure(&failed), Some(at)));
    found.ended = matches!(report.stop, Stop::Unfit | Stop::Enough) && found.failure.is_some() && !cut;
    found.stopped = match report.stop {
        Stop::Enough if cut => limits.reason_to_end(),
        Stop::Executions => Some("limit on executions"),
        Stop::Time => Some(LIMIT_ON_TIME),
        Stop::Interrupted => Some(INTERRUPTED),
        Stop::Enough if found.failure.is_none() => Some("at the first wrong outcome"),
        Stop::CountedLate => Some(COUNTED_LATE),
        Stop::NoneEnded => Some(NONE_ENDED),
        Stop::Exhausted | Stop::Enough | Stop::Unfit => None,
    };
    found.blocked = record::take_blocked();
    if sites {
        found.sites = passed.after(site::collected());
    }
    found
}

/// Runs one execution again, and writes down what its threads do. `whims` is how often something could happen for no reason
/// where it was explored.
pub(super) fn replay(
    scenario: &Scenario,
    address: &Address,
    weakened: Option<(Site, Weaker)>,
    whims: u32,
) -> Execution {
    let (scenario, address) = (*scenario, address.clone());
    let replayed = std::thread::spawn(move || {
        prepare(weakened);
        explorer(&Limits { whims, ..Limits::default() }, weakened).replay(
            &address,
            || once(&scenario, true),
            |execution| {
                let mut recorded = record::take();
                let failure = execution.ending.failure();
                // Where the wrappers noted the access that is undefined, it is the last that they noted.
                let noted = match failure {
                    Some(Failed::DataRace(race)) if recorded.made.iter().any(|one| one.made == race.made) => {
                        recorded.events.pop()
                    }
                    _ => None,
                };
                let (objects, last) = untold::add(&mut recorded, &execution, weakened);
                settle(&mut recorded, execution.graph, execution.steps, noted.or(last));
                let names = names::settle(&mut recorded);
                let called = |object| objects.number_of(object).and_then(|number| names.of(number));
                recorded.end =
                    failure.map(|failure| words::end(failure, &recorded, called)).unwrap_or_default();
                recorded.outcome = execution.ending.outcome().cloned();
                recorded
            },
        )
    });
    replayed.join().ok().flatten().unwrap_or_default()
}

/// The addresses of a small scenario's executions, in the order in which the engine finds them, up to `most`.
pub(super) fn every_address(scenario: &Scenario, most: u64) -> Vec<Address> {
    let scenario = *scenario;
    let found = std::thread::spawn(move || {
        prepare(None);
        let mut addresses = Vec::new();
        let limits = Limits { executions: most, choices: false, ..Limits::default() };
        explorer(&limits, None).explore(
            || once(&scenario, false),
            |execution| {
                addresses.push(execution.address());
                Continue::<(), ()>(())
            },
        );
        addresses
    });
    found.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Shows each execution of a scenario to `visit`, until that has seen enough; what became of its state, and why the
/// exploration ended before its end, if it did. Where runs came to nothing because a loop waited, `waits` is told.
pub(super) fn each<S: Send + 'static>(
    scenario: &Scenario,
    limits: &Limits,
    mut state: S,
    visit: fn(&mut S, &Explored<'_, String>) -> ControlFlow<()>,
    waits: fn(&mut S),
) -> (S, Option<&'static str>) {
    let (scenario, limits) = (*scenario, *limits);
    let explored = std::thread::spawn(move || {
        prepare(None);
        let run = || once(&scenario, false);
        let report = explorer(&limits, None).explore(run, |execution| visit(&mut state, &execution));
        if report.counts.blocked > 0 {
            waits(&mut state);
        }
        let stopped = match report.stop {
            Stop::Executions => Some("limit on executions"),
            Stop::Time => Some(LIMIT_ON_TIME),
            Stop::Interrupted => Some(INTERRUPTED),
            Stop::Unfit => Some("it cannot be explored"),
            Stop::CountedLate => Some(COUNTED_LATE),
            Stop::NoneEnded => Some(NONE_ENDED),
            Stop::Exhausted | Stop::Enough => None,
        };
        (state, stopped)
    });
    explored.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Gets this thread ready for the engine.
pub(super) fn prepare(weakened: Option<(Site, Weaker)>) {
    backend::choose(Judge::Engine);
    choice::choose(&[], None);
    site::weaken(weakened);
}

pub(super) fn explorer(limits: &Limits, weakened: Option<(Site, Weaker)>) -> Explorer {
    let interrupted = limits.interrupted;
    let left = limits.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let time = left.map_or(limits.time, |left| left.min(limits.time));
    let explorer = Explorer::new().executions(limits.executions).time(time);
    // What a wrapper stands at, the wrapper weakens itself.
    let explorer = match weakened.filter(|(site, _)| !site.is_wrapped) {
        Some((site, weaker)) => explorer.weaken(treatment(site, weaker)),
        None => explorer,
    };
    explorer.whims(limits.budget()).interrupted(move |_| interrupted())
}

pub(super) fn once(scenario: &Scenario, recording: bool) -> String {
    choice::begin();
    record::begin(recording);
    forget();
    (scenario.run)()
}

/// By what failures are put in order: the smallest is told.
type Order = (bool, bool, (u32, u32, u32));

/// The access of a data race, if it is one, of which it does not show what it does.
pub(super) fn doubt(failed: &Failed, limits: &Limits) -> Option<Place> {
    let Failed::DataRace(race) = failed else { return None };
    [race.first.place, race.second.place].into_iter().find(|place| (limits.unclear)(place))
}

/// Fewest operations first, then fewest loads of something older, then fewest switches.
fn simplicity(cost: Cost) -> (u32, u32, u32) {
    (cost.operations, cost.older, cost.switches)
}

/// Whether an execution is simpler than another.
fn is_simpler(cost: Cost, than: Cost) -> bool {
    simplicity(cost) < simplicity(than)
}

fn is_undefined(failure: &Failed) -> bool {
    matches!(failure, Failed::DataRace(_) | Failed::UseAfterFree(_) | Failed::DoubleFree(_))
}
