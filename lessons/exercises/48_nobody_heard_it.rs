//! Nobody heard it
//!
//! What for: a notification is not kept, so looking and falling asleep must be one step.
//!
//! A worker finishes its round and rings the bell. The trainer waits for it: it checks whether the
//! round is done, and if not, it goes to sleep until the bell rings. The flag is an atomic with the
//! right orderings. And yet, now and then, the trainer sleeps for ever.
//!
//! Mend both functions with the lock that is there anyway. (`bell.wait(guard)` lets the lock go and
//! falls asleep in one step, and has the lock again when it returns.)

// exercise: lesson 10_barrier
// exercise: kind code
// exercise: minutes 5
// exercise: fast
// exercise: hint Look at the counterexample. When does the bell ring, and what is the trainer doing at that moment?
// exercise: hint The bell rings between the trainer's look and its sleep. Which of the two must not be possible without holding the lock?
// exercise: hint The trainer holds the lock from its look until it sleeps, which only `wait` can do for it. And the worker takes the same lock to change the flag, or else it comes in between all the same.
// exercise: after The guard that `wait` asks for is the whole secret: who changes the flag under the lock comes before the look or after the falling asleep, and there is nothing in between. No ordering could have done that, as no load was stale.

use std::sync::atomic::{AtomicBool, Ordering::*};
use std::sync::{Condvar, Mutex};
use std::thread;

struct Round {
    lock: Mutex<()>,
    bell: Condvar,
    done: AtomicBool,
}

impl Round {
    fn new() -> Self {
        Round { lock: Mutex::new(()), bell: Condvar::new(), done: AtomicBool::new(false) }
    }

    fn finish(&self) {
        // yours: finish
        let guard = self.lock.lock().unwrap();
        self.done.store(true, Relaxed);
        drop(guard);
        self.bell.notify_all();
        //- self.done.store(true, Release);
        //- self.bell.notify_all();
        // end
    }

    fn wait(&self) {
        // yours: wait
        let mut guard = self.lock.lock().unwrap();
        while !self.done.load(Relaxed) {
            guard = self.bell.wait(guard).unwrap();
        }
        //- while !self.done.load(Acquire) {
        //-     let guard = self.lock.lock().unwrap();
        //-     drop(self.bell.wait(guard).unwrap());
        //- }
        // end
    }
}

#[test]
fn the_trainer_waits_for_the_worker() {
    let (round, work) = (Round::new(), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            work.store(true, Relaxed);
            round.finish();
        });
        round.wait();
        assert!(work.load(Relaxed), "the round was not done yet");
    });
}

// again: rounds
#[test]
fn the_bell_rings_for_nothing() {
    let (round, work) = (Round::new(), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            (0..3).for_each(|_| round.bell.notify_all());
            work.store(true, Relaxed);
            round.finish();
        });
        round.wait();
        assert!(work.load(Relaxed), "the round was not done yet");
    });
}
// end
