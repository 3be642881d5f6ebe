//! What threads share: atomics, locks, condition variables, by the names and contracts of `std::sync`.

pub mod atomic;
mod condvar;
mod mutex;

pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{LockResult, Mutex, MutexGuard, PoisonError, TryLockError, TryLockResult};
