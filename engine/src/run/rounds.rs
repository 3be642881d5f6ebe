//! Waiting loops: what a thread does that says `spin_loop` or `yield_now`.
//!
//! Most often it says so in a loop that has looked, and not found what it waits for:
//!
//! ```text
//! while flag.load(Acquire) == 0 {
//!     spin_loop();
//! }
//! ```
//!
//! An execution in which such a loop looks three times in vain and finds the fourth time teaches nothing that the one
//! does not in which it finds the first time, for looking leaves nothing behind: take the looks in vain out of the
//! graph, and what remains is consistent and has the same outcome. So a thread that has looked in vain is blocked for
//! good, and another execution has it find. (Kokologiannakis, Ren, Vafeiadis, "Dynamic Partial Order Reductions for
//! Spinloops", FMCAD 2021, where a compiler finds the loops.)
//!
//! That is right only if looking leaves nothing behind. Here no compiler looks at the loop, so it is *tried*: the thread
//! goes on, aside from the graph, and finds nothing newer than it knows of already. Then
//!
//! - either it says the same again and again, and has changed nothing: it waits;
//! - or it gets to something that it has not done before, or to its end: it was no waiting loop, or one that gives up after
//!   a few rounds, and the thread goes on as if it had said nothing;
//! - or it says the same again and again, and writes: such a loop has endless executions, and is told as a failure.
//!
//! Whether a read-modify-write writes is a matter of values: a lock that is tried for by `swap(true)` finds `true` and
//! leaves it. To lock, look and unlock counts as looking, as a thread that has not done it has learned only less.
//!
//! At the end of a run the same is done with the newest values: a thread that would find something now does so in
//! another execution. If none would, nothing will ever end their loops: a *livelock*.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::object::About;
use super::{Engine, Request, Step, Wait};
use crate::execution::{EndlessLoop, Failure};
use crate::graph::{Change, Event, EventId, Kind, ObjectId, Place};

/// How often a loop has to say that it waits until it is believed: at its first trial or where it has given up before, and
/// elsewhere.
const FIRST_TRIAL: u32 = 2_000;
const LATER_TRIAL: u32 = 64;

/// So many findings are kept.
const MOST_FINDINGS: usize = 50_000;

/// A thread that is tried: it runs aside from the graph.
pub(crate) struct Trial {
    thread: usize,
    /// Where it said that it waits.
    place: Place,
    finds: Finds,
    /// How often it may say so still.
    left: u32,
    /// What it has written.
    written: HashMap<ObjectId, u64>,
    /// The first write that changed something.
    effect: Option<(&'static str, Place)>,
    /// What it has looked at, and found.
    looked: Vec<(ObjectId, u64)>,
    key: u64,
    verdict: Option<Verdict>,
}

/// What a thread that is tried finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finds {
    /// Nothing new: the oldest that it may find, given what it has found.
    TheSame,
    /// What is newest.
    TheNewest,
}

/// What came of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It waits in a loop that only looks.
    Waits,
    /// It goes on.
    GoesOn,
    /// It loops, and writes.
    Writes,
}

/// What is known of loops, in one exploration.
#[derive(Default)]
pub(super) struct Loops {
    /// By what a thread has done until then: whether it waits.
    waits: HashMap<u64, bool>,
    /// Where a trial has been made.
    tried: HashSet<Place>,
    /// Where one has found that the thread goes on.
    went_on: HashSet<Place>,
}

/// What a thread does that has said that it waits.
pub(crate) enum Spin {
    /// It goes on.
    GoOn,
    /// It stops here.
    Stop,
    /// The execution has been given up.
    Abandoned,
}

impl Engine {
    /// The current thread says that it waits.
    pub(crate) fn spin(&mut self, place: Place) -> Spin {
        let thread = self.current;
        if self.abandoning {
            return Spin::Abandoned;
        }
        if self.trial.is_some() {
            return self.spin_again(place);
        }
        if self.threads[thread].done < self.search.graph.threads[thread].len() {
            return Spin::GoOn;
        }
        self.threads[thread].place = Some(place);
        let key = self.history(place);
        match self.loops.waits.get(&key) {
            Some(true) => {
                self.wait(Wait::Spin, place);
                Spin::Stop
            }
            Some(false) => Spin::GoOn,
            None => {
                let is_first = self.loops.tried.insert(place) || self.loops.went_on.contains(&place);
                let left = if is_first { FIRST_TRIAL } else { LATER_TRIAL };
                self.begin_trial(thread, place, Finds::TheSame, left, key);
                Spin::GoOn
            }
        }
    }

    /// A number for all that decides what the current thread does next: what it has done and found.
    fn history(&self, place: Place) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.current, place).hash(&mut hasher);
        for event in &self.search.graph.threads[self.current] {
            (event.kind, event.value, event.is_update, event.on_a_whim, event.place.line()).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn begin_trial(&mut self, thread: usize, place: Place, finds: Finds, left: u32, key: u64) {
        self.trial = Some(Trial {
            thread,
            place,
            finds,
            left,
            written: HashMap::new(),
            effect: None,
            looked: Vec::new(),
            key,
            verdict: None,
        });
    }

    /// In a trial, the thread says again that it waits.
    fn spin_again(&mut self, place: Place) -> Spin {
        let trial = self.trial.as_mut().expect("there is a trial");
        trial.left = trial.left.saturating_sub(1);
        let is_round = place == trial.place && !trial.looked.is_empty();
        let is_enough = trial.finds == Finds::TheNewest && (is_round || trial.effect.is_some());
        if trial.left > 0 && !is_enough {
            return Spin::GoOn;
        }
        let verdict = if trial.effect.is_some() { Verdict::Writes } else { Verdict::Waits };
        self.conclude(verdict, place);
        Spin::Stop
    }

    fn conclude(&mut self, verdict: Verdict, place: Place) -> Step {
        if let Some(trial) = &mut self.trial {
            trial.verdict.get_or_insert(verdict);
        }
        self.wait(Wait::Over, place)
    }

    /// The thread that is tried has come to its end.
    pub(super) fn ends_trial(&mut self) -> bool {
        self.trial.as_mut().map(|trial| trial.verdict.get_or_insert(Verdict::GoesOn)).is_some()
    }

    /// Whether a thread is tried now.
    pub(crate) fn is_trial(&self) -> bool {
        self.trial.is_some()
    }

    /// In a trial, the thread wants to write plain memory. That would be done for good, so this ends it.
    pub(crate) fn touches_in_trial(&mut self, place: Place) {
        self.conclude(Verdict::GoesOn, place);
    }

    /// After a trial of what a thread does if it finds what it found before: whether the run can go on. Where not, it has
    /// to be begun again, as the thread has gone astray.
    pub(super) fn end_trial(&mut self) -> bool {
        let Some(trial) = self.trial.take() else { return true };
        let verdict = trial.verdict.unwrap_or(Verdict::GoesOn);
        if self.loops.waits.len() > MOST_FINDINGS {
            self.loops.waits.clear();
        }
        match verdict {
            Verdict::Waits => {
                self.loops.waits.insert(trial.key, true);
                (self.threads[trial.thread].wait, self.threads[trial.thread].place) =
                    (Wait::Spin, Some(trial.place));
                true
            }
            Verdict::GoesOn => {
                self.loops.waits.insert(trial.key, false);
                self.loops.went_on.insert(trial.place);
                false
            }
            Verdict::Writes => {
                let (operation, writes) = trial.effect.expect("it writes");
                let (thread, place) = (trial.thread, trial.place);
                self.failure = Some(Failure::EndlessLoop(EndlessLoop { thread, place, operation, writes }));
                true
            }
        }
    }

    /// At the end of a run: tries what a thread that waits would find now.
    pub(super) fn begin_last_trial(&mut self, thread: usize) {
        let place = self.threads[thread].place.expect("it waits somewhere");
        self.begin_trial(thread, place, Finds::TheNewest, FIRST_TRIAL, 0);
    }

    /// And whether it looked in vain; then at what.
    pub(super) fn end_last_trial(&mut self) -> Option<Vec<(ObjectId, u64)>> {
        let trial = self.trial.take()?;
        (self.threads[trial.thread].wait, self.threads[trial.thread].place) = (Wait::Spin, Some(trial.place));
        (trial.verdict == Some(Verdict::Waits)).then_some(trial.looked)
    }

    /// A step in a trial: whether it can be done aside. [`tried`](Engine::tried) does it then.
    pub(super) fn step_in_trial(&mut self, request: &Request<'_>) -> Step {
        let trial = self.trial.as_ref().expect("there is a trial");
        let same = trial.finds == Finds::TheSame;
        let is_known = match request.kind {
            Kind::Spawn | Kind::Join => false,
            Kind::Choice => same || request.change == Change::TryLock,
            Kind::Unlock => true,
            _ => request.change != Change::Await,
        };
        if !is_known || same && !self.has_done(request) {
            return self.conclude(Verdict::GoesOn, request.place);
        }
        if request.kind == Kind::Read && request.change == Change::Lock {
            let about = request.about.expect("a lock is an object");
            let object = self.bind_new(about);
            if !self.is_free_in_trial(object) {
                let writes = self.trial.as_ref().is_some_and(|trial| trial.effect.is_some());
                let verdict = if writes { Verdict::GoesOn } else { Verdict::Waits };
                return self.conclude(verdict, request.place);
            }
        }
        Step::Aside
    }

    /// Whether the thread has done this before, in this place.
    fn has_done(&self, request: &Request<'_>) -> bool {
        let is_it = |event: &Event| event.kind == request.kind && event.place == request.place;
        // `try_lock` takes the lock or finds it taken, and a read-modify-write has two halves.
        self.search.graph.threads[self.current].iter().rev().any(is_it)
    }

    fn is_free_in_trial(&self, object: ObjectId) -> bool {
        match self.trial.as_ref().and_then(|trial| trial.written.get(&object)) {
            Some(&taken) => taken == 0,
            None => self.search.graph.is_free(object),
        }
    }

    /// Whether `try_lock` finds the lock taken in a trial.
    pub(crate) fn fails_in_trial(&self, place: Place) -> bool {
        let finds_the_same = |trial: &Trial| trial.finds == Finds::TheSame;
        self.trial.as_ref().is_some_and(finds_the_same) && self.choice_in_trial(place) == 1
    }

    /// What a choice is in a trial.
    pub(crate) fn choice_in_trial(&self, place: Place) -> u64 {
        let own = &self.search.graph.threads[self.current];
        let last = own.iter().rfind(|event| event.kind == Kind::Choice && event.place == place);
        last.map_or(0, |event| event.value)
    }

    /// Does a step aside from the graph: the value found, and whether another was written.
    pub(super) fn tried(&mut self, request: &Request<'_>) -> (u64, bool) {
        let Some(about) = request.about else { return (0, false) };
        let object = self.bind_new(about);
        let (found, on_a_whim) = self.found_in_trial(object, about, request.place);
        let new = match (request.kind, request.change) {
            (Kind::Unlock, _) => Some(0),
            (Kind::Write, _) => Some(request.value),
            (_, Change::FindTaken) => None,
            (_, Change::TryLock) if !self.is_free_in_trial(object) => None,
            (_, change) => change.apply(found, request.shape, on_a_whim),
        };
        let is_lock =
            request.kind == Kind::Unlock || matches!(request.change, Change::Lock | Change::TryLock);
        let trial = self.trial.as_mut().expect("there is a trial");
        if request.kind == Kind::Read && !trial.looked.iter().any(|&(other, _)| other == object) {
            trial.looked.push((object, found));
        }
        if let Some(new) = new {
            if request.kind == Kind::Write || new != found && !is_lock {
                let name = if request.kind == Kind::Write { "store" } else { request.change.name() };
                trial.effect.get_or_insert((name, request.place));
            }
            if is_lock || new != found {
                trial.written.insert(object, new);
            }
        }
        (found, new.is_some())
    }

    fn found_in_trial(&self, object: ObjectId, about: About<'_>, place: Place) -> (u64, bool) {
        let trial = self.trial.as_ref().expect("there is a trial");
        if let Some(&own) = trial.written.get(&object) {
            return (own, false);
        }
        let graph = &self.search.graph;
        if trial.finds == Finds::TheSame {
            // The oldest value that it may read: that of the newest write that it knows of.
            let own = &graph.threads[trial.thread];
            let known = &own.last().expect("a thread that waits has begun").happens_before;
            let value = match graph.write_at(object, graph.bound(object, known)) {
                EventId::INITIAL => about.initial,
                write => graph.event(write).value,
            };
            let last = own.iter().rfind(|event| event.kind == Kind::Read && event.place == place);
            return (value, last.is_some_and(|event| event.on_a_whim));
        }
        match graph.object(object).writes.last() {
            None => (about.initial, false),
            Some(&newest) => (graph.event(newest).value, false),
        }
    }
}
