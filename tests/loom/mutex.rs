//! loom explores the mutex trainers: the functions that train on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn mutex_whole_step_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("mutex-whole-step");
}

#[test]
fn mutex_short_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("mutex-short");
}

#[test]
fn mutex_per_layer_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("mutex-per-layer");
}
