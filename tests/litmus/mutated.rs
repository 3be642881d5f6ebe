//! Litmus tests, changed at random: orderings, operations, their order.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use racelab_loom::litmus::Test;
use racelab_loom::litmus::test::{Change, Expression, Mode, Statement};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// The test with one to three things changed. Registers, locations and what is shown stay.
pub fn mutated(test: &Test, random: &mut ChaCha8Rng) -> Test {
    let mut test = test.clone();
    for _ in 0..random.random_range(1..=3) {
        let thread = random.random_range(0..test.threads.len());
        let locations: Vec<_> = (0..test.locations.len()).filter(|&at| test.locations[at].atomic).collect();
        let thread = &mut test.threads[thread];
        if thread.body.is_empty() || locations.is_empty() {
            continue;
        }
        let place = random.random_range(0..thread.body.len());
        let at = locations[random.random_range(0..locations.len())];
        match random.random_range(0..8) {
            0..=2 => thread.body[place] = reordered(&thread.body[place], random),
            3 => {
                let other = random.random_range(0..thread.body.len());
                thread.body.swap(place, other);
            }
            4 => drop(thread.body.remove(place)),
            5 => thread.body.insert(place, Statement::Fence(one_of(&[SeqCst, AcqRel, Acquire], random))),
            6 => {
                let value = Expression::Constant(random.random_range(1..=3));
                let mode = Mode::Atomic(one_of(&[SeqCst, Relaxed, Release], random));
                thread.body.insert(place, Statement::Store { location: at, value, mode });
            }
            _ => {
                thread.registers.extend(["m0".to_owned(), "m1".to_owned()]);
                let new = thread.registers.len() - 1;
                let operand = Expression::Constant(random.random_range(1..=3));
                let exchange = Statement::CompareExchange {
                    succeeded: new,
                    expected: new - 1,
                    location: at,
                    desired: operand.clone(),
                    success: one_of(&[SeqCst, AcqRel, Relaxed], random),
                    failure: one_of(&[SeqCst, Acquire, Relaxed], random),
                    weak: false,
                };
                let update = Statement::Update {
                    register: new,
                    location: at,
                    change: one_of(&[Change::Add, Change::Swap], random),
                    operand,
                    ordering: one_of(&[SeqCst, AcqRel, Relaxed], random),
                };
                thread.body.insert(place, one_of(&[exchange, update], random));
            }
        }
    }
    test
}

/// The statement with another ordering.
fn reordered(statement: &Statement, random: &mut ChaCha8Rng) -> Statement {
    let mut statement = statement.clone();
    let mut set = |ordering: &mut Ordering, to: &[Ordering]| *ordering = one_of(to, random);
    match &mut statement {
        Statement::Load { mode: Mode::Atomic(ordering), .. } => set(ordering, &[SeqCst, Acquire, Relaxed]),
        Statement::Store { mode: Mode::Atomic(ordering), .. } => set(ordering, &[SeqCst, Release, Relaxed]),
        Statement::Update { ordering, .. } => set(ordering, &[SeqCst, AcqRel, Acquire, Release, Relaxed]),
        Statement::Fence(ordering) => set(ordering, &[SeqCst, AcqRel, Acquire, Release]),
        _ => {}
    }
    statement
}

fn one_of<T: Clone>(all: &[T], random: &mut ChaCha8Rng) -> T {
    all[random.random_range(0..all.len())].clone()
}
