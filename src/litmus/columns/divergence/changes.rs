//! Litmus tests with one thing changed, to see whether a difference goes.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use super::super::super::test::{
    Change, Expression, Integer, Location, LocationId, Mode, Register, Statement, Test, Thread,
};

/// The test with its SeqCst accesses as loom takes them: as Acquire and Release.
pub(super) fn weaker_accesses(test: &Test) -> Test {
    let weaken = |ordering: &mut Ordering, weaker| {
        if *ordering == SeqCst {
            *ordering = weaker;
        }
    };
    test.with_each(&|statement: &mut Statement| match statement {
        Statement::Load { mode: Mode::Atomic(ordering), .. } => weaken(ordering, Acquire),
        Statement::Store { mode: Mode::Atomic(ordering), .. } => weaken(ordering, Release),
        Statement::Update { ordering, .. } => weaken(ordering, AcqRel),
        Statement::CompareExchange { success, failure, .. } => {
            weaken(success, AcqRel);
            weaken(failure, Acquire);
        }
        _ => {}
    })
}

/// The test with its weak compare-exchanges as loom takes them: as strong ones.
pub(super) fn strong_exchanges(test: &Test) -> Test {
    test.with_each(&|statement: &mut Statement| {
        if let Statement::CompareExchange { weak, .. } = statement {
            *weak = false;
        }
    })
}

/// The test with its SeqCst fences as loom takes them: each hands on all that its thread knows to every
/// SeqCst fence that comes later. That is an AcqRel fence, and then a read-modify-write of a location that all
/// fences share. (What the fence learns in this way is not handed on by Relaxed stores that follow it: loom
/// takes note of what they release before.)
pub(super) fn stronger_fences(test: &Test) -> Test {
    let (mut test, met) = with_location(test);
    replace(&mut test, &|statement, scratch| match statement {
        Statement::Fence(SeqCst) => vec![Statement::Fence(AcqRel), touch(scratch, met, AcqRel)],
        other => vec![other.clone()],
    });
    test
}

/// The test with a point before each of some operations at which loom may switch threads, and may not think
/// otherwise: a Relaxed read-modify-write, which reads 0 and writes 0, of a location that all share.
pub(super) fn more_points(test: &Test, before: &impl Fn(&Statement) -> bool) -> Test {
    let (mut test, point) = with_location(test);
    replace(&mut test, &|statement, scratch| match before(statement) {
        true => vec![touch(scratch, point, Relaxed), statement.clone()],
        false => vec![statement.clone()],
    });
    test
}

/// The test with every atomic store as a swap: all writes are read-modify-writes then, and loom gets the order
/// of those right.
pub(super) fn swaps_for_stores(test: &Test) -> Test {
    let mut test = test.clone();
    replace(&mut test, &|statement, scratch| match statement {
        Statement::Store { location, value, mode: Mode::Atomic(ordering) } => {
            vec![Statement::Update {
                register: scratch,
                location: *location,
                change: Change::Swap,
                operand: value.clone(),
                ordering: *ordering,
            }]
        }
        other => vec![other.clone()],
    });
    test
}

/// `add(location, 0)`.
fn touch(register: Register, location: LocationId, ordering: Ordering) -> Statement {
    let operand = Expression::Constant(0);
    Statement::Update { register, location, change: Change::Add, operand, ordering }
}

/// The test with a location more, after all others.
fn with_location(test: &Test) -> (Test, LocationId) {
    let mut test = test.clone();
    test.locations.push(Location {
        name: "$shared".to_owned(),
        initial: 0,
        atomic: true,
        integer: Integer::default(),
    });
    let last = test.locations.len() - 1;
    (test, last)
}

/// Replaces each operation by others, which may use a register that is given to each thread, after all others.
/// Registers and locations keep their numbers, so outcomes mean the same.
fn replace(test: &mut Test, by: &impl Fn(&Statement, Register) -> Vec<Statement>) {
    fn in_body(
        body: &[Statement],
        scratch: Register,
        by: &impl Fn(&Statement, Register) -> Vec<Statement>,
    ) -> Vec<Statement> {
        let changed = |statement: &Statement| match statement {
            Statement::Let { .. } | Statement::Assume(..) => vec![statement.clone()],
            Statement::If { condition, then, otherwise } => vec![Statement::If {
                condition: condition.clone(),
                then: in_body(then, scratch, by),
                otherwise: in_body(otherwise, scratch, by),
            }],
            operation => by(operation, scratch),
        };
        body.iter().flat_map(changed).collect()
    }
    for Thread { registers, body, .. } in &mut test.threads {
        registers.push("$scratch".to_owned());
        *body = in_body(body, registers.len() - 1, by);
    }
}
