//! What the threads of one graph do, operation by operation.

use racelab_engine::graph::{self, Event, Graph, Kind, ObjectId, Place, Shape};

use super::super::names::named;
use super::super::places::short;
use super::{CAN_HAVE, Refusal};
use crate::litmus::test::{Change, Integer, Ordering, Value};

/// An operation of a thread.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    /// What it does.
    pub does: Does,
    /// How, as it is written.
    pub ordering: Ordering,
    /// Where the atomic was made, but for fences.
    pub atomic: Option<Place>,
    /// Where it is.
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Does {
    Load,
    Store(Value),
    Change(Change, Value),
    Exchange { expected: Value, new: Value, failure: Ordering, weak: bool },
    Fence,
}

/// An atomic.
pub(super) struct Atomic {
    /// Where it is made.
    pub made: Place,
    /// What the source calls it.
    pub name: &'static str,
    /// The type of C that has its values.
    pub integer: Integer,
    /// What it holds at first.
    pub initial: Value,
}

/// What a scenario does.
pub(super) struct Program {
    /// What they share.
    pub atomics: Vec<Atomic>,
    /// What each of them does.
    pub threads: Vec<Vec<Operation>>,
    /// What the first thread stores before it starts others.
    pub first: Vec<Operation>,
    /// What it loads after they have ended.
    pub last: Vec<Operation>,
}

impl Program {
    /// That of a graph.
    pub fn of(graph: &Graph) -> Result<Program, Refusal> {
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
    pub fn is_same(&self, other: &Program) -> Result<(), Refusal> {
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
}

/// The atomics of a graph that something was done to.
fn atomics(graph: &Graph) -> Result<Vec<Atomic>, Refusal> {
    let mut atomics: Vec<Atomic> = Vec::new();
    for object in graph.objects.iter().filter(|object| !object.reads.is_empty() || !object.writes.is_empty())
    {
        let (Some(made), true) = (object.made, object.sort.starts_with("Atomic")) else {
            let article = if object.sort.starts_with(['A', 'E', 'I']) { "an" } else { "a" };
            return Err(format!("uses {article} {}: {CAN_HAVE}", object.sort));
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
