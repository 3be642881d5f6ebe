//! Torn sum: a counter in parts is added up while workers change it, and the sum is taken for what there was.
//!
//! **Specification:** a batch is in flight all the time, so at least one is counted.
//!
//! **What is wrong:** each worker counts its batches in a part of its own. Worker 0 takes a batch over from worker 1:
//! it counts one more, and then worker 1 has one less. At no time is there none. But the evaluator reads part 0
//! before that, and part 1 after it, and finds 0 in both. So training is over, it thinks, and shares out weights that a
//! worker is about to change. Every single load returned what was there. It is the *sum* that never was; and no
//! ordering makes one moment of two loads, so SeqCst everywhere changes nothing.
//!
//! **The fix:** something that keeps all who count out while one adds up, as a
//! [`ShardedLock`](crate::sharing::lock::ShardedLock) does: then it is [`Counter::total`] that adds up. Or be content with
//! an estimate, where it is only to be shown.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sharing::counter::Counter;
use crate::sharing::scenarios::{move_a_batch, take_over};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "torn_sum",
    lesson: "18_false_sharing",
    kind: FailureKind::WrongOutcome,
    summary: "adds up a counter in parts while they change, and takes the sum for the true count",
    specification: "a batch is in flight all the time, so at least one is counted",
    fix: "let nobody count while the parts are added up, or call the sum an estimate",
    scenario: Scenario::new(
        "torn_sum",
        "worker 0 takes a batch over from worker 1; an evaluator",
        &["1 in flight", "2 in flight"],
        || take_over(&Counter::new([0, 1]), move_a_batch, in_flight),
    ),
};

/// How many batches are in flight, or so it believes.
pub fn in_flight(counter: &Counter) -> u64 {
    // Part 0 of now, and part 1 of a little later.
    counter.estimate()
}
