//! A thread as a list of steps, and how far it has come.
//!
//! An `if` becomes a jump over what is not done. All jumps go forward: of a loop the reader
//! leaves a number of rounds, one inside the other.

use super::super::test::{Assumed, Expression, LocationId, Mode, Ordering, Statement, Test, Thread, Value};
use super::event::{Event, Kind};

/// A thread without nesting.
pub(super) struct Program<'t> {
    pub steps: Vec<Step<'t>>,
    /// The thread, by which registers have their types.
    thread: &'t Thread,
}

/// A step of a thread.
pub(super) enum Step<'t> {
    /// Does the statement with this number.
    Do(&'t Statement, usize),
    /// Goes to a later step if the condition is 0.
    Unless(&'t Expression, usize),
    /// Goes to a later step.
    Jump(usize),
}

/// How far a thread has come, and what its registers hold.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    pub step: usize,
    pub registers: Vec<Value>,
    /// The assumption that it has come to and that does not hold, if it has: then this is the beginning of an
    /// execution only.
    pub stuck: Option<Assumed>,
}

/// What a thread does to memory next.
pub(super) struct Next<'t> {
    pub statement: &'t Statement,
    pub number: usize,
}

impl<'t> Program<'t> {
    pub fn new(thread: &'t Thread) -> Self {
        let mut program = Program { steps: Vec::new(), thread };
        program.flatten(&thread.body, &mut 0);
        program
    }

    fn flatten(&mut self, body: &'t [Statement], number: &mut usize) {
        for statement in body {
            let this = *number;
            *number += 1;
            let Statement::If { condition, then, otherwise } = statement else {
                self.steps.push(Step::Do(statement, this));
                continue;
            };
            let branch = self.steps.len();
            self.steps.push(Step::Jump(0));
            self.flatten(then, number);
            let leave = self.steps.len();
            self.steps.push(Step::Jump(0));
            self.steps[branch] = Step::Unless(condition, self.steps.len());
            self.flatten(otherwise, number);
            self.steps[leave] = Step::Jump(self.steps.len());
        }
    }

    /// The thread before it starts.
    pub fn start(thread: &Thread) -> Cursor {
        Cursor { step: 0, registers: vec![0; thread.registers.len()], stuck: None }
    }

    /// Goes on to the next operation on memory, or fence; to none at the end and where it is stuck.
    pub fn next(&self, cursor: &mut Cursor) -> Option<Next<'t>> {
        loop {
            match *self.steps.get(cursor.step)? {
                Step::Do(Statement::Let { register, value }, _) => {
                    let value = value.value(&cursor.registers, self.thread);
                    cursor.registers[*register] = self.thread.integer(*register).convert(value);
                    cursor.step += 1;
                }
                Step::Do(Statement::Assume(condition, assumed), _) => {
                    if condition.value(&cursor.registers, self.thread) == 0 {
                        cursor.stuck = Some(*assumed);
                        return None;
                    }
                    cursor.step += 1;
                }
                Step::Do(statement, number) => return Some(Next { statement, number }),
                Step::Unless(condition, target) if condition.value(&cursor.registers, self.thread) == 0 => {
                    cursor.step = target;
                }
                Step::Unless(..) => cursor.step += 1,
                Step::Jump(target) => cursor.step = target,
            }
        }
    }
}

impl Step<'_> {
    /// What it reads, if it reads.
    pub fn reads(&self) -> Option<LocationId> {
        match self {
            Step::Do(
                Statement::Load { location, .. }
                | Statement::Update { location, .. }
                | Statement::CompareExchange { location, .. },
                _,
            ) => Some(*location),
            _ => None,
        }
    }

    /// What it writes, if it writes; or may write.
    pub fn writes(&self) -> Option<LocationId> {
        match self {
            Step::Do(
                Statement::Store { location, .. }
                | Statement::Update { location, .. }
                | Statement::CompareExchange { location, .. },
                _,
            ) => Some(*location),
            _ => None,
        }
    }
}

impl Next<'_> {
    /// What it reads, if it reads.
    pub fn reads(&self) -> Option<LocationId> {
        Step::Do(self.statement, self.number).reads()
    }

    /// Whether, having read this value, it may fail or not: a weak compare-exchange that finds what it expects.
    pub fn may_fail(&self, read: Value, cursor: &Cursor) -> bool {
        matches!(self.statement, Statement::CompareExchange { weak: true, expected, .. }
            if cursor.registers[*expected] == read)
    }

    /// Does it, having read the given value (any, if it does not read): the event, and the cursor moved on.
    /// `fails` says that it fails though it [need not](Next::may_fail).
    pub fn perform(
        &self,
        test: &Test,
        thread: usize,
        read: Value,
        fails: bool,
        cursor: &mut Cursor,
    ) -> Event {
        cursor.step += 1;
        let registers = &mut cursor.registers;
        let (number, thread) = (thread, &test.threads[thread]);
        let of_location = |location: LocationId| test.locations[location].integer;
        let (kind, location, mode, read, written) = match *self.statement {
            Statement::Load { register, location, mode } => {
                registers[register] = thread.integer(register).convert(read);
                (Kind::Load, Some(location), mode, Some(read), None)
            }
            Statement::Store { location, ref value, mode } => {
                let value = of_location(location).convert(value.value(registers, thread));
                (Kind::Store, Some(location), mode, None, Some(value))
            }
            Statement::Update { register, location, change, ref operand, ordering } => {
                let written = change.apply(read, operand.value(registers, thread), of_location(location));
                registers[register] = thread.integer(register).convert(read);
                (Kind::Update, Some(location), Mode::Atomic(ordering), Some(read), Some(written))
            }
            Statement::CompareExchange {
                succeeded,
                expected,
                location,
                ref desired,
                success,
                failure,
                ..
            } => {
                let desired = of_location(location).convert(desired.value(registers, thread));
                let succeeds = registers[expected] == read && !fails;
                // An expected value is of the location's type.
                registers[expected] = read;
                registers[succeeded] = Value::from(succeeds);
                match succeeds {
                    true => (Kind::Update, Some(location), Mode::Atomic(success), Some(read), Some(desired)),
                    false => (Kind::FailedUpdate, Some(location), Mode::Atomic(failure), Some(read), None),
                }
            }
            Statement::Fence(ordering) => (Kind::Fence, None, Mode::Atomic(ordering), None, None),
            // `Program::next` has dealt with these.
            Statement::Let { .. } | Statement::If { .. } | Statement::Assume(..) => {
                (Kind::Fence, None, Mode::Atomic(Ordering::Relaxed), None, None)
            }
        };
        Event { thread: Some(number), statement: self.number, kind, location, mode, read, written }
    }
}
