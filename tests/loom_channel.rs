//! loom explores the channel trainer, and the stand-in for channels that it runs on there: the functions that train on digits, with a network that counts.

mod common;

use common::is_safe;

#[test]
fn channel_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("channel");
}

#[test]
fn channel_stand_in_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("channel-stand-in");
}
