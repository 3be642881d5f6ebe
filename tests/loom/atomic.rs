//! loom explores the atomic trainers: the functions that train on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn atomic_add_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("atomic-add");
}

#[test]
fn atomic_load_store_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("atomic-load-store");
}

#[test]
fn atomic_f32_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("atomic-f32");
}
