//! Where the threads of an instance meet, to begin it together.

use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::thread::yield_now;
use crate::sync::{CachePadded, spin_loop};

/// How many turns a thread waits at most. A turn takes some nanoseconds to some tens of them: a partner
/// that is running is here long before, and one that is not will not be for some milliseconds.
const PATIENCE: u32 = 2_000;

/// How many turns a thread waits at most where it has to let another run on its core.
const CROWDED_PATIENCE: u32 = 20;

/// A meeting point for the threads of a batch, before each instance.
///
/// It is no barrier: nobody waits for ever, since a thread that is not running would hold up all of
/// them, and a run that begins too early is merely one in which less can be seen.
#[derive(Debug)]
pub(super) struct Rendezvous {
    /// How often a thread has come, in all instances together.
    arrivals: CachePadded<AtomicU32>,
    threads: u32,
    crowded: bool,
}

/// How long a thread is still prepared to wait: less after each time that nobody came.
#[derive(Debug)]
pub(super) struct Patience(u32);

impl Rendezvous {
    pub fn new(threads: usize, crowded: bool) -> Self {
        let threads = u32::try_from(threads).expect("a few threads");
        Rendezvous { arrivals: CachePadded::new(AtomicU32::new(0)), threads, crowded }
    }

    pub fn patience(&self) -> Patience {
        Patience(self.most())
    }

    fn most(&self) -> u32 {
        if self.crowded { CROWDED_PATIENCE } else { PATIENCE }
    }

    /// Comes to the instance with this number, and waits for the others.
    ///
    /// Relaxed, and not as a concession to speed: a stronger ordering would order the test's operations
    /// of one instance against those of the next.
    pub fn meet(&self, instance: usize, patience: &mut Patience) {
        self.arrivals.fetch_add(1, Ordering::Relaxed);
        let all = self.threads * (instance as u32 + 1);
        for _ in 0..patience.0 {
            if self.arrivals.load(Ordering::Relaxed) >= all {
                patience.0 = self.most();
                return;
            }
            if self.crowded { yield_now() } else { spin_loop() }
        }
        patience.0 = (patience.0 / 2).max(1);
    }
}
