//! A program with one ordering weaker, or one fence less.

use racelab_litmus::Test;
use racelab_litmus::test::{Mode, Ordering, Statement};

use Ordering::{AcqRel, Acquire, Relaxed, Release};

/// All programs that differ from this one in one place, where they are weaker.
pub fn weaker(test: &Test) -> Vec<Test> {
    let mut all = Vec::new();
    for thread in 0..test.threads.len() {
        for body in bodies(&test.threads[thread].body) {
            let mut weaker = test.clone();
            weaker.threads[thread].body = body;
            all.push(weaker);
        }
    }
    all
}

fn bodies(body: &[Statement]) -> Vec<Vec<Statement>> {
    let mut all = Vec::new();
    for (index, statement) in body.iter().enumerate() {
        let mut replace = |by: Option<Statement>| {
            let mut body = body.to_vec();
            body.splice(index..=index, by);
            all.push(body);
        };
        match statement {
            Statement::Load { register, location, mode: Mode::Atomic(ordering) } => {
                for weaker in below(*ordering, &[Relaxed, Acquire]) {
                    let (register, location) = (*register, *location);
                    replace(Some(Statement::Load { register, location, mode: Mode::Atomic(weaker) }));
                }
            }
            Statement::Store { location, value, mode: Mode::Atomic(ordering) } => {
                for weaker in below(*ordering, &[Relaxed, Release]) {
                    let (location, value) = (*location, value.clone());
                    replace(Some(Statement::Store { location, value, mode: Mode::Atomic(weaker) }));
                }
            }
            Statement::Update { ordering, .. } => {
                for weaker in below(*ordering, &[Relaxed, Release, Acquire, AcqRel]) {
                    let mut changed = statement.clone();
                    if let Statement::Update { ordering, .. } = &mut changed {
                        *ordering = weaker;
                    }
                    replace(Some(changed));
                }
            }
            Statement::CompareExchange { success, failure, .. } => {
                for weaker in below(*success, &[Relaxed, Release, Acquire, AcqRel]) {
                    let mut changed = statement.clone();
                    if let Statement::CompareExchange { success, .. } = &mut changed {
                        *success = weaker;
                    }
                    replace(Some(changed));
                }
                for weaker in below(*failure, &[Relaxed, Acquire]) {
                    let mut changed = statement.clone();
                    if let Statement::CompareExchange { failure, .. } = &mut changed {
                        *failure = weaker;
                    }
                    replace(Some(changed));
                }
            }
            Statement::Fence(ordering) => {
                replace(None);
                for weaker in below(*ordering, &[Release, Acquire, AcqRel]) {
                    replace(Some(Statement::Fence(weaker)));
                }
            }
            Statement::If { condition, then, otherwise } => {
                for then in bodies(then) {
                    let (condition, otherwise) = (condition.clone(), otherwise.clone());
                    replace(Some(Statement::If { condition, then, otherwise }));
                }
            }
            _ => {}
        }
    }
    all
}

/// Those of the orderings that are weaker than this one.
fn below(ordering: Ordering, of: &[Ordering]) -> Vec<Ordering> {
    let strength = |ordering| match ordering {
        Relaxed => 0b000,
        Acquire => 0b001,
        Release => 0b010,
        AcqRel => 0b011,
        _ => 0b111,
    };
    let is_below = |&other: &Ordering| other != ordering && strength(other) & !strength(ordering) == 0;
    of.iter().copied().filter(is_below).collect()
}
