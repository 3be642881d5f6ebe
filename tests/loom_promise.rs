//! loom explores promises: the trainers built on them, and the cell itself. In what concerns parking the engine is the
//! judge, since for loom an unpark orders two threads even where nobody parks.

mod common;

use common::is_safe;

#[test]
fn promise_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("promise");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}

#[test]
fn promise_async_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("promise-async");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}

#[test]
fn a_promise_is_received_whoever_comes_first() {
    let explorations = is_safe("promise-cell");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads park");
}
