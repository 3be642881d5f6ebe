//! Random programs, with the parts of the format that a person seldom puts together.

use racelab_litmus::test::{
    Assumed, Change, Condition, Expression, Formula, Integer, Location, Mode, Observable, Operator, Ordering,
    Quantifier, Statement, Test, Thread, Value,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;

const LOCATIONS: [(&str, bool); 4] = [("x", true), ("y", true), ("d", false), ("e", false)];
const REGISTERS: usize = 4;
/// The type of the locations that are not atomic, and those of the registers; the last are `int`s.
const PLAIN: Integer = Integer::U16;
const INTEGERS: [Integer; 3] = [Integer::I32, Integer::U32, Integer::I8];
const LOAD: [Ordering; 3] = [Ordering::Relaxed, Ordering::Acquire, Ordering::SeqCst];
const STORE: [Ordering; 3] = [Ordering::Relaxed, Ordering::Release, Ordering::SeqCst];
const FENCE: [Ordering; 4] = [Ordering::Acquire, Ordering::Release, Ordering::AcqRel, Ordering::SeqCst];
const UPDATE: [Ordering; 5] =
    [Ordering::Relaxed, Ordering::Acquire, Ordering::Release, Ordering::AcqRel, Ordering::SeqCst];
const CHANGES: [Change; 6] = [Change::Swap, Change::Add, Change::Sub, Change::Or, Change::Xor, Change::And];
const OPERATORS: [Operator; 14] = [
    Operator::Add,
    Operator::Sub,
    Operator::Mul,
    Operator::BitAnd,
    Operator::BitOr,
    Operator::BitXor,
    Operator::And,
    Operator::Or,
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

fn one_of<T: Copy>(random: &mut ChaCha8Rng, all: &[T]) -> T {
    *all.choose(random).expect("some")
}

/// A program with all its names, numbered as the parser numbers them: register 0 alone holds expected values.
pub fn random_test(random: &mut ChaCha8Rng) -> Test {
    // An expected value is an `int`, and so are the atomics.
    let location = |(name, atomic): (&str, bool)| Location {
        name: name.to_owned(),
        initial: 0,
        atomic,
        integer: if atomic { Integer::I32 } else { PLAIN },
    };
    let mut locations: Vec<_> = LOCATIONS.into_iter().map(location).collect();
    for location in &mut locations {
        location.initial = location.integer.convert(value(random));
    }
    let threads = random.random_range(1..=3);
    let threads: Vec<_> = (0..threads).map(|_| thread(random)).collect();
    let quantifier = one_of(random, &[Quantifier::Exists, Quantifier::NotExists, Quantifier::Forall]);
    let asked = formula(random, threads.len(), 3);
    let filter = random.random_bool(0.2).then(|| formula(random, threads.len(), 2));
    let also_shown = (0..random.random_range(0..3)).map(|_| observable(random, threads.len())).collect();
    Test {
        name: "random".to_owned(),
        about: random.random_bool(0.5).then(|| "A random program".to_owned()),
        locations,
        threads,
        condition: Condition { quantifier, formula: asked },
        also_shown,
        filter,
    }
}

fn thread(random: &mut ChaCha8Rng) -> Thread {
    let registers = (0..REGISTERS).map(|number| format!("r{number}")).collect();
    Thread { registers, integers: INTEGERS.to_vec(), body: body(random, 2) }
}

fn body(random: &mut ChaCha8Rng, depth: usize) -> Vec<Statement> {
    (0..random.random_range(0..=4)).map(|_| statement(random, depth)).collect()
}

fn statement(random: &mut ChaCha8Rng, depth: usize) -> Statement {
    let register = random.random_range(0..REGISTERS);
    let atomic = random.random_range(0..2);
    match random.random_range(0..9) {
        0 => Statement::Load { register, location: atomic, mode: Mode::Atomic(one_of(random, &LOAD)) },
        1 => Statement::Load { register, location: atomic + 2, mode: Mode::NonAtomic },
        2 => Statement::Store {
            location: atomic,
            value: expression(random, 2),
            mode: Mode::Atomic(one_of(random, &STORE)),
        },
        3 => Statement::Store { location: atomic + 2, value: expression(random, 2), mode: Mode::NonAtomic },
        4 => Statement::Update {
            register,
            location: atomic,
            change: one_of(random, &CHANGES),
            operand: expression(random, 2),
            ordering: one_of(random, &UPDATE),
        },
        5 => Statement::CompareExchange {
            succeeded: register.max(1),
            expected: 0,
            location: atomic,
            desired: expression(random, 2),
            success: one_of(random, &UPDATE),
            failure: one_of(random, &LOAD),
            weak: random.random_bool(0.3),
        },
        6 => Statement::Fence(one_of(random, &FENCE)),
        7 if random.random_bool(0.2) => Statement::Assume(expression(random, 2), assumed(random)),
        7 if depth > 0 => Statement::If {
            condition: expression(random, 3),
            then: body(random, depth - 1),
            otherwise: body(random, depth - 1),
        },
        _ => Statement::Let { register, value: expression(random, 3) },
    }
}

fn value(random: &mut ChaCha8Rng) -> Value {
    match random.random_range(0..8) {
        0 => i32::MIN.into(),
        1 => i32::MAX.into(),
        2 => -1,
        _ => random.random_range(0..4),
    }
}

fn expression(random: &mut ChaCha8Rng, depth: usize) -> Expression {
    match random.random_range(0..6) {
        0 | 1 => Expression::Constant(value(random)),
        2 | 3 => Expression::Register(random.random_range(0..REGISTERS)),
        4 if random.random_bool(0.3) => {
            let to = one_of(random, &[Integer::Bool, Integer::I16, Integer::U32, Integer::I64]);
            Expression::Cast(to, Box::new(Expression::Register(0)))
        }
        4 if depth > 0 => Expression::Not(Box::new(expression(random, depth - 1))),
        _ if depth > 0 => Expression::Binary(
            Box::new(expression(random, depth - 1)),
            one_of(random, &OPERATORS),
            Box::new(expression(random, depth - 1)),
        ),
        _ => Expression::Constant(1),
    }
}

fn observable(random: &mut ChaCha8Rng, threads: usize) -> Observable {
    if random.random_bool(0.5) {
        Observable::Location(random.random_range(0..LOCATIONS.len()))
    } else {
        Observable::Register {
            thread: random.random_range(0..threads),
            register: random.random_range(0..REGISTERS),
        }
    }
}

fn formula(random: &mut ChaCha8Rng, threads: usize, depth: usize) -> Formula {
    let mut part = || Box::new(formula(random, threads, depth.saturating_sub(1)));
    if depth == 0 {
        return match random.random_bool(0.2) {
            true => Formula::Same(observable(random, threads), observable(random, threads)),
            false => {
                let (observable, value) = (observable(random, threads), value(random));
                let integer = match observable {
                    Observable::Location(location) if !LOCATIONS[location].1 => PLAIN,
                    Observable::Location(_) => Integer::I32,
                    Observable::Register { register, .. } => {
                        INTEGERS.get(register).copied().unwrap_or_default()
                    }
                };
                // As the parser converts it.
                Formula::Equals(observable, integer.where_equal_to(value))
            }
        };
    }
    let parts = (part(), part());
    match random.random_range(0..5) {
        0 => Formula::Not(parts.0),
        1 => Formula::And(parts.0, parts.1),
        2 => Formula::Or(parts.0, parts.1),
        3 => Formula::True,
        _ => *parts.0,
    }
}

fn assumed(random: &mut ChaCha8Rng) -> Assumed {
    if random.random_bool(0.5) { Assumed::Met } else { Assumed::EnoughRounds(random.random_range(1..=4)) }
}
