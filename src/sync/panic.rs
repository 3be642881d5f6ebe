//! What becomes of a worker that panics: an error that comes back to the caller.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::build::is_workers_own;

/// A worker panicked; training ended without a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("worker {worker} panicked: {message}")]
pub struct WorkerPanic {
    /// Which worker, counted from 0.
    pub worker: usize,
    /// What it said.
    pub message: String,
}

/// The payload of a panic that a test asks for.
pub(super) struct Planned(&'static str);

/// Panics as a worker might, without a message on standard error: for tests of what the others do.
pub fn planned_panic(message: &'static str) -> ! {
    resume_unwind(Box::new(Planned(message)))
}

/// Runs a worker's computation and turns a panic in it into an error.
///
/// It goes around the computation, not around the whole worker: so a panic unwinds no guard, poisons
/// no lock, and the worker can still tell the others. In the loom build only a
/// [planned panic](planned_panic) is caught; any other is loom's own report and passes through.
pub fn caught<R>(worker: usize, compute: impl FnOnce() -> R) -> Result<R, WorkerPanic> {
    // Unwind-safe: what `compute` left half-written is the worker's own gradient, and after an error
    // nobody looks at it.
    catch_unwind(AssertUnwindSafe(compute)).map_err(|panic| {
        if !is_workers_own(&*panic) {
            resume_unwind(panic);
        }
        WorkerPanic { worker, message: panic_message(&*panic) }
    })
}

/// What a panic said, as far as it can be told.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    if let Some(Planned(message)) = panic.downcast_ref() {
        (*message).to_owned()
    } else if let Some(message) = panic.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = panic.downcast_ref::<String>() {
        message.clone()
    } else {
        "no message".to_owned()
    }
}
