//! loom explores the thread-local trainer, and the barrier it is built on.

use crate::common::is_safe;

#[test]
fn thread_local_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("thread-local");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "workers block at the barrier");
}

#[test]
fn the_barrier_lets_nobody_pass_too_early_and_leaves_nobody_behind() {
    let explorations = is_safe("barrier");
    assert!(explorations.iter().all(|exploration| exploration.blocked > 0), "threads block at the barrier");
}
