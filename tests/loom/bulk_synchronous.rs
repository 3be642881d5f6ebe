//! loom explores the bulk-synchronous trainer: the function that trains on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn bulk_synchronous_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("bulk-synchronous");
    assert!(
        explorations.iter().all(|exploration| exploration.blocked > 0),
        "workers wait for the last to come"
    );
}
