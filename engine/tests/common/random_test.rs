//! Random litmus tests, in several flavours: what is rare in one is common in another.

use racelab_litmus::test::{
    Change, Condition, Expression, Formula, Integer, Location, Mode, Observable, Ordering, Quantifier,
    Statement, Test, Thread,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// What a random program has much of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// Everything, on one or two locations more.
    Mixed,
    /// One or two locations alone: the order of writes matters.
    Crowded,
    /// Fences and Relaxed accesses.
    Fences,
    /// SeqCst loads and stores.
    SeqCst,
}

fn one_of<T: Copy>(random: &mut ChaCha8Rng, all: &[T]) -> T {
    *all.choose(random).expect("some")
}

/// How a program's threads are made.
struct Recipe {
    flavour: Flavour,
    locations: usize,
    /// Whether the first location is a plain variable.
    plain: bool,
    /// Whether every load and store is SeqCst.
    all_seq_cst: bool,
}

/// A program of two to four threads with up to six, four or three operations each.
pub fn random_test(random: &mut ChaCha8Rng) -> Test {
    let flavour = one_of(random, &[Flavour::Mixed, Flavour::Crowded, Flavour::Fences, Flavour::SeqCst]);
    let locations = match flavour {
        Flavour::Crowded => random.random_range(1..=3),
        _ => random.random_range(2..=3),
    };
    let plain = locations > 1 && random.random_bool(0.25);
    let recipe = Recipe { flavour, locations, plain, all_seq_cst: random.random_bool(0.3) };
    let threads = random.random_range(2..=4);
    let most = [6, 4, 3][threads - 2];
    let threads: Vec<_> = (0..threads).map(|_| thread(random, &recipe, most)).collect();
    let mut also_shown: Vec<_> = (0..locations).map(Observable::Location).collect();
    for (thread, of) in threads.iter().enumerate() {
        also_shown.extend((0..of.registers.len()).map(|register| Observable::Register { thread, register }));
    }
    let location = |number: usize| Location {
        name: ["x", "y", "z"][number].to_owned(),
        initial: 0,
        atomic: !(plain && number == 0),
        integer: Integer::default(),
    };
    Test {
        name: "random".to_owned(),
        about: None,
        locations: (0..locations).map(location).collect(),
        threads,
        condition: Condition { quantifier: Quantifier::Exists, formula: Formula::True },
        also_shown,
        filter: None,
    }
}

fn thread(random: &mut ChaCha8Rng, recipe: &Recipe, most: usize) -> Thread {
    let mut thread = Thread::default();
    for _ in 0..random.random_range(1..=most) {
        let statement = statement(random, recipe, &mut thread);
        let registers = thread.registers.len();
        if registers > 0 && random.random_bool(0.17) {
            let condition = Expression::Register(random.random_range(0..registers));
            thread.body.push(Statement::If { condition, then: vec![statement], otherwise: Vec::new() });
        } else {
            thread.body.push(statement);
        }
    }
    thread
}

fn statement(random: &mut ChaCha8Rng, recipe: &Recipe, thread: &mut Thread) -> Statement {
    let location = random.random_range(0..recipe.locations);
    let is_plain = recipe.plain && location == 0;
    let value = match thread.registers.len() {
        known if known > 0 && random.random_bool(0.25) => Expression::Register(random.random_range(0..known)),
        _ => Expression::Constant(random.random_range(1..=2)),
    };
    let [load, store] = orderings(random, recipe);
    let mode = |ordering| if is_plain { Mode::NonAtomic } else { Mode::Atomic(ordering) };
    let both = one_of(random, &[Relaxed, Acquire, Release, AcqRel, SeqCst]);
    let mut register = || {
        thread.registers.push(format!("r{}", thread.registers.len()));
        thread.registers.len() - 1
    };
    let kind = match (recipe.flavour, random.random_range(0..10)) {
        (Flavour::Fences, 6..10) if random.random_bool(0.8) => 9,
        (Flavour::SeqCst, 9) => random.random_range(0..6),
        (_, kind) => kind,
    };
    match kind {
        0..3 => Statement::Load { register: register(), location, mode: mode(load) },
        3..6 => Statement::Store { location, value, mode: mode(store) },
        6 | 7 if !is_plain => Statement::Update {
            register: register(),
            location,
            change: one_of(random, &[Change::Swap, Change::Add]),
            operand: value,
            ordering: both,
        },
        8 if !is_plain => {
            let (succeeded, expected) = (register(), register());
            let failure = one_of(random, &[Relaxed, Acquire, SeqCst]);
            Statement::CompareExchange {
                succeeded,
                expected,
                location,
                desired: value,
                success: both,
                failure,
                weak: false,
            }
        }
        _ => Statement::Fence(one_of(random, &[Acquire, Release, AcqRel, SeqCst, SeqCst])),
    }
}

/// Of a load, and of a store.
fn orderings(random: &mut ChaCha8Rng, recipe: &Recipe) -> [Ordering; 2] {
    match recipe.flavour {
        Flavour::Fences => [(); 2].map(|()| one_of(random, &[Relaxed, Relaxed, SeqCst])),
        Flavour::SeqCst => {
            [one_of(random, &[SeqCst, SeqCst, Acquire]), one_of(random, &[SeqCst, SeqCst, Release])]
        }
        _ if recipe.all_seq_cst => [SeqCst, SeqCst],
        _ => [one_of(random, &[Relaxed, Acquire, SeqCst]), one_of(random, &[Relaxed, Release, SeqCst])],
    }
}
