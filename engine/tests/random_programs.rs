//! The engine against the checker, on random programs.
//!
//! `ENGINE_PROGRAMS=100000` compares that many for each model in place of the usual few.

mod common;

use std::env;

use common::compare;
use common::random_test::random_test;
use racelab_engine::Model;
use racelab_litmus::format::herd;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// What is too large for that is left out.
const WORK: u64 = 500_000_000;

fn engine_equals_checker(model: Model, usual: u64) {
    let count = env::var("ENGINE_PROGRAMS").map_or(usual, |count| count.parse().expect("a number"));
    let (mut compared, mut races, mut graphs) = (0, 0, 0);
    for seed in 0..count {
        let test = random_test(&mut ChaCha8Rng::seed_from_u64(seed));
        let Some(both) = compare(&test, model, WORK) else { continue };
        assert!(both.is_equal(), "seed {seed}: {}\n{}", both.difference(), herd(&test));
        compared += 1;
        races += u64::from(both.ours.is_none());
        graphs += both.our_graphs;
        if (seed + 1) % 10_000 == 0 {
            println!("{model:?}: {} of {count} programs are equal or left out", seed + 1);
        }
    }
    println!("{compared} of {count} programs compared, {races} with a race, {graphs} graphs");
    // Or the random programs say nothing.
    assert!(compared * 10 > count * 8, "{compared} of {count} compared");
    assert!(races * 20 > count && races * 2 < count, "{races} of {count} have a race");
}

#[test]
fn the_engine_equals_the_checker_under_rc11() {
    engine_equals_checker(Model::Rc11, 2_000);
}

#[test]
fn the_engine_equals_the_checker_under_cpp20_without_load_buffering() {
    engine_equals_checker(Model::Cpp20, 1_000);
}
