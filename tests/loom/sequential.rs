//! loom explores the sequential trainer: the functions that train on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn sequential_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("sequential");
}
