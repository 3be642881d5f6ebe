//! Load, then store: each is atomic, the two together are not.
//!
//! **Specification:** every weight update arrives.
//!
//! **What is wrong:** between a worker's load and its store another worker may store, and that update
//! is overwritten. No ordering helps: orderings say what else becomes visible, not that two operations
//! are one.
//!
//! **The fix:** one read-modify-write, as in [`atomic_add`](crate::trainers::atomic_add).
//!
//! There is no code here, because the code is not what is wrong. It is the trainer
//! [`atomic_load_store`], which keeps another promise.

use super::{FailureKind, Mistake};
use crate::scenario::{Scenario, tally};
use crate::trainers::atomic_load_store;

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "load_then_store",
    lesson: "07_atomics",
    kind: FailureKind::WrongOutcome,
    summary: "takes an atomic load and an atomic store for one atomic step",
    specification: "every weight update arrives",
    fix: "one read-modify-write: AtomicF32::add, or fetch_add for an integer",
    scenario: Scenario::new(
        "load_then_store",
        "2 workers, 1 batch each",
        &["2 of 2 updates arrived"],
        || tally(atomic_load_store::train, 2, 2, 1),
    )
    .every_order_of(2),
};
