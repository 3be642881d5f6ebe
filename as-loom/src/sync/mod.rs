//! What threads share, by loom's names. All of it is the engine's, whose contracts are std's: mutexes poison, waits may
//! end early or run out of time, and a `Barrier` works.

pub mod atomic;

pub use racelab_engine::sync::{
    Arc, Barrier, Condvar, LockResult, Mutex, MutexGuard, Notify, RwLock, RwLockReadGuard, RwLockWriteGuard,
    TryLockResult, WaitTimeoutResult, mpsc,
};
