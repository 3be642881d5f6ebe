//! Both kinds of model parallelism are explored: the functions that train on digits, with a neural network whose weights
//! tell what they were computed with. And the mistakes are mistakes only in the sizes that they speak of.

use crate::common::is_safe;
use racelab_loom::explore::{Exploration, Failure, explore};
use racelab_loom::mistakes::circular_wait;
use racelab_loom::scenario::{FailureKind, Scenario};

#[test]
fn pipeline_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("pipeline");
}

#[test]
fn split_layer_ends_with_its_allowed_outcomes_and_no_other() {
    let explorations = is_safe("split-layer");
    assert!(explorations[0].blocked > 0, "a worker waits for the other's columns");
}

fn kind(exploration: &Exploration) -> Option<FailureKind> {
    exploration.failure.as_ref().map(Failure::kind)
}

#[test]
fn a_circle_of_channels_holds_what_fits_into_it() {
    let three = Scenario::new("circular_wait", "3 micro-batches", &["3"], || {
        circular_wait::one_batch(3, 1).to_string()
    });
    let room =
        Scenario::new("circular_wait", "room for all", &["4"], || circular_wait::one_batch(4, 4).to_string());
    // One in each channel and one in the stage that waits: the fourth has no place.
    assert_eq!(kind(&explore(&circular_wait::MISTAKE.scenario)), Some(FailureKind::Deadlock));
    for scenario in [three, room] {
        let found = explore(&scenario);
        assert_eq!((kind(&found), found.is_exhaustive()), (None, true), "{}", found.report());
    }
}
