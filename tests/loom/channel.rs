//! The channel trainer is explored, and the channels that it runs on there, the engine's and the stand-in for loom: the functions that train on digits, with a network that counts.

use crate::common::is_safe;

#[test]
fn the_trainer_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("channel");
}

#[test]
fn the_ends_of_a_channel_keep_their_contract() {
    is_safe("channel-ends");
}
