//! A thread that is tried: what it does aside from the graph, to see whether its loop only waits (see `rounds`).
//!
//! It finds values by a simple rule, and what it writes is kept for itself. Other threads do not run meanwhile.

use std::collections::HashMap;

use super::history::History;
use super::object::About;
use super::rounds::Verdict;
use super::{Engine, Request, Step};
use crate::graph::{Change, Event, EventId, Kind, ObjectId, Place};

/// A thread that is tried: it runs aside from the graph.
pub(crate) struct Trial {
    pub thread: usize,
    /// Where it said that it waits.
    pub place: Place,
    pub finds: Finds,
    /// How often it may say so still.
    pub left: u32,
    /// What it has written.
    pub written: HashMap<ObjectId, u64>,
    /// The first write that changed something.
    pub effect: Option<(&'static str, Place)>,
    /// What it has looked at, and found.
    pub looked: Vec<(ObjectId, u64)>,
    /// Whether it has looked at anything, be it a state that a monitor guards.
    pub has_looked: bool,
    /// What the thread has done and found until now, as if it were in the graph. Not where it uses a lock: what it finds
    /// behind one stands in no event.
    pub history: Option<History>,
    /// What is known of the loop is kept by these, where it has said since then that it waits.
    pub passed: Vec<u64>,
    /// And by this, where the trial began.
    pub key: u64,
    pub verdict: Option<Verdict>,
}

/// What a thread that is tried finds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Finds {
    /// Nothing new: the oldest that it may find, given what it has found.
    TheSame,
    /// What is newest.
    TheNewest,
}

impl Engine {
    /// A step in a trial: whether it can be done aside. [`tried`](Engine::tried) does it then.
    pub(super) fn step_in_trial(&mut self, request: &Request<'_>) -> Step {
        let trial = self.trial.as_ref().expect("there is a trial");
        let same = trial.finds == Finds::TheSame;
        let is_known = match request.kind {
            Kind::Spawn | Kind::Join => false,
            Kind::Choice => same || request.change == Change::TryLock,
            Kind::Unlock => true,
            _ => !matches!(request.change, Change::Await | Change::Take),
        };
        if !is_known || same && !self.has_done(request) {
            return self.conclude(Verdict::GoesOn, request.place);
        }
        if request.kind == Kind::Read && request.change == Change::Lock {
            let about = request.about.expect("a lock is an object");
            if self.object_of(about.slot).is_some_and(|lock| !self.is_free_in_trial(lock)) {
                // Nobody can say yet what it will find behind a lock that another has now: it goes on until it waits
                // for that. If nobody else goes on, it will never have it.
                let never = !same && self.trial.as_ref().is_some_and(|trial| trial.effect.is_none());
                let verdict = if never { Verdict::Waits } else { Verdict::GoesOn };
                return self.conclude(verdict, request.place);
            }
        }
        Step::Aside
    }

    /// Whether the thread that is tried finds what is newest.
    pub(super) fn trial_finds_the_newest(&self) -> bool {
        self.trial.as_ref().is_some_and(|trial| trial.finds == Finds::TheNewest)
    }

    /// In a trial, the thread looks at a state by a monitor, and finds what it found before.
    pub(super) fn looks_at_a_state_in_trial(&mut self) {
        if let Some(trial) = &mut self.trial {
            trial.has_looked = true;
            trial.history = None;
        }
    }

    /// Whether the thread has done this before, in this place and with this object.
    fn has_done(&self, request: &Request<'_>) -> bool {
        let object = match request.about {
            None => ObjectId::NONE,
            Some(about) => match self.object_of(about.slot) {
                Some(object) => object,
                None if is_message(request) => self.last_message_at(request.place),
                None => return false,
            },
        };
        let is_it = |event: &Event| {
            event.kind == request.kind && event.object == object && event.place == request.place
        };
        self.search.graph.threads[self.current].iter().rev().any(is_it)
    }

    /// The message that the thread has sent last, or tried to send, at a place of the program.
    fn last_message_at(&self, place: Place) -> ObjectId {
        let events = &self.search.graph.threads[self.current];
        let sent = events.iter().rfind(|event| event.kind == Kind::Write && event.place == place);
        sent.map_or(ObjectId::NONE, |event| event.object)
    }

    fn is_free_in_trial(&self, object: ObjectId) -> bool {
        match self.trial.as_ref().and_then(|trial| trial.written.get(&object)) {
            Some(&taken) => taken == 0,
            None => self.search.graph.is_free(object),
        }
    }

    /// How `try_lock` ends in a trial: 0 if it takes the lock, where that is free.
    pub(crate) fn try_lock_in_trial(&self, place: Place) -> u64 {
        let finds_the_same = |trial: &Trial| trial.finds == Finds::TheSame;
        if self.trial.as_ref().is_some_and(finds_the_same) { self.choice_in_trial(place) } else { 0 }
    }

    /// What a choice is in a trial.
    pub(crate) fn choice_in_trial(&self, place: Place) -> u64 {
        let own = &self.search.graph.threads[self.current];
        let last = own.iter().rfind(|event| event.kind == Kind::Choice && event.place == place);
        last.map_or(0, |event| event.value)
    }

    /// Does a step aside from the graph: the value found, and whether another was written.
    pub(super) fn tried(&mut self, request: &Request<'_>) -> (u64, bool) {
        let Some(about) = request.about else {
            self.remember(request, 0, false);
            return (0, false);
        };
        if is_message(request) {
            // Nobody sees it unless it is sent.
            return (0, true);
        }
        let object = self.bind_new(about);
        let (found, on_a_whim) = self.found_in_trial(object, about, request.place);
        self.remember(request, if request.kind == Kind::Write { request.value } else { found }, on_a_whim);
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
        trial.has_looked |= request.kind == Kind::Read;
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

    /// Notes what was done aside, as if it were an event.
    fn remember(&mut self, request: &Request<'_>, value: u64, on_a_whim: bool) {
        let Some(trial) = &mut self.trial else { return };
        let is_of_lock = request.kind == Kind::Unlock
            || matches!(request.change, Change::Lock | Change::TryLock | Change::FindTaken);
        if is_of_lock {
            trial.history = None;
        } else if let Some(history) = &mut trial.history {
            history.add(request.kind, value, on_a_whim && request.kind == Kind::Read, request.place);
        }
    }

    /// Whether the current thread knows of a write to an object; where it is to find the newest, whether there is one.
    pub(crate) fn knows_of_a_write(&self, about: About<'_>) -> bool {
        let Some(object) = self.object_of(about.slot) else { return false };
        let graph = &self.search.graph;
        let finds_newest = self.trial.as_ref().is_some_and(|trial| trial.finds == Finds::TheNewest);
        if finds_newest || self.abandoning {
            return !graph.object(object).writes.is_empty();
        }
        let last = EventId::new(self.current, self.threads[self.current].done - 1);
        graph.bound(object, &graph.event(last).happens_before) > 0
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

/// Whether a message's own word is written, as is done before anybody knows whether there is room for it.
fn is_message(request: &Request<'_>) -> bool {
    request.kind == Kind::Write
        && request.about.is_some_and(|about| about.sort == "message" && about.call == "send")
}
