//! One step of a thread: an event that is in the graph already is run again; a new one is added to it.

use std::mem;

use super::object::About;
use super::request::{Request, event};
use super::{Engine, Wait};
use crate::execution::{Failure, NotDeterministic, TooLarge};
use crate::graph::{Change, Event, EventId, Kind, ObjectId, Place};

/// How far a thread got with what it wants to do.
pub(crate) enum Step {
    /// It is done.
    Done(EventId),
    /// It is done, and it is an earlier thread's turn.
    MakeWay(EventId),
    /// It has to be tried again later.
    Wait,
    /// The execution has been given up.
    Abandoned,
    /// It is to be done aside from the graph: the thread is tried.
    Aside,
}

impl Engine {
    /// Does what the current thread wants to do, if it can be done now.
    pub(crate) fn step(&mut self, request: &Request<'_>) -> Step {
        let thread = self.current;
        self.comes_to(request.place);
        if self.abandoning {
            return Step::Abandoned;
        }
        if self.is_trial() {
            return self.step_in_trial(request);
        }
        if let Some(about) = request.about
            && let Some(failure) = self.uses(std::ptr::from_ref(about.slot).addr(), request.place)
        {
            return self.fail(failure, request.place);
        }
        if self.threads[thread].done < self.search.graph.threads[thread].len() {
            self.run_again(thread, request)
        } else {
            self.add(thread, request)
        }
    }

    pub(super) fn wait(&mut self, wait: Wait, place: Place) -> Step {
        let thread = &mut self.threads[self.current];
        (thread.wait, thread.place) = (wait, Some(place));
        Step::Wait
    }

    /// Ends the execution.
    pub(crate) fn fail(&mut self, failure: Failure, place: Place) -> Step {
        self.failure.get_or_insert(failure);
        self.wait(Wait::Over, place)
    }

    pub(super) fn done(&mut self, thread: usize) -> EventId {
        let runner = &mut self.threads[thread];
        let id = EventId::new(thread, runner.done);
        runner.done += 1;
        runner.wait = Wait::Nothing;
        self.steps.push(id);
        id
    }

    /// Runs an event again. A thread waits for the events that this one learns from, so that also
    /// what the graph knows nothing of (plain variables, the heap) is done in an order that contains happens-before.
    fn run_again(&mut self, thread: usize, request: &Request<'_>) -> Step {
        let id = EventId::new(thread, self.threads[thread].done);
        let &Event { kind, object, reads_from, value, .. } = self.search.graph.event(id);
        // For these two the value is which thread it is.
        let is_same_thread = !matches!(kind, Kind::Join | Kind::Spawn) || value == request.value;
        if kind != request.kind || !is_same_thread || !self.is_same_object(request.about, object) {
            return self.differs_at(id, request);
        }
        match kind {
            Kind::Join if !self.threads[value as usize].has_ended => {
                return self.wait(wait_for_end(request, value as usize), request.place);
            }
            Kind::Read if reads_from != EventId::INITIAL && !self.has_run(reads_from) => {
                return self.wait(Wait::Event(reads_from), request.place);
            }
            _ => {}
        }
        if !self.refresh(id, request) {
            return self.differs_at(id, request);
        }
        Step::Done(self.done(thread))
    }

    fn has_run(&self, id: EventId) -> bool {
        self.threads[id.thread()].done > id.index()
    }

    #[cold]
    fn differs_at(&mut self, id: EventId, request: &Request<'_>) -> Step {
        let event = *self.search.graph.event(id);
        self.differs(Some(event), Some(request), request.place)
    }

    fn is_same_object(&mut self, about: Option<About<'_>>, object: ObjectId) -> bool {
        match about {
            None => object == ObjectId::NONE,
            Some(_) if object == ObjectId::NONE => false,
            Some(about) => match self.object_of(about.slot) {
                Some(known) => known == object,
                None => self.bind(about, object),
            },
        }
    }

    /// Whether an event has the values that it had. Addresses may be others in this run, and are put in.
    fn refresh(&mut self, id: EventId, request: &Request<'_>) -> bool {
        let graph = &mut self.search.graph;
        let &Event { kind, object, reads_from, change, value, on_a_whim, is_update, .. } = graph.event(id);
        let shape = request.shape;
        match kind {
            Kind::Write => {
                if value != request.value {
                    graph.event_mut(id).value = request.value;
                }
                shape.same(value, request.value)
            }
            Kind::Read => {
                let operands = change.operands().into_iter().zip(request.change.operands());
                let same = operands.into_iter().all(|(one, other)| shape.same(one, other));
                if !same || change.name() != request.change.name() {
                    return false;
                }
                if shape.may_be_address {
                    let found = graph.value_of(object, reads_from);
                    let new = request.change.apply(found, shape, on_a_whim);
                    let read = graph.event_mut(id);
                    (read.change, read.value) = (with_operands(change, request.change), found);
                    if new.is_some() != is_update {
                        return false;
                    }
                    if let Some(new) = new {
                        let write = graph.event_mut(id.next());
                        (write.change, write.value) = (request.change, new);
                    }
                }
                true
            }
            _ => true,
        }
    }

    /// Adds an event, if it is the thread's turn and nothing holds it up.
    fn add(&mut self, thread: usize, request: &Request<'_>) -> Step {
        if !self.extending {
            return self.wait(Wait::Turn, request.place);
        }
        if self.search.graph.threads[thread].len() >= self.most_events {
            return self.fail(
                Failure::TooLarge(TooLarge {
                    thread,
                    is_loop: false,
                    events: self.most_events,
                    readers: None,
                    place: request.place,
                }),
                request.place,
            );
        }
        if self.sampler.is_none() && self.changes_nothing_for_long(thread) {
            let events = self.search.graph.threads[thread].len();
            let large = TooLarge { thread, is_loop: true, events, readers: None, place: request.place };
            return self.fail(Failure::TooLarge(large), request.place);
        }
        let object = request.about.map_or(ObjectId::NONE, |about| self.bind_new(about));
        match (request.kind, request.change) {
            (Kind::Read, Change::Lock | Change::TryLock)
                if !self.search.graph.is_free(object) && !mem::take(&mut self.nobody_else) =>
            {
                self.threads[thread].call = request.about.map_or("", |about| about.call);
                let tries = request.change == Change::TryLock;
                let wait = if tries { Wait::Try(object) } else { Wait::Lock(object) };
                return self.wait(wait, request.place);
            }
            (Kind::Read, Change::Await) if self.search.graph.object(object).writes.is_empty() => {
                let wait = Wait::Notification { flag: object, timed: request.timed };
                return self.wait(wait, request.place);
            }
            (Kind::Read, Change::Take) if self.newest_value(object) == 0 => {
                return self.wait(Wait::Token { token: object, timed: request.timed }, request.place);
            }
            (Kind::Join, _) if !self.threads[request.value as usize].has_ended => {
                return self.wait(wait_for_end(request, request.value as usize), request.place);
            }
            _ => {}
        }
        if self.sampler.is_some() {
            return self.add_sampled(thread, request, object);
        }
        let event = event(request, object);
        match request.kind {
            Kind::Read => self.search.add_read(thread, event),
            Kind::Write => self.search.add_write(thread, event),
            Kind::Unlock => self.search.add_unlock(thread, event),
            Kind::Choice => self.search.add_choice(thread, event, request.choices),
            Kind::Spawn => drop(self.add_spawn(thread, event)),
            _ => drop(self.search.graph.add(thread, event)),
        }
        let id = self.done(thread);
        let enables = matches!(request.kind, Kind::Unlock | Kind::Write);
        if enables && self.has_to_make_way() {
            self.wait(Wait::Turn, request.place);
            return Step::MakeWay(id);
        }
        Step::Done(id)
    }

    /// Whether a thread has done the same for long, with read-modify-writes that leave what they find, as in
    /// `while lock.swap(true, Acquire) {}`. Each of them can be what another thread finds, so that a loop of these has
    /// too many executions long before one of them is too large.
    fn changes_nothing_for_long(&self, thread: usize) -> bool {
        let events = &self.search.graph.threads[thread];
        let long = self.most_events / 10;
        // A look now and then is enough. (A read-modify-write is two events.)
        if events.len() < long || events.len() % 64 > 1 || long < 64 {
            return false;
        }
        let last = &events[events.len() - long..];
        let is_idle = |event: &Event| {
            let sort = matches!(event.kind, Kind::Read) || event.kind == Kind::Write && event.is_update;
            sort && !event.is_of_lock()
        };
        let of = |event: &Event| (event.object, event.place, event.value);
        last.iter().all(|event| is_idle(event) && of(event) == of(&last[0]))
            && last.iter().any(|event| event.is_update)
    }

    /// The second half of a read-modify-write, which the graph has as well.
    pub(crate) fn second_half(&mut self) {
        let thread = self.current;
        self.done(thread);
    }

    /// The second half of taking a lock: it may have to wait for the unlock before it.
    pub(crate) fn take_lock(&mut self, first: EventId, place: Place) -> Step {
        let thread = self.current;
        if self.abandoning {
            return Step::Abandoned;
        }
        let &Event { object, reads_from, .. } = self.search.graph.event(first);
        if self.threads[thread].done >= self.search.graph.threads[thread].len() {
            return self.wait(Wait::Grant(object), place);
        }
        if reads_from != EventId::INITIAL
            && let Some(unlock) = self.search.graph.unlock_of(reads_from)
            && self.threads[unlock.thread()].done <= unlock.index()
        {
            return self.wait(Wait::Event(unlock), place);
        }
        Step::Done(self.done(thread))
    }

    /// The program did not do what it did when the graph was made.
    pub(super) fn differs(
        &mut self,
        event: Option<Event>,
        request: Option<&Request<'_>>,
        place: Place,
    ) -> Step {
        let words = |operation: &str, place: Place| format!("{operation} at {place}");
        let did = request.map(|request| match request.kind {
            Kind::Read => words(request.change.name(), request.place),
            kind => words(&format!("{kind:?}").to_lowercase(), request.place),
        });
        let before = event.map(|event| words(event.operation(), event.place));
        let thread = self.current;
        self.fail(Failure::NotDeterministic(NotDeterministic { thread, before, now: did }), place)
    }
}

fn wait_for_end(request: &Request<'_>, thread: usize) -> Wait {
    if request.timed { Wait::Finish(thread) } else { Wait::Join(thread) }
}

fn with_operands(before: Change, now: Change) -> Change {
    // The orderings are as applied, which may be weaker than what the program asks for.
    match (before, now) {
        (Change::CompareExchange { failure, weak, .. }, Change::CompareExchange { expected, new, .. }) => {
            Change::CompareExchange { expected, new, failure, weak }
        }
        (_, now) => now,
    }
}
