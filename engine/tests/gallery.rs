//! The engine against the checker, on the gallery of litmus tests: the same outcomes, the same data races, and
//! where there is none, the same number of graphs, each once.

mod common;

use common::compare;
use racelab_engine::Model;
use racelab_litmus::format::parse;
use racelab_litmus::gallery::gallery;

/// More than any test of the gallery needs.
const WORK: u64 = 500_000_000;

fn engine_equals_checker(model: Model) {
    let mut graphs = 0;
    for entry in gallery() {
        let test = parse(entry.text).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        let compared = compare(&test, model, WORK).expect("it is small");
        assert!(compared.is_equal(), "{}: {}", entry.name, compared.difference());
        graphs += compared.our_graphs;
    }
    assert!(graphs > 600, "{graphs} graphs are fewer than the gallery has");
}

#[test]
fn the_engine_equals_the_checker_under_rc11() {
    engine_equals_checker(Model::Rc11);
}

#[test]
fn the_engine_equals_the_checker_under_cpp20_without_load_buffering() {
    engine_equals_checker(Model::Cpp20);
}
