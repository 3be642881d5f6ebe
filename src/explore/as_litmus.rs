//! A small scenario as a litmus test, so that the checker can be asked too: it knows load buffering, which no explorer
//! here shows.
//!
//! The test is made of what the threads are seen to do, in all graphs of the scenario. So it can be had only where each
//! thread does the same in every execution: the same operations, one after the other, with the same operands. A thread
//! that asks what it has read before it goes on, or stores what it has read, has no such list, and is refused. What the
//! thread that starts the others does before it starts them, and after they have ended, is no part of a litmus test:
//! stores before are initial values, and loads after are looked at in the end.

use std::ops::ControlFlow::{self, Break, Continue};

use racelab_engine::graph::{self, Event, Graph, Kind, ObjectId, Place, Shape};
use racelab_engine::{Ending, Execution};

use super::by_engine;
use super::names::named;
use super::places::short;
use super::search::Limits;
use crate::litmus::format::{herd, parse};
use crate::litmus::test::{
    Change, Condition, Expression, Formula, Integer, Location, LocationId, Mode, Observable, Ordering,
    Quantifier, Statement, Test, Thread, Value,
};
use crate::scenario::Scenario;

/// Why there is no such test: in words, to follow the name of the scenario.
pub type Refusal = String;

/// What a litmus test can have, for whoever had something else.
const CAN_HAVE: &str = "a litmus test has loads, stores, read-modify-writes and fences of atomics only";

/// The scenario as a litmus test that asks nothing: its registers are shown.
///
/// # Errors
///
/// If it is none that a litmus test could be.
pub fn as_litmus(scenario: &Scenario, limits: &Limits) -> Result<Test, Refusal> {
    let (seen, stopped) = by_engine::each(scenario, limits, Seen::default(), Seen::add, Seen::waits);
    match (seen.refused, seen.program, stopped) {
        (Some(refusal), ..) => Err(refusal),
        (None, _, Some(why)) => Err(format!("was not explored to its end: {why}")),
        (None, Some(program), None) => program.test(scenario),
        (None, None, None) => Err("has no execution that comes to its end".to_owned()),
    }
}

/// What the threads were seen to do so far.
#[derive(Default)]
struct Seen {
    program: Option<Program>,
    refused: Option<Refusal>,
}

impl Seen {
    fn add(&mut self, execution: &Execution<'_, String>) -> ControlFlow<()> {
        let program = match &execution.ending {
            Ending::Outcome(_) => Program::of(execution.graph),
            Ending::Failure(failure) => Err(format!("fails as it is ({failure}): `explain` shows how")),
        };
        let same = program.and_then(|program| match &self.program {
            Some(known) => known.is_same(&program).map(|()| None),
            None => Ok(Some(program)),
        });
        match same {
            Ok(first) => {
                self.program = self.program.take().or(first);
                Continue(())
            }
            Err(refusal) => {
                self.refused = Some(refusal);
                Break(())
            }
        }
    }

    /// Runs came to nothing, because a loop waits.
    fn waits(&mut self) {
        let refusal = "has a thread that waits for another: a litmus test waits for nobody".to_owned();
        self.refused.get_or_insert(refusal);
    }
}

/// An operation of a thread.
#[derive(Clone, Debug, PartialEq)]
struct Operation {
    does: Does,
    ordering: Ordering,
    /// Where the atomic was made, but for fences.
    atomic: Option<Place>,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    Load,
    Store(Value),
    Change(Change, Value),
    Exchange { expected: Value, new: Value, failure: Ordering, weak: bool },
    Fence,
}

/// An atomic.
struct Atomic {
    made: Place,
    name: &'static str,
    integer: Integer,
    initial: Value,
}

/// What a scenario does.
struct Program {
    atomics: Vec<Atomic>,
    threads: Vec<Vec<Operation>>,
    /// What the first thread stores before it starts others.
    first: Vec<Operation>,
    /// What it loads after they have ended.
    last: Vec<Operation>,
}

impl Program {
    fn of(graph: &Graph) -> Result<Program, Refusal> {
        let mut program =
            Program { atomics: atomics(graph)?, threads: Vec::new(), first: Vec::new(), last: Vec::new() };
        for (number, events) in graph.threads.iter().enumerate() {
            let mut operations = Vec::new();
            for event in events {
                let is_second_half = event.kind == Kind::Write && event.is_update;
                match event.kind {
                    Kind::Begin => {}
                    Kind::Spawn if number == 0 => program.starts(&mut operations, event)?,
                    Kind::Join if number == 0 && event.call.is_empty() => {
                        program.ends(&mut operations, event)?;
                    }
                    _ if is_second_half => {}
                    _ => operations.push(operation(graph, event)?),
                }
            }
            if number == 0 && program.threads.len() == 1 {
                program.last = operations;
            } else {
                program.threads.push(operations);
            }
        }
        program.looks_only_in_the_end()?;
        Ok(program)
    }

    /// The first thread starts another one, and has done this since it last did.
    fn starts(&mut self, done: &mut Vec<Operation>, event: &Event) -> Result<(), Refusal> {
        if !self.threads.is_empty() {
            return Err(format!("starts a thread after another has ended, at {}", short(event.place)));
        }
        for operation in done.drain(..) {
            match operation.does {
                Does::Store(_) => self.first.push(operation),
                _ => {
                    return Err(format!(
                        "does more than store before all threads are started, at {}: let it do that in a thread",
                        short(operation.place)
                    ));
                }
            }
        }
        Ok(())
    }

    /// The first thread sees another one end, and has done this since it started the last, or saw one end.
    fn ends(&mut self, done: &mut Vec<Operation>, event: &Event) -> Result<(), Refusal> {
        match (self.threads.len(), done.first()) {
            (0, _) => self.threads.push(std::mem::take(done)),
            (_, Some(operation)) => {
                return Err(format!(
                    "goes on between the ends of two threads, at {} and {}",
                    short(operation.place),
                    short(event.place)
                ));
            }
            (_, None) => {}
        }
        Ok(())
    }

    /// After all threads have ended, there is nothing but loads.
    fn looks_only_in_the_end(&self) -> Result<(), Refusal> {
        match self.last.iter().find(|operation| operation.does != Does::Load) {
            Some(operation) => Err(format!(
                "does more than load after its threads have ended, at {}",
                short(operation.place)
            )),
            None => Ok(()),
        }
    }

    /// Refuses threads that do something else in another execution.
    fn is_same(&self, other: &Program) -> Result<(), Refusal> {
        let all = |program: &Program| {
            let threads = program.threads.iter().chain([&program.first, &program.last]);
            threads.cloned().collect::<Vec<_>>()
        };
        for (one, other) in all(self).iter().zip(&all(other)) {
            let differs = one.iter().zip(other).find(|(one, other)| one != other);
            let place = match differs {
                Some((operation, _)) => operation.place,
                None if one.len() == other.len() => continue,
                None => one.iter().chain(other).last().expect("one of them is longer").place,
            };
            return Err(format!(
                "does another thing in another execution, at {}: in a litmus test a thread does the same whatever it \
                 reads",
                short(place)
            ));
        }
        Ok(())
    }

    fn test(self, scenario: &Scenario) -> Result<Test, Refusal> {
        let Program { mut atomics, threads, first, last } = self;
        for operation in &first {
            if let (Does::Store(value), Some(made)) = (operation.does, operation.atomic)
                && let Some(atomic) = atomics.iter_mut().find(|atomic| atomic.made == made)
            {
                atomic.initial = value;
            }
        }
        let at = |operation: &Operation| {
            atomics.iter().position(|atomic| Some(atomic.made) == operation.atomic).unwrap_or_default()
        };
        let busy: Vec<_> = threads.iter().filter(|operations| !operations.is_empty()).collect();
        let integer = |operation: &Operation| {
            atomics.get(at(operation)).map_or_else(Integer::default, |atomic| atomic.integer)
        };
        let threads: Vec<Thread> = busy.iter().map(|operations| thread(operations, at, integer)).collect();
        if threads.is_empty() {
            return Err(format!("does nothing that a litmus test has: {CAN_HAVE}"));
        }
        let registers = threads.iter().enumerate().flat_map(|(thread, program)| {
            (0..program.registers.len()).map(move |register| Observable::Register { thread, register })
        });
        let mut also_shown: Vec<_> = registers.collect();
        also_shown.extend(last.iter().map(|operation| Observable::Location(at(operation))));
        also_shown.sort_unstable();
        also_shown.dedup();
        let location = |(atomic, name): (&Atomic, String)| Location {
            name,
            initial: atomic.initial,
            atomic: true,
            integer: atomic.integer,
        };
        let test = |names: Vec<String>| Test {
            name: scenario.subject.replace("::", "-"),
            about: Some(format!("made of {}", scenario.about)),
            locations: atomics.iter().zip(names).map(location).collect(),
            threads: threads.clone(),
            condition: Condition { quantifier: Quantifier::Forall, formula: Formula::True },
            also_shown: also_shown.clone(),
            filter: None,
        };
        let named = test(names(&atomics));
        // Some names of the source's mean something else in C.
        let is_fit = parse(&herd(&named)).is_ok();
        Ok(if is_fit { named } else { test((0..atomics.len()).map(letter).collect()) })
    }
}

/// The atomics of a graph that something was done to.
fn atomics(graph: &Graph) -> Result<Vec<Atomic>, Refusal> {
    let mut atomics: Vec<Atomic> = Vec::new();
    for object in graph.objects.iter().filter(|object| !object.reads.is_empty() || !object.writes.is_empty())
    {
        let (Some(made), true) = (object.made, object.sort.starts_with("Atomic")) else {
            return Err(format!("uses a {}: {CAN_HAVE}", object.sort));
        };
        if atomics.iter().any(|known| known.made == made) {
            return Err(format!("has two atomics made at {}: give each a line of its own", short(made)));
        }
        let events = || object.reads.iter().chain(&object.writes).map(|&id| graph.event(id));
        let shape = events().next().map_or(Shape::NONE, |event| event.shape);
        let reckons = events().any(|event| {
            matches!(event.change, graph::Change::Or(_) | graph::Change::Xor(_) | graph::Change::And(_))
        });
        let integer = integer(shape, reckons);
        let initial = value(object.initial, shape);
        atomics.push(Atomic { made, name: named(made, object.sort), integer, initial });
    }
    atomics.sort_by_key(|atomic| (atomic.made.file(), atomic.made.line(), atomic.made.column()));
    Ok(atomics)
}

/// The type of C that has just these values. There is no arithmetic on its `bool`.
fn integer(shape: Shape, reckons: bool) -> Integer {
    match (shape.bits, shape.signed) {
        (1, _) if reckons => Integer::U8,
        (1, _) => Integer::Bool,
        (8, true) => Integer::I8,
        (8, false) => Integer::U8,
        (16, true) => Integer::I16,
        (16, false) => Integer::U16,
        (32, true) => Integer::I32,
        (32, false) => Integer::U32,
        (_, true) => Integer::I64,
        (_, false) => Integer::U64,
    }
}

fn value(bits: u64, shape: Shape) -> Value {
    if shape.signed { Value::from(bits as i64) } else { Value::from(bits) }
}

/// What an event does.
fn operation(graph: &Graph, event: &Event) -> Result<Operation, Refusal> {
    let place = event.place;
    let refused = || format!("calls {} at {}: {CAN_HAVE}", event.operation(), short(place));
    let shape = event.shape;
    let does = match (event.kind, event.change) {
        (Kind::Fence, _) => Does::Fence,
        (Kind::Write, _) => Does::Store(value(event.value, shape)),
        (Kind::Read, graph::Change::None) => Does::Load,
        (Kind::Read, graph::Change::CompareExchange { expected, new, failure, weak }) => {
            Does::Exchange { expected: value(expected, shape), new: value(new, shape), failure, weak }
        }
        (Kind::Read, graph::Change::Swap(operand)) => Does::Change(Change::Swap, value(operand, shape)),
        (Kind::Read, graph::Change::Add(operand)) => Does::Change(Change::Add, value(operand, shape)),
        (Kind::Read, graph::Change::Sub(operand)) => Does::Change(Change::Sub, value(operand, shape)),
        (Kind::Read, graph::Change::And(operand)) => Does::Change(Change::And, value(operand, shape)),
        (Kind::Read, graph::Change::Or(operand)) => Does::Change(Change::Or, value(operand, shape)),
        (Kind::Read, graph::Change::Xor(operand)) => Does::Change(Change::Xor, value(operand, shape)),
        _ => return Err(refused()),
    };
    let atomic = match event.object {
        ObjectId::NONE => None,
        object => graph.object(object).made,
    };
    Ok(Operation { does, ordering: event.written, atomic, place })
}

/// A thread of the test, whose registers have the types of what they are read from: what is read goes to registers `r0`, `r1`, ...; of a compare-exchange, whether it wrote to one,
/// and what it expected, and found, to another, `e0`.
fn thread(
    operations: &[Operation],
    at: impl Fn(&Operation) -> LocationId,
    integer: impl Fn(&Operation) -> Integer,
) -> Thread {
    let mut thread = Thread::default();
    for operation in operations {
        let (location, ordering) = (at(operation), operation.ordering);
        let register = |thread: &mut Thread, letter: char, integer: Integer| {
            let number = thread.registers.iter().filter(|name| name.starts_with(letter)).count();
            thread.registers.push(format!("{letter}{number}"));
            thread.integers.push(integer);
            thread.registers.len() - 1
        };
        let statement = match operation.does {
            Does::Load => {
                let register = register(&mut thread, 'r', integer(operation));
                Statement::Load { register, location, mode: Mode::Atomic(ordering) }
            }
            Does::Store(value) => Statement::Store {
                location,
                value: Expression::Constant(value),
                mode: Mode::Atomic(ordering),
            },
            Does::Change(change, operand) => {
                let register = register(&mut thread, 'r', integer(operation));
                let operand = Expression::Constant(operand);
                Statement::Update { register, location, change, operand, ordering }
            }
            Does::Exchange { expected, new, failure, weak } => {
                let succeeded = register(&mut thread, 'r', Integer::I32);
                let holds = register(&mut thread, 'e', integer(operation));
                let value = Expression::Constant(expected);
                thread.body.push(Statement::Let { register: holds, value });
                Statement::CompareExchange {
                    succeeded,
                    expected: holds,
                    location,
                    desired: Expression::Constant(new),
                    success: ordering,
                    failure,
                    weak,
                }
            }
            Does::Fence => Statement::Fence(ordering),
        };
        thread.body.push(statement);
    }
    thread
}

/// What the source calls them, where that is a name; else letters.
fn names(atomics: &[Atomic]) -> Vec<String> {
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters.next().is_some_and(|first| first.is_ascii_lowercase())
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && !(name.starts_with(['r', 'e']) && name[1..].chars().all(|letter| letter.is_ascii_digit()))
    };
    let all: Vec<_> = atomics.iter().map(|atomic| atomic.name).collect();
    let is_alone = |name: &str| all.iter().filter(|other| **other == name).count() == 1;
    all.iter()
        .enumerate()
        .map(|(number, name)| match is_name(name) && is_alone(name) {
            true => (*name).to_owned(),
            false => letter(number),
        })
        .collect()
}

/// A name for the location with this number.
fn letter(number: usize) -> String {
    const LETTERS: [&str; 6] = ["x", "y", "z", "w", "v", "u"];
    LETTERS.get(number).map_or_else(|| format!("x{number}"), |letter| (*letter).to_owned())
}
