//! A barrier: nobody goes on before everybody has come.
//!
//! Why not `std::sync::Barrier`? It blocks at once, and to wake a blocked thread takes longer than a
//! whole training step on a small network; and it cannot be abandoned, so one worker that panics
//! leaves all the others waiting for ever. This one [waits patiently](super::patience) before it blocks, and a worker that
//! gives up breaks it for everybody.

use super::atomic::AtomicUsize;
use super::atomic::Ordering::{AcqRel, Acquire, Release};
use super::build::visit_barrier;
use super::{Condvar, Mutex, named, patiently};

/// A reusable meeting point for a fixed number of threads.
///
/// Whatever a thread did before [`wait`](Barrier::wait) happens before whatever any of them does
/// after it.
#[derive(Debug)]
pub struct Barrier {
    threads: usize,
    /// How often a thread has arrived, in all rounds together, plus [`BROKEN`] once somebody gave
    /// up. Round r (from 0) is complete when this reaches `(r + 1) * threads`. It only ever grows, so
    /// nothing is reset while a slow thread still looks at the last round.
    arrivals: AtomicUsize,
    /// How many threads are blocked in `wake`, so that the last to arrive makes no system call when
    /// all the others still spin.
    sleepers: Mutex<usize>,
    wake: Condvar,
}

/// A thread gave up at this barrier: the others need not wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a thread abandoned the barrier")]
pub struct Broken;

/// The bit of `arrivals` that says the barrier was abandoned. A count gets that far after 2^63 arrivals,
/// which is never; on a 32-bit machine after 2^31, which is more steps than anything here takes.
const BROKEN: usize = 1 << (usize::BITS - 1);

impl Barrier {
    /// A barrier for `threads` threads.
    ///
    /// # Panics
    /// If `threads` is 0.
    pub fn new(threads: usize) -> Self {
        assert!(threads > 0, "a barrier is for at least one thread");
        Barrier {
            threads,
            arrivals: named("arrivals", AtomicUsize::new(0)),
            sleepers: named("sleepers", Mutex::new(0)),
            wake: named("wake", Condvar::new()),
        }
    }

    /// Waits until all threads of this round have come, or one has [abandoned](Barrier::abandon) the
    /// barrier. A thread that got [`Broken`] does not come again.
    #[track_caller]
    pub fn wait(&self) -> Result<(), Broken> {
        let Some(visit) = visit_barrier() else { return Ok(()) };
        let result = self.meet();
        visit.ends(result.is_ok());
        result
    }

    fn meet(&self) -> Result<(), Broken> {
        // ANCHOR: arrive
        // Release, for whoever leaves: its Acquire load in `left` sees this arrival or a later one. All
        // later ones are read-modify-writes too and so belong to the release sequence of this one.
        // Acquire, because the last to arrive leaves without another load.
        let before = self.arrivals.fetch_add(1, AcqRel);
        // ANCHOR_END: arrive
        if before & BROKEN != 0 {
            return Err(Broken);
        }
        let complete = (before / self.threads + 1) * self.threads;
        if before + 1 == complete {
            self.wake_sleepers();
            return Ok(());
        }
        if let Some(result) = patiently(|| self.left(complete)) {
            return result;
        }
        let mut sleepers = self.sleepers.lock().unwrap();
        *sleepers += 1;
        // Looked at under the lock: whoever completes the round takes the lock afterwards, and so finds
        // this thread either not yet here or counted in `sleepers`. In a loop, because a thread may
        // wake although nobody notified it.
        sleepers = self.wake.wait_while(sleepers, |_| self.left(complete).is_none()).unwrap();
        *sleepers -= 1;
        self.left(complete).expect("a thread that woke may leave")
    }

    /// Breaks the barrier: whoever waits, or comes later, gets [`Broken`], and sees what this thread did
    /// before. A round that is already complete stays complete for those who were in it. This thread does
    /// not come again, and nor does one that got [`Broken`].
    pub fn abandon(&self) {
        // Release: pairs with the Acquire in `left`, and with that of a later arrival. No Acquire, since
        // this thread learns nothing here.
        self.arrivals.fetch_or(BROKEN, Release);
        self.wake_sleepers();
    }

    /// Whether a thread may leave that waits for `complete` arrivals, and how.
    fn left(&self, complete: usize) -> Option<Result<(), Broken>> {
        // Acquire: pairs with the Release of every arrival in `wait`.
        let arrivals = self.arrivals.load(Acquire);
        if arrivals & !BROKEN >= complete {
            Some(Ok(()))
        } else if arrivals & BROKEN != 0 {
            Some(Err(Broken))
        } else {
            None
        }
    }

    fn wake_sleepers(&self) {
        if *self.sleepers.lock().unwrap() > 0 {
            self.wake.notify_all();
        }
    }
}
