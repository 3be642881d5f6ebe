//! Relock: a thread waits for a lock that it holds itself.
//!
//! **Specification:** the call returns.
//!
//! **What is wrong:** a guard lives to the end of its scope, and a function that is called meanwhile
//! takes the same lock. One thread and one lock are enough for a deadlock. With a readers-writer lock
//! it looks harmless, because reading twice often works; but a read guard cannot become a write guard,
//! and a thread that asks for the write lock while it holds a read lock waits for itself. These would hang, or
//! panic (std leaves open which), and so they exist in the loom build only.
//!
//! **The fix:** let go first (end the guard's scope, or `drop` it), or hand the guarded data on instead
//! of the lock.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{Mutex, RwLock, named};

/// The mistake with a mutex, for the list of mistakes.
pub static WITH_MUTEX: Mistake = Mistake {
    name: "relock",
    lesson: "03_mutex",
    kind: FailureKind::Deadlock,
    summary: "calls a function that takes the lock it still holds",
    specification: "the call returns",
    fix: "let go of the guard first, or pass on the data instead of the lock",
    scenario: Scenario::new("relock", "1 thread, 1 mutex", &["norm 5"], || {
        let weights = named("weights", Mutex::new(vec![6.0, 8.0]));
        halve_and_measure(&weights)
    }),
};

/// The mistake with a readers-writer lock, for the list of mistakes.
pub static READ_THEN_WRITE: Mistake = Mistake {
    name: "relock_read_write",
    lesson: "04_rwlock",
    kind: FailureKind::Deadlock,
    summary: "asks for the write lock while it holds the read lock",
    specification: "the call returns",
    fix: "drop the read guard first, and check again under the write lock",
    scenario: Scenario::new("relock_read_write", "1 thread, 1 RwLock", &["largest 1"], || {
        let weights = named("weights", RwLock::new(vec![0.5, 3.0]));
        clip(&weights)
    }),
};

/// Halves the weights, and measures them while the guard still lives.
// ANCHOR: mutex
pub fn halve_and_measure(weights: &Mutex<Vec<f32>>) -> String {
    let mut locked = weights.lock().unwrap();
    locked.iter_mut().for_each(|weight| *weight /= 2.0);
    format!("norm {}", norm(weights))
}

fn norm(weights: &Mutex<Vec<f32>>) -> f32 {
    let weights = weights.lock().unwrap();
    weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt()
}
// ANCHOR_END: mutex

/// Cuts weights above 1 down to 1, if there are any; the read guard lives as long as the `if`.
// ANCHOR: rwlock
pub fn clip(weights: &RwLock<Vec<f32>>) -> String {
    let read = weights.read().unwrap();
    if read.iter().any(|&weight| weight > 1.0) {
        weights.write().unwrap().iter_mut().for_each(|weight| *weight = weight.min(1.0));
    }
    format!("largest {}", read.iter().copied().fold(0.0, f32::max))
}
// ANCHOR_END: rwlock
