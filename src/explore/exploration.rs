//! An exploration: what was explored, what was seen, and any execution of it shown again.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use racelab_engine as engine;

use super::as_litmus::{self, Refusal};
use super::by_engine;
use super::failure::{self, Counterexample, Failure};
use super::holes::Hole;
use super::names;
use super::places::Place;
use super::sampled::Drawn;
use super::search::{Address, Conditions, Found, Limits, Search};
use crate::report::{counted, grouped};
use crate::scenario::{FailureKind, Scenario};
use crate::sync::checked::backend::Judge;
use crate::sync::checked::choice::{Choice, Whim};
use crate::sync::checked::record::{Cost, Execution};
use crate::sync::checked::seen::Seen;
use crate::sync::checked::site::{Site, Weaker};

/// What an exploration has seen.
#[derive(Clone, Debug)]
pub struct Exploration {
    /// What was explored.
    pub scenario: Scenario,
    /// Who explored.
    pub judge: Judge,
    /// How many executions there were; of loom, those that it explored by itself, under all spawn orders together.
    pub executions: u64,
    /// How many more with a choice that loom does not explore, and how many such choices there were.
    pub with_choices: (usize, u64),
    /// Why it ended before every execution was seen, if it did (a failure ends it too, but says so
    /// itself).
    pub stopped: Option<&'static str>,
    /// Where it was last seen, if it was left behind in an execution that did not end.
    pub seen: Option<Seen>,
    /// Every outcome that an execution ended with, sorted.
    pub outcomes: Vec<Outcome>,
    /// What is wrong, if anything is.
    pub failure: Option<Failure>,
    /// Where it does not show what an access does of the data race that is wrong, so that it may be none.
    pub doubt: Option<Place>,
    /// How often a thread blocked at a condition variable, in all executions together. A scenario that
    /// is to show that blocking is right has shown nothing where this is 0.
    pub blocked: u64,
    /// The sites that it passed, where they were asked for.
    pub sites: Vec<Site>,
    /// The holes of loom's that it was seen to fall into, where the engine explored.
    pub holes: BTreeSet<Hole>,
    /// Whether nothing but the engine's model keeps its threads from load buffering.
    pub could_buffer: bool,
    /// Why the checker cannot be asked about load buffering, where a reader's program could have that.
    pub unasked: Option<Refusal>,
    /// What was drawn, where executions were drawn at random.
    pub drawn: Option<Drawn>,
    /// How long it took.
    pub elapsed: Duration,
    /// The execution that shows the failure.
    failed_at: Option<At>,
    /// Whether the failure ended it.
    ended: bool,
    /// Whether running that one again would show nothing, because it does not come back.
    unrepeatable: bool,
}

/// Where an execution is, to have it again.
#[derive(Clone, Debug)]
enum At {
    /// One of loom's.
    Loom(Address),
    /// One of the engine's, what was weaker than written, and how often things could happen for no reason.
    Engine(Box<engine::Address>, Option<(Site, Weaker)>, u32),
}

/// An outcome, and where its simplest witness is. By the engine that is the one with the fewest operations, among
/// those with the fewest loads of something other than the newest value, among those with the fewest switches
/// between threads; by loom, operations count last.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the scenario reported.
    pub value: String,
    /// Whether the specification allows it.
    pub allowed: bool,
    cost: Cost,
    at: At,
}

impl Outcome {
    /// What has to happen beside for it, that loom does not explore by itself.
    pub fn choice(&self) -> Option<Choice> {
        self.at.choice()
    }
}

impl At {
    fn choice(&self) -> Option<Choice> {
        match self {
            At::Loom(address) => address.conditions.choice,
            At::Engine(..) => None,
        }
    }
}

/// Has loom explore `scenario`, within the default limits.
pub fn explore_by_loom(scenario: &Scenario) -> Exploration {
    explore_within(scenario, &Limits::of_loom())
}

/// Explores every execution of `scenario`, within the default limits.
pub fn explore(scenario: &Scenario) -> Exploration {
    explore_within(scenario, &Limits::default())
}

/// Explores a program of one's own: a function that returns its outcome, with the outcomes that are allowed (any, if
/// none are named).
///
/// The program is written with the wrappers of [`sync`](crate::sync), or with the engine's types, which have all of
/// std's surface. It is told of in the same words. Objects need no names: they have those of the source.
///
/// ```ignore
/// use racelab_engine::sync::atomic::{AtomicBool, AtomicU32, Ordering::{Acquire, Relaxed}};
/// use racelab_engine::thread;
///
/// fn publish() -> String {
///     let (data, ready) = (AtomicU32::new(0), AtomicBool::new(false));
///     thread::scope(|scope| {
///         scope.spawn(|| {
///             data.store(1, Relaxed);
///             ready.store(true, Relaxed); // It has to be Release.
///         });
///         if ready.load(Acquire) { format!("ready, {}", data.load(Relaxed)) } else { "not ready".to_owned() }
///     })
/// }
///
/// let found = explore_program("publish", &["not ready", "ready, 1"], publish);
/// assert!(found.failed());
/// println!("{}", found.report());
/// ```
pub fn explore_program(
    name: &'static str,
    allowed: &'static [&'static str],
    program: fn() -> String,
) -> Exploration {
    explore(&Scenario::new(name, "a program of your own", allowed, program).own())
}

/// Explores `scenario`, within the given limits.
pub fn explore_within(scenario: &Scenario, limits: &Limits) -> Exploration {
    explore_weakened(scenario, limits, None, false)
}

/// Explores `scenario` with one site weaker than written, and collects sites if `sites` says so.
pub(super) fn explore_weakened(
    scenario: &Scenario,
    limits: &Limits,
    weakened: Option<(Site, Weaker)>,
    sites: bool,
) -> Exploration {
    let mut exploration = Exploration::begin(scenario, limits.judge);
    let start = Instant::now();
    exploration.stopped = limits.reason_to_end();
    if exploration.stopped.is_some() {
        return exploration;
    }
    if limits.judge == Judge::Engine {
        exploration.run_engine(limits, weakened, sites);
        exploration.judge();
        exploration.elapsed = start.elapsed();
        return exploration;
    }
    let mut offered: Vec<Choice> = Vec::new();
    for order in permutations(scenario.orders_of) {
        let conditions = Conditions { order, choice: None, weakened };
        let found = exploration.run(conditions, limits, start, sites);
        exploration.executions += found.executions;
        offered.extend(found.offered.iter().filter(|choice| !offered.contains(choice)).collect::<Vec<_>>());
        if exploration.is_over(limits) {
            break;
        }
    }
    for choice in offered {
        if !limits.choices || !scenario.choices || exploration.is_over(limits) {
            break;
        }
        let conditions = Conditions { order: Vec::new(), choice: Some(choice), weakened };
        let found = exploration.run(conditions, limits, start, sites);
        exploration.with_choices.0 += 1;
        exploration.with_choices.1 += found.executions;
    }
    exploration.judge();
    exploration.elapsed = start.elapsed();
    exploration
}

impl Exploration {
    fn begin(scenario: &Scenario, judge: Judge) -> Self {
        Exploration {
            scenario: *scenario,
            judge,
            executions: 0,
            with_choices: (0, 0),
            stopped: None,
            seen: None,
            outcomes: Vec::new(),
            failure: None,
            doubt: None,
            blocked: 0,
            sites: Vec::new(),
            holes: BTreeSet::new(),
            could_buffer: false,
            unasked: None,
            drawn: None,
            elapsed: Duration::ZERO,
            failed_at: None,
            ended: false,
            unrepeatable: false,
        }
    }

    /// Runs the engine and adds what it found.
    fn run_engine(&mut self, limits: &Limits, weakened: Option<(Site, Weaker)>, sites: bool) {
        let found = by_engine::explore(&self.scenario, limits, weakened, sites);
        (self.executions, self.stopped, self.blocked) = (found.executions, found.stopped, found.blocked);
        (self.sites, self.ended, self.seen) = (found.sites, found.ended, found.seen);
        self.doubt = found.doubt;
        (self.holes, self.could_buffer, self.drawn) = (found.holes, found.could_buffer, found.drawn);
        if self.could_buffer && self.scenario.is_own && weakened.is_none() && found.failure.is_none() {
            self.unasked = as_litmus::refusal(&self.scenario, limits);
        }
        let at = |address| At::Engine(Box::new(address), weakened, limits.budget());
        for (value, (cost, address)) in found.outcomes {
            let allowed = self.scenario.allows(&value);
            self.outcomes.push(Outcome { value, allowed, cost, at: at(address) });
        }
        if let Some((failure, address)) = found.failure {
            self.unrepeatable = address.is_none();
            (self.failure, self.failed_at) = (Some(failure), address.map(at));
        }
    }

    /// Runs loom under the given conditions and adds what it found.
    fn run(&mut self, conditions: Conditions, limits: &Limits, start: Instant, sites: bool) -> Found {
        let before = self.executions + self.with_choices.1;
        let (scenario, conditions) = (&self.scenario.clone(), conditions.clone());
        let search = Search { scenario, conditions: conditions.clone(), limits, start, before, sites };
        let changed = if limits.record_all {
            let limits = &Limits { record_all: false, ..*limits };
            Search { limits, conditions: conditions.clone(), ..search }.run(&[]).changed
        } else {
            Vec::new()
        };
        let search = Search { scenario, conditions: conditions.clone(), limits, start, before, sites };
        let found = search.run(&changed);
        self.stopped = self.stopped.or(found.stopped);
        self.blocked += found.blocked;
        self.seen = self.seen.take().or(found.seen.clone());
        for site in &found.sites {
            if !self.sites.iter().any(|known| known.is(site)) {
                self.sites.push(*site);
            }
        }
        for (value, &(cost, number)) in &found.outcomes {
            let at = Address { conditions: conditions.clone(), number, changed: found.changed.clone() };
            let at = At::Loom(at);
            let allowed = scenario.allows(value);
            let outcome = Outcome { value: value.clone(), allowed, cost, at };
            match self.outcomes.iter_mut().find(|known| known.value == *value) {
                Some(known) if known.cost <= cost => {}
                Some(known) => *known = outcome,
                None => self.outcomes.push(outcome),
            }
        }
        if let Some(message) = &found.message {
            self.failure = Some(Failure::of(message));
            self.unrepeatable = found.unrepeatable;
            let (number, changed) = (found.executions, found.changed.clone());
            self.failed_at = Some(At::Loom(Address { conditions, number, changed }));
            self.ended = true;
        }
        found
    }

    fn is_over(&self, limits: &Limits) -> bool {
        let wrong = || self.outcomes.iter().any(|outcome| !outcome.allowed);
        self.failure.is_some() || self.stopped.is_some() || (limits.first_failure && wrong())
    }

    /// Decides what is wrong: what loom reported, or else the wrong outcome with the simplest witness.
    fn judge(&mut self) {
        self.outcomes.sort_by(|one, other| one.value.cmp(&other.value));
        if self.failure.is_none() {
            let wrong = self.outcomes.iter().filter(|outcome| !outcome.allowed);
            if let Some(outcome) = wrong.min_by_key(|outcome| outcome.cost) {
                self.failure = Some(Failure::WrongOutcome(outcome.value.clone()));
                self.failed_at = Some(outcome.at.clone());
            }
        }
    }

    /// The execution that shows what is wrong: run again, and this time recorded. `None` if nothing is wrong.
    pub fn counterexample(&self) -> Option<Counterexample> {
        let failure = self.failure.clone()?;
        let at = self.failed_at.as_ref().filter(|_| !self.unrepeatable);
        let execution = at.map(|at| self.again(at)).unwrap_or_default();
        let choice = self.failed_at.as_ref().and_then(At::choice);
        Some(Counterexample { failure, execution, choice })
    }

    /// The simplest execution with this outcome.
    pub fn witness(&self, outcome: &Outcome) -> Execution {
        self.again(&outcome.at)
    }

    /// Every execution that loom explored by itself, in its order, up to `most` of them. Each is run again
    /// from the first one on, so this is for explorations with few. Of one that was explored under several
    /// orders of starting, those of one order.
    pub fn every_execution(&self, most: u64) -> Vec<Execution> {
        let Some(Outcome { at: At::Loom(at), .. }) = self.outcomes.first() else { return Vec::new() };
        let numbers = 1..=self.executions.min(most);
        numbers.map(|number| self.again(&At::Loom(Address { number, ..at.clone() }))).collect()
    }

    fn again(&self, at: &At) -> Execution {
        let at = match at {
            At::Loom(at) => at,
            At::Engine(address, weakened, whims) => {
                return by_engine::replay(&self.scenario, address, *weakened, *whims);
            }
        };
        let limits = Limits::default();
        let conditions = at.conditions.clone();
        let search = Search {
            scenario: &self.scenario,
            conditions,
            limits: &limits,
            start: Instant::now(),
            before: 0,
            sites: false,
        };
        let mut execution = search.record(at.number, &at.changed);
        names::settle(&mut execution);
        execution
    }

    /// The outcomes that were seen.
    pub fn values(&self) -> Vec<&str> {
        self.outcomes.iter().map(|outcome| outcome.value.as_str()).collect()
    }

    /// Outcomes that the specification allows but no execution had.
    pub fn missing(&self) -> Vec<&'static str> {
        let seen = self.values();
        self.scenario.allowed.iter().filter(|allowed| !seen.contains(allowed)).copied().collect()
    }

    /// Whether every execution was explored, within what loom explores. Not so where the orders of starting
    /// are united, because loom skips executions there.
    pub fn is_exhaustive(&self) -> bool {
        let bounded = self.scenario.preemptions.is_some() || self.scenario.orders_of > 1;
        let cut = self.judge == Judge::Loom && bounded || self.has_no_meaning();
        self.stopped.is_none() && !cut && !self.ended && self.drawn.is_none()
    }

    /// Whether the engine found undefined behaviour. It follows no execution beyond that, so what it has seen is not
    /// all that there is, and there is no need to see more.
    fn has_no_meaning(&self) -> bool {
        let kind = self.failure.as_ref().map(Failure::kind);
        self.judge == Judge::Engine && matches!(kind, Some(FailureKind::DataRace | FailureKind::UseAfterFree))
    }

    /// How it ended, in a word or a few: `complete`, `sampled`, `stopped at limit`, `interrupted`, or what kind of
    /// failure there was.
    pub fn ending(&self) -> &'static str {
        if self.drawn.is_some() && self.failure.is_none() && self.stopped.is_none() {
            return "sampled";
        }
        failure::ending(self.failure.as_ref(), self.stopped)
    }

    /// Executions of all kinds.
    pub fn all_executions(&self) -> u64 {
        self.executions + self.with_choices.1
    }

    /// How far the search went, in words: `14 executions, exhaustive within loom's limits`.
    pub fn extent(&self) -> String {
        if let Some(drawn) = &self.drawn {
            let stopped = self.stopped.map_or(String::new(), |why| format!("stopped, {why}; "));
            return stopped + &drawn.extent();
        }
        let how = match (self.stopped, self.scenario.preemptions) {
            _ if self.ended => "ended by the failure".to_owned(),
            (Some(why), _) => format!("not exhaustive: stopped, {why}"),
            (None, _) if self.has_no_meaning() => "none followed beyond what is undefined".to_owned(),
            (None, _) if self.judge == Judge::Engine => "exhaustive within the engine's limits".to_owned(),
            (None, Some(bound)) => format!("not exhaustive: at most {bound} preemptions each"),
            (None, None) if self.scenario.orders_of > 1 => {
                let orders = (1..=self.scenario.orders_of).product::<usize>();
                format!("all that loom explores under {orders} orders of starting, which may not be all")
            }
            (None, None) => "exhaustive within loom's limits".to_owned(),
        };
        let mut extent = format!("{}, {how}", counted(self.executions, "execution"));
        let (choices, executions) = self.with_choices;
        if choices > 0 {
            extent += &format!(
                "; {} more with {} that loom leaves out, one at a time",
                grouped(executions),
                counted(choices as u64, "choice")
            );
        }
        extent
    }
}

/// What a choice means, in words.
pub fn in_words(choice: &Choice, threads: &[String]) -> String {
    let thread = threads.get(choice.thread).cloned().unwrap_or_else(|| format!("thread {}", choice.thread));
    let time = choice.nth + 1;
    match choice.whim {
        Whim::WakesEarly => format!("wait {time} of {thread} ends though nobody notified it"),
        Whim::FailsWeakly => format!("weak compare-exchange {time} of {thread} fails for no reason"),
        Whim::WakesAnother => format!("notification {time} by {thread} wakes the thread that came last"),
    }
}

/// Every order of the numbers below `count`; one empty order (as they come) for a count of 1.
pub(crate) fn permutations(count: usize) -> Vec<Vec<usize>> {
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
