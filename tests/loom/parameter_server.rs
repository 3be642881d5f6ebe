//! loom explores the parameter server: the function that trains on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn staleness_aware_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("staleness-aware");
}

#[test]
fn staleness_bounded_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("staleness-bounded");
    assert!(explorations[0].blocked > 0, "a worker that is too far ahead waits");
}
