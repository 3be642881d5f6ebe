//! Patience: how long a thread spins before it blocks.
//!
//! A thread that has blocked takes tens of microseconds to wake. So where the others are nearly there, it pays to look again
//! and again for about as long. Where they do not even run, because there are more threads than cores or because another
//! program has their core, spinning only keeps them from it. Which of the two it is nobody knows beforehand, and it may change.
//! So this goes by what came of it: after many times in vain in a row a thread blocks at once, but for a try now and then.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use super::build::spins;
use super::spin_loop;

/// After this many waits in vain, one after another, threads block at once. A few would not do: two threads that have
/// both blocked wake too late for each other to be seen, and would go on blocking. That halved the speed of
/// `thread-local`.
const MANY: u32 = 256;

/// From then on one wait in this many is spent spinning, to see whether it pays again.
const ONE_IN: u32 = 32;

/// What came of spinning, for all threads that wait in one place.
///
/// Its atomic is std's, and Relaxed, in both builds: nothing depends on it but time, and where threads are explored nobody
/// spins.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    /// How many waits one after another have seen no end of it while they spun, or did not spin.
    in_vain: AtomicU32,
}

impl Patience {
    /// Looks again and again, for as long as that pays; `None` where nothing was found, and it is time to block.
    pub fn spin<R>(&self, look: impl Fn() -> Option<R>) -> Option<R> {
        let in_vain = self.in_vain.load(Relaxed);
        if in_vain < MANY || in_vain.is_multiple_of(ONE_IN) {
            for _ in 0..spins() {
                if let Some(found) = look() {
                    if in_vain > 0 {
                        self.in_vain.store(0, Relaxed);
                    }
                    return Some(found);
                }
                spin_loop();
            }
        }
        // Two threads that count at the same time count one: so be it.
        self.in_vain.store(in_vain.wrapping_add(1), Relaxed);
        None
    }

    /// How many waits one after another were in vain.
    #[cfg(all(test, not(loom)))]
    pub fn in_vain(&self) -> u32 {
        self.in_vain.load(Relaxed)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::cell::Cell;

    use super::{MANY, ONE_IN, Patience};

    #[test]
    fn who_spins_in_vain_stops_it_and_who_does_not_goes_on() {
        let (patience, looks) = (Patience::default(), Cell::new(0));
        let waits = |found: bool| {
            looks.set(0);
            let ended = patience.spin(|| {
                looks.set(looks.get() + 1);
                (found && looks.get() > 9).then_some(())
            });
            (ended.is_some(), looks.get() > 0)
        };
        for _ in 0..10 {
            assert_eq!(waits(true), (true, true));
        }
        for _ in 0..MANY {
            assert_eq!(waits(false), (false, true));
        }
        let spun = (0..ONE_IN).map(|_| waits(false).1).filter(|spun| *spun).count();
        assert_eq!(spun, 1, "one try in so many");
        // The other core is free again: the next try finds that out.
        let tries = (1..).find(|_| waits(true) == (true, true)).unwrap();
        assert!(tries <= ONE_IN, "{tries}");
        assert_eq!(waits(true), (true, true));
    }
}
