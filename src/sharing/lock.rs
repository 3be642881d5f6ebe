//! A readers-writer lock in parts: a reader locks the part that is its own, and the writer locks them all.
//!
//! A readers-writer lock lets readers in together, and still they fight: each has to count itself in and out, and all do
//! so on one cache line. Where a read is short that costs more than the read. Here a reader touches no line that
//! another reader touches. The writer pays for it, with a lock for each worker; so this is for what is read all the
//! time and hardly ever written. Linux had it as `brlock`, the big-reader lock, and crossbeam has it as `ShardedLock`.
//!
//! Why is it right? A reader has one part. The writer has every part, that one too. So a reader and a writer always want
//! one mutex in common, and that orders them. Two readers have none in common, and need none.
//!
//! Why a `Mutex` for each part, and not an `RwLock`? A worker is alone at its part: there is nobody to share it with.
//! (crossbeam's lock does not know who its workers are. It deals its eight parts out to the threads that come, and two
//! threads may be given the same.)
//!
//! Two mistakes are near. A writer that locks only one part shares no mutex with most readers (`one_shard_locked`). And
//! two writers that take the parts in different orders may wait for each other (`lock_order`): all begin with part 0.

use crate::sync::{CachePadded, Guarded, Mutex, MutexGuard, named};

/// A value that every worker can read without getting into the others' way.
#[derive(Debug)]
pub struct ShardedLock<T> {
    /// One for each worker. Whoever has one may read the value; whoever has all may write it.
    parts: Vec<CachePadded<Mutex<()>>>,
    value: Guarded<T>,
}

// ANCHOR: lock
impl<T: std::fmt::Debug> ShardedLock<T> {
    /// A lock for this many workers.
    pub fn new(workers: usize, value: T) -> Self {
        let part = |worker| CachePadded::new(named(("parts", worker), Mutex::new(())));
        ShardedLock { parts: (0..workers).map(part).collect(), value: named("value", Guarded::new(value)) }
    }

    /// Lends the value to `use_it` for reading. Its worker must not be reading already, or it waits for itself.
    pub fn read<R>(&self, worker: usize, use_it: impl FnOnce(&T) -> R) -> R {
        let _part = self.parts[worker].lock().unwrap();
        // SAFETY: whoever writes has every part, this one too.
        unsafe { self.value.read(use_it) }
    }

    /// Lends the value to `use_it` for writing.
    pub fn write<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        // All of them, from the first to the last, as every writer does.
        let _parts: Vec<MutexGuard<'_, ()>> = self.parts.iter().map(|part| part.lock().unwrap()).collect();
        // SAFETY: whoever reads or writes has at least one of the parts.
        unsafe { self.value.write(use_it) }
    }

    /// The value, now that nobody shares the lock.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}
// ANCHOR_END: lock
