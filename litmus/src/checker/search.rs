//! Finds the executions of a test: each once, built event by event.
//!
//! The events of an execution can be put in many orders. So that none is built twice, only one order is
//! followed: of the threads that can go on, the first does. A read can go on once the write that it reads
//! from is there; everything else can go on at once.
//!
//! A non-atomic read that waits must take what happens before it. So under a model with visibility it reads a
//! later write only where something is owed already: it may learn of that write by what it is owed.
//!
//! Where all threads wait at reads and the model allows values out of thin air, the first of them that may be
//! part of a circle reads a value that nothing has written yet, and a later write has to make it good. This gives exactly the
//! executions in which reads-from and the threads' own order go round in a circle.
//!
//! At each step the modification orders are worked out as far as they are determined, and the model's axioms
//! are looked at. What breaks one now breaks it in the end: it is not built further.

use std::ops::ControlFlow::{Break, Continue};

use super::super::test::{Assumed, Mode, Observable, Statement, Test, Value};
use super::circles::{Circles, Owed};
use super::event::Event;
use super::execution::Execution;
use super::limits::{Limits, Step, Stop, Unfinished, ended};
use super::model::{Axiom, Model};
use super::program::{Cursor, Next, Program};
use super::relation::{EventId, MOST_EVENTS, Relation, Set, members};
use super::values::Guesses;

/// A search under way.
struct Search<'a> {
    test: &'a Test,
    model: &'a Model,
    programs: Vec<Program<'a>>,
    circles: Circles,
    /// What a read may guess.
    guesses: &'a Guesses,
    cursors: Vec<Cursor>,
    execution: Execution,
    /// Reads whose value nothing has written yet, and all that ever were such.
    owed: Set,
    guessed: Set,
    limits: &'a Limits,
    visit: &'a mut dyn FnMut(&mut Execution) -> Step,
}

/// Calls `visit` with each way in which the threads can run and read from each other, under a model. The
/// modification orders are left open where nothing determines them.
pub(super) fn search(
    test: &Test,
    model: &Model,
    guesses: &Guesses,
    limits: &Limits,
    visit: &mut dyn FnMut(&mut Execution) -> Step,
) -> Result<(), Unfinished> {
    if test.locations.len() >= MOST_EVENTS {
        return ended(Break(too_many_events()), &test.name);
    }
    let programs: Vec<_> = test.threads.iter().map(Program::new).collect();
    let mut search = Search {
        test,
        model,
        circles: Circles::new(&programs, model),
        programs,
        guesses,
        cursors: test.threads.iter().map(Program::start).collect(),
        execution: Execution::start(test),
        owed: 0,
        guessed: 0,
        limits,
        visit,
    };
    ended(search.go_on(), &test.name)
}

/// The guesses for a question about how a test ends.
pub(super) fn guesses(
    test: &Test,
    model: &Model,
    ending: &[(Observable, Value)],
    limits: &Limits,
) -> Result<Guesses, Unfinished> {
    if !model.allows_thin_air() {
        return Ok(Guesses::default());
    }
    Guesses::new(test, ending, limits).or_else(|stop| {
        ended(Break(stop), &test.name)?;
        Ok(Guesses::default())
    })
}

fn too_many_events() -> Stop {
    Stop::TooLarge(format!("more than {MOST_EVENTS} events"))
}

impl Search<'_> {
    /// Tries all that can happen next.
    fn go_on(&mut self) -> Step {
        let (mut finished, mut guesser) = (true, None);
        for thread in 0..self.programs.len() {
            // A thread that is stuck goes no further, but the others do: what they do may race with what it did.
            let Some(next) = self.programs[thread].next(&mut self.cursors[thread]) else { continue };
            let Some(location) = next.reads() else {
                // It need not wait for anything, so no thread after it can be the first.
                return self.perform(thread, &next, 0, None, false);
            };
            finished = false;
            if guesser.is_none() && self.may_guess(thread, location, &next) {
                guesser = Some((thread, location));
            }
            for write in members(self.execution.writes_to(location)) {
                if self.is_first(thread, write) && !self.is_taken(&next, write) {
                    let value = self.execution.events[write].written.unwrap_or_default();
                    self.perform_each(thread, &next, value, Some(write))?;
                }
            }
        }
        match guesser {
            None if finished && self.owed == 0 => {
                self.execution.registers =
                    self.cursors.iter().map(|cursor| cursor.registers.clone()).collect();
                let stuck = || self.cursors.iter().filter_map(|cursor| cursor.stuck);
                let rounds = stuck().map(|assumed| match assumed {
                    Assumed::Met => None,
                    Assumed::EnoughRounds(rounds) => Some(rounds),
                });
                self.execution.out_of_rounds = rounds.max().flatten();
                self.execution.cut_off = stuck().next().is_some();
                (self.visit)(&mut self.execution)
            }
            None => Continue(()),
            Some((thread, location)) => self.guess(thread, location),
        }
    }

    /// Whether a thread that reads from a write is the first that can go on, and not a later one that should
    /// have gone on before.
    fn is_first(&self, thread: usize, write: EventId) -> bool {
        let own = self.execution.sets.of[thread];
        let ready = write.max(self.test.locations.len().saturating_sub(1));
        let ready = ready.max(MOST_EVENTS - 1 - (own | 1).leading_zeros() as usize);
        let since = ready + 1..self.execution.events.len();
        since.into_iter().all(|event| {
            let earlier = self.execution.events[event].thread.is_some_and(|other| other < thread);
            earlier && self.guessed >> event & 1 == 0
        })
    }

    /// Whether a read-modify-write would have to come where another is already: right after this write. Only
    /// to save time, as the order of the writes would say so a little later.
    fn is_taken(&self, next: &Next<'_>, write: EventId) -> bool {
        let is_update = matches!(next.statement, Statement::Update { .. });
        let taken = self.execution.rf.after(write) & self.execution.sets.updates != 0;
        is_update && taken && self.model.has(Axiom::Atomicity) && self.model.has(Axiom::Coherence)
    }

    /// Whether it makes sense that a read reads what is still to be written.
    fn may_guess(&self, thread: usize, location: usize, next: &Next<'_>) -> bool {
        let circle = || {
            let owed = |read: EventId| -> Option<Owed> {
                let Event { thread, location, .. } = self.execution.events[read];
                thread.zip(location)
            };
            let owed: Vec<_> = members(self.owed).filter_map(owed).collect();
            self.circles.may_close(thread, location, &self.cursors, &owed)
        };
        let is_plain = matches!(next.statement, Statement::Load { mode: Mode::NonAtomic, .. });
        let sees = is_plain && self.model.has(Axiom::Visibility);
        self.model.allows_thin_air()
            && (!self.model.has(Axiom::Coherence) || !(sees && self.owed == 0) && circle())
    }

    /// A thread that waits reads what is still to be written.
    fn guess(&mut self, thread: usize, location: usize) -> Step {
        let guesses = self.guesses;
        let Some(next) = self.programs[thread].next(&mut self.cursors[thread]) else { return Continue(()) };
        for &value in guesses.at(location) {
            let this = 1 << self.execution.events.len();
            let unmade = if guesses.is_made(location, value) { 0 } else { this };
            self.owed |= this;
            self.guessed |= this;
            self.execution.unmade |= unmade;
            let step = self.perform_each(thread, &next, value, None);
            self.owed &= !this;
            self.guessed &= !this;
            self.execution.unmade &= !this;
            step?;
        }
        Continue(())
    }

    /// Whether all that was guessed can still be made good.
    fn can_pay(&self) -> bool {
        members(self.owed).all(|read| {
            let event = &self.execution.events[read];
            // Coherence forbids a thread to read what it writes later itself.
            let may = |writer: usize| {
                let sensible = event.thread != Some(writer) || !self.model.has(Axiom::Coherence);
                let location = event.location.unwrap_or_default();
                sensible && self.circles.may_write(writer, location, &self.cursors)
            };
            (0..self.programs.len()).any(may)
        })
    }

    /// A thread does its next step, reading the given value from the given write, in each way that this may go.
    fn perform_each(&mut self, thread: usize, next: &Next<'_>, value: Value, write: Option<EventId>) -> Step {
        if next.may_fail(value, &self.cursors[thread]) {
            self.perform(thread, next, value, write, true)?;
        }
        self.perform(thread, next, value, write, false)
    }

    fn perform(
        &mut self,
        thread: usize,
        next: &Next<'_>,
        value: Value,
        write: Option<EventId>,
        fails: bool,
    ) -> Step {
        self.limits.spend(self.execution.cost(self.model))?;
        if self.execution.events.len() == MOST_EVENTS {
            return Break(too_many_events());
        }
        let before = self.cursors[thread].clone();
        let event = next.perform(self.test, thread, value, fails, &mut self.cursors[thread]);
        let this = self.execution.push(event);
        if let Some(write) = write {
            self.execution.rf.add(write, this);
        }
        let debtors = self.debtors(this);
        let step = self.make_good(this, debtors);
        self.execution.pop();
        self.cursors[thread] = before;
        step
    }

    /// The reads that guessed what this event writes.
    fn debtors(&self, this: EventId) -> Set {
        let events = &self.execution.events;
        let is = |read: EventId| {
            let same = events[read].location == events[this].location;
            same && read != this && events[this].writes() && events[read].read == events[this].written
        };
        members(self.owed).filter(|&read| is(read)).fold(0, |set, read| set | 1 << read)
    }

    /// Each of the debtors reads from this event, or waits for another.
    fn make_good(&mut self, this: EventId, debtors: Set) -> Step {
        let Some(read) = members(debtors).next() else {
            return if self.can_pay() && self.is_possible() { self.go_on() } else { Continue(()) };
        };
        let others = debtors & !(1 << read);
        self.execution.rf.add(this, read);
        self.owed &= !(1 << read);
        let step = self.make_good(this, others);
        self.execution.rf.remove(this, read);
        self.owed |= 1 << read;
        step?;
        self.make_good(this, others)
    }

    /// Whether the execution, as far as it has come, keeps to the model.
    fn is_possible(&mut self) -> bool {
        self.execution.synchronise(self.model);
        let nothing = Relation::empty(self.execution.events.len());
        let known = !self.model.has(Axiom::Coherence) || self.execution.hb.is_irreflexive();
        // What is owed may still bring knowledge of what was read.
        let seen = self.owed != 0
            || !self.model.has(Axiom::Visibility)
            || self.execution.satisfies(Axiom::Visibility, self.model);
        known && seen && self.execution.is_possible(self.model, &nothing)
    }
}
