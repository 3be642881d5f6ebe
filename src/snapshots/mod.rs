//! Snapshots: whole weight vectors that are published while training goes on, and read without a lock.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `mod` | several copies, one of which is current; a copy is written again when nobody reads it |
//! | [`seqlock`] | one copy, made of atomic words; a reader checks whether it was disturbed, and reads again |
//! | [`training`] | one thread that trains, and publishes after each update |
//! | `serve` | std build only: predictions from what is current, measured, beside locks and epochs |
//! | `scenarios` | what is explored of both |
//!
//! The writer writes a copy that nobody looks at, and then says that it is current: one store. Readers of the old one go on undisturbed.
//!
//! That leaves one question: when may the old copy be written again, or freed? It is no longer current, but somebody may
//! be reading it. Here each reader says which copy it is about to read, in a place that the writer looks at before it writes. This is
//! a *hazard pointer* (Michael 2004), with a number in place of the pointer. Two things may go wrong, and each has its half of the cure:
//!
//! * Between finding the current copy and saying so, the copy may have been replaced, and written again. So the reader looks a second
//!   time: if its copy is still current, it was so when the reader had said what it reads.
//! * The writer may look before the reader's word is out, while the reader looks before the writer's is. Each says something,
//!   and then looks at what the other has said; so there is a SeqCst fence on each side, as in [`pool`](crate::pool::sleep).
//!
//! Each reader keeps at most one copy from being written, one is current, and one is free: so the writer never waits.
//! Why not an `RwLock`? A writer waits there for its readers, and keeps new ones out meanwhile. Why not `Mutex<Arc<_>>`? That
//! is a good answer, and the one to begin with: the lock is held for as long as it takes to count one up.

pub(crate) mod scenarios;
pub mod seqlock;
#[cfg(not(loom))]
pub mod serve;
pub mod training;

use std::fmt;

use crate::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use crate::sync::atomic::{AtomicUsize, fence};
use crate::sync::{CachePadded, Guarded, given_up, named};

// ANCHOR: snapshots
/// Copies of a value, one of which is current.
#[derive(Debug)]
pub struct Snapshots<T> {
    copies: Vec<CachePadded<Guarded<T>>>,
    /// Which copy is current.
    current: CachePadded<AtomicUsize>,
    /// Which copy each reader reads, or is about to; [`NONE`] for none.
    reads: Vec<CachePadded<AtomicUsize>>,
}
// ANCHOR_END: snapshots

/// The number of no copy.
const NONE: usize = usize::MAX;

/// The one who publishes.
#[derive(Debug)]
pub struct Publisher<'a, T>(&'a Snapshots<T>);

/// One who reads.
#[derive(Debug)]
pub struct Reader<'a, T> {
    shared: &'a Snapshots<T>,
    reads: &'a AtomicUsize,
}

impl<T: Clone + fmt::Debug> Snapshots<T> {
    /// For so many readers; `first` is what they read before anything is published.
    pub fn new(first: &T, readers: usize) -> Self {
        let copy = |number| CachePadded::new(named(("copies", number), Guarded::new(first.clone())));
        let reads = |reader| CachePadded::new(named(("reads", reader), AtomicUsize::new(NONE)));
        Snapshots {
            copies: (0..readers + 2).map(copy).collect(),
            current: CachePadded::new(named("current", AtomicUsize::new(0))),
            reads: (0..readers).map(reads).collect(),
        }
    }

    /// The one who publishes, and those who read.
    pub fn split(&mut self) -> (Publisher<'_, T>, Vec<Reader<'_, T>>) {
        let shared = &*self;
        (Publisher(shared), shared.reads.iter().map(|reads| Reader { shared, reads }).collect())
    }
}

// ANCHOR: publish
impl<T> Publisher<'_, T> {
    /// Has `write` fill a copy that nobody reads, which is some old one, and makes it the current one.
    pub fn publish(&mut self, write: impl FnOnce(&mut T)) {
        let Snapshots { copies, current, reads } = self.0;
        // SeqCst: pairs with the fence in `read`. Whoever has not said yet what it reads will find that what was published
        // last is current.
        fence(SeqCst);
        let now = current.load(Relaxed);
        // Acquire: pairs with the Release of each store in `read`: what the reader did with a copy it has left comes before.
        let is_free = |copy: &usize| *copy != now && reads.iter().all(|reads| reads.load(Acquire) != *copy);
        let free = (0..copies.len()).find(is_free).expect("a copy for each reader, and two more");
        // SAFETY: no reader has said that it reads this copy, and none will: it is not current.
        unsafe { copies[free].write(write) };
        // Release: pairs with the Acquire in `read`, for the copy.
        current.store(free, Release);
    }
}
// ANCHOR_END: publish

// ANCHOR: read
impl<T> Reader<'_, T> {
    /// Lends what is current to `use_it`. It stays as it is meanwhile, whatever is published.
    pub fn read<R>(&mut self, use_it: impl FnOnce(&T) -> R) -> R {
        let Snapshots { copies, current, .. } = self.shared;
        let mut copy = current.load(Relaxed);
        loop {
            // Release: pairs with the Acquire in `publish`, for the copy that this reader read before.
            // Kept though weaker would do: C++20 needs it. The engine goes by RC11, where a thread's later stores belong
            // to the release sequence of an earlier one, here of that in `Leaves`. In C++20 they do not.
            self.reads.store(copy, Release);
            // SeqCst: pairs with the fence in `publish`.
            fence(SeqCst);
            // Acquire: pairs with the Release in `publish`, for the copy.
            let now = current.load(Acquire);
            if now == copy {
                break;
            }
            copy = now;
        }
        let _leaves = Leaves(self.reads);
        // SAFETY: this copy was current when the writer could see that it is read, and is not written until that is over.
        unsafe { copies[copy].read(use_it) }
    }
}
// ANCHOR_END: read

/// The end of a reader's visit, by a panic as well.
struct Leaves<'a>(&'a AtomicUsize);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        if !given_up() {
            // Release: pairs with the Acquire in `publish`: the copy is not written before it has been read.
            self.0.store(NONE, Release);
        }
    }
}
