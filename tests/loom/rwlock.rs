//! loom explores the readers-writer lock trainer: the functions that train on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn rwlock_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("rwlock");
}
