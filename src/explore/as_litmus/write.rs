//! What threads do, as a litmus test.

use super::program::{Atomic, Does, Operation, Program};
use super::{CAN_HAVE, Refusal};
use crate::litmus::format::{herd, parse};
use crate::litmus::test::{
    Condition, Expression, Formula, Integer, Location, LocationId, Mode, Observable, Quantifier, Statement,
    Test, Thread,
};
use crate::scenario::Scenario;

impl Program {
    /// The test.
    pub fn test(self, scenario: &Scenario) -> Result<Test, Refusal> {
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
