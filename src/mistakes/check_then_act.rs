//! Check, then act: what was checked under one lock is no longer true under the next.
//!
//! **Specification:** the best loss that any worker has found is kept.
//!
//! **What is wrong:** a worker looks under the read lock whether its loss is the best so far, lets go,
//! and takes the write lock to keep it. In between another worker may have kept a better one, which is
//! overwritten by this worse one. That a read guard has to be dropped before the write lock is taken
//! is not a nuisance to be worked around; it is where the check goes stale.
//!
//! **The fix:** check again under the write lock. The look under the read lock may stay, to save most
//! workers the write lock, but it decides nothing.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{RwLock, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "check_then_act",
    lesson: "04_rwlock",
    kind: FailureKind::WrongOutcome,
    summary: "checks under the read lock, acts under the write lock",
    specification: "the best loss that any worker has found is kept",
    fix: "check again under the write lock",
    scenario: Scenario::new("check_then_act", "2 workers find losses 2 and 1", &["kept loss 1"], || {
        let best = named("best loss", RwLock::new(9.0));
        workers(2, |me| keep_if_best(&best, [2.0, 1.0][me]));
        format!("kept loss {}", best.into_inner().unwrap())
    }),
};

/// Keeps `loss` if it is the best so far, or so it thinks.
// ANCHOR: keep
pub fn keep_if_best(best: &RwLock<f32>, loss: f32) {
    let is_best = loss < *best.read().unwrap();
    if is_best {
        *best.write().unwrap() = loss;
    }
}
// ANCHOR_END: keep
