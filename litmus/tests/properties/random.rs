//! Small random programs, made to collide: few locations, few values, every sort of operation.

use racelab_litmus::Test;
use racelab_litmus::test::{
    Change, Condition, Expression, Formula, Integer, Location, Mode, Observable, Operator, Ordering,
    Quantifier, Statement, Thread,
};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// What sort of programs.
#[derive(Clone, Copy)]
pub struct Sort {
    pub threads: usize,
    /// The most operations of a thread.
    pub operations: usize,
    pub locations: usize,
    /// Whether one more location is not atomic.
    pub plain: bool,
    /// Whether atomic locations are now and then accessed as if they were not.
    pub mixed: bool,
    /// Whether values are added to, not only copied.
    pub arithmetic: bool,
    pub updates: bool,
    pub fences: bool,
    /// Whether compare-exchanges may fail for no reason.
    pub weak: bool,
    /// Which orderings accesses have.
    pub orderings: &'static [Ordering],
    /// Which orderings fences have.
    pub fence_orderings: &'static [Ordering],
}

pub const ALL: &[Ordering] = &[Relaxed, Release, Acquire, AcqRel, SeqCst];
pub const NO_SEQ_CST: &[Ordering] = &[Relaxed, Release, Acquire, AcqRel];

/// Three threads of up to three operations, with all there is but plain locations.
pub const ANYTHING: Sort = Sort {
    threads: 3,
    operations: 3,
    locations: 2,
    plain: false,
    mixed: false,
    arithmetic: false,
    updates: true,
    fences: true,
    weak: false,
    orderings: ALL,
    fence_orderings: ALL,
};

/// The program with this number. The same number gives the same program.
pub fn program(seed: u64, sort: Sort) -> Test {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let name = |index: usize| ["x", "y", "z"][index].to_string();
    let locations = sort.locations + usize::from(sort.plain);
    let mut test = Test {
        name: format!("random{seed}"),
        about: None,
        locations: (0..locations)
            .map(|index| Location {
                name: name(index),
                initial: 0,
                atomic: index < sort.locations,
                integer: Integer::default(),
            })
            .collect(),
        threads: Vec::new(),
        // All values, so that the checker thinks of each as one that might come out of thin air.
        condition: Condition {
            quantifier: Quantifier::Exists,
            formula: Formula::Or(
                Box::new(Formula::Equals(Observable::Location(0), 1)),
                Box::new(Formula::Equals(Observable::Location(0), 2)),
            ),
        },
        also_shown: (0..locations).map(Observable::Location).collect(),
        filter: None,
    };
    for thread in 0..random.random_range(2..=sort.threads) {
        let mut made = Thread::default();
        for _ in 0..random.random_range(sort.operations - 1..=sort.operations) {
            let statement = statement(&mut made, sort, &mut random);
            // Now and then it depends on what the thread has read.
            let depends = !made.registers.is_empty() && random.random_ratio(1, 6);
            let registers = made.registers.len();
            made.body.push(match statement {
                statement if depends => Statement::If {
                    condition: Expression::Register(random.random_range(0..registers)),
                    then: vec![statement],
                    otherwise: Vec::new(),
                },
                statement => statement,
            });
        }
        let registers = 0..made.registers.len();
        test.also_shown.extend(registers.map(|register| Observable::Register { thread, register }));
        test.threads.push(made);
    }
    test
}

fn register(thread: &mut Thread) -> usize {
    thread.registers.push(format!("r{}", thread.registers.len()));
    thread.registers.len() - 1
}

fn statement(thread: &mut Thread, sort: Sort, random: &mut ChaCha8Rng) -> Statement {
    let pick = |random: &mut ChaCha8Rng, of: &[Ordering], fit: &[Ordering]| {
        let both: Vec<_> = of.iter().copied().filter(|ordering| fit.contains(ordering)).collect();
        *both.choose(random).unwrap_or(&Relaxed)
    };
    let location = random.random_range(0..sort.locations + usize::from(sort.plain));
    let atomic = location < sort.locations;
    let is_mixed = |random: &mut ChaCha8Rng| sort.mixed && random.random_ratio(1, 3);
    match random.random_range(0..12) {
        0..4 => {
            let ordering = pick(random, sort.orderings, &[Relaxed, Acquire, SeqCst]);
            let mode = if atomic && !is_mixed(random) { Mode::Atomic(ordering) } else { Mode::NonAtomic };
            Statement::Load { register: register(thread), location, mode }
        }
        4..8 => {
            let ordering = pick(random, sort.orderings, &[Relaxed, Release, SeqCst]);
            let mode = if atomic && !is_mixed(random) { Mode::Atomic(ordering) } else { Mode::NonAtomic };
            Statement::Store { location, value: value(thread, sort, random), mode }
        }
        8..10 if sort.updates => {
            let location = location.min(sort.locations - 1);
            let operand = Expression::Constant(random.random_range(1..=2));
            let change = if sort.arithmetic { Change::Add } else { Change::Swap };
            let ordering = pick(random, sort.orderings, ALL);
            Statement::Update { register: register(thread), location, change, operand, ordering }
        }
        10 if sort.updates => Statement::CompareExchange {
            succeeded: register(thread),
            expected: register(thread),
            location: location.min(sort.locations - 1),
            desired: Expression::Constant(random.random_range(1..=2)),
            success: pick(random, sort.orderings, ALL),
            failure: pick(random, sort.orderings, &[Relaxed, Acquire, SeqCst]),
            weak: sort.weak && random.random_bool(0.5),
        },
        _ if sort.fences => Statement::Fence(pick(random, sort.fence_orderings, &ALL[1..])),
        _ => {
            let mode = Mode::Atomic(pick(random, sort.orderings, &[Relaxed, Acquire, SeqCst]));
            let location = location.min(sort.locations - 1);
            Statement::Load { register: register(thread), location, mode }
        }
    }
}

fn value(thread: &Thread, sort: Sort, random: &mut ChaCha8Rng) -> Expression {
    let constant = Expression::Constant(random.random_range(1..=2));
    if thread.registers.is_empty() || random.random_ratio(2, 3) {
        return constant;
    }
    let register = Expression::Register(random.random_range(0..thread.registers.len()));
    match sort.arithmetic {
        true => Expression::Binary(Box::new(register), Operator::Add, Box::new(constant)),
        false => register,
    }
}

/// The same program with locations and registers of several types, with values that they do not all hold, and with
/// comparisons whose answer depends on the types.
pub fn typed(mut test: Test, seed: u64) -> Test {
    const INTEGERS: [Integer; 5] = [Integer::Bool, Integer::U8, Integer::I32, Integer::U32, Integer::I8];
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut pick = || *INTEGERS.choose(&mut random).expect("some");
    test.locations.iter_mut().for_each(|location| location.integer = pick());
    let of_location: Vec<_> = test.locations.iter().map(|location| location.integer).collect();
    for thread in &mut test.threads {
        thread.integers = thread.registers.iter().map(|_| pick()).collect();
        type_body(&mut thread.body, &of_location, &mut thread.integers);
    }
    test
}

fn type_body(body: &mut [Statement], of_location: &[Integer], integers: &mut [Integer]) {
    let type_value = |value: &mut Expression| match value {
        Expression::Constant(1) => *value = Expression::Constant(-1),
        Expression::Constant(2) => *value = Expression::Constant(258),
        _ => {}
    };
    for statement in body {
        match statement {
            Statement::Store { value, .. } | Statement::Let { value, .. } => type_value(value),
            Statement::Update { operand, .. } => type_value(operand),
            Statement::CompareExchange { expected, desired, location, .. } => {
                type_value(desired);
                integers[*expected] = of_location[*location];
            }
            Statement::If { condition, then, otherwise } => {
                // Never true where the register is an `unsigned`.
                let (one, other) = (Box::new(Expression::Constant(-1)), Box::new(condition.clone()));
                *condition = Expression::Binary(one, Operator::Less, other);
                type_body(then, of_location, integers);
                type_body(otherwise, of_location, integers);
            }
            Statement::Load { .. } | Statement::Fence(_) | Statement::Assume(..) => {}
        }
    }
}
