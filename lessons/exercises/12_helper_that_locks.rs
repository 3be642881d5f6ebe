//! Waiting for oneself
//!
//! What for: one thread and one lock are enough for a deadlock.
//!
//! `step` counts a step and says how much of the work is done with it: 50 per cent after the first of two steps, 100
//! after the second. It calls a helper for that, and never comes back.
//!
//! Mend `step`. Take care that each step still reports its own percentage: of two workers that take a step each, one
//! has to report 50.

// exercise: lesson 03_mutex
// exercise: kind code
// exercise: minutes 4
// exercise: hint What does the helper do first? Who holds the lock at that moment?
// exercise: hint If you let go of the lock before you ask, somebody else may take a step before you have asked.
// exercise: hint You have the count in your hands. There is a function that makes a percentage of a number, and needs no lock.
// exercise: after A helper that takes the number, not the lock, can be called from anywhere. Let the functions that others call do the locking, and those that they call take what is behind the lock.

use std::sync::Mutex;
use std::thread;

struct Progress {
    done: Mutex<u32>,
}

fn percent_of_two(done: u32) -> u32 {
    done * 50
}

impl Progress {
    fn percent(&self) -> u32 {
        percent_of_two(*self.done.lock().unwrap())
    }

    /// Counts a step, and returns the percentage that is reached with it.
    fn step(&self) -> u32 {
        // yours: step
        let mut done = self.done.lock().unwrap();
        *done += 1;
        percent_of_two(*done)
        //- let mut done = self.done.lock().unwrap();
        //- *done += 1;
        //- self.percent()
        // end
    }
}

// racelab: outcomes 50
fn one_worker() -> u32 {
    let progress = Progress { done: Mutex::new(0) };
    progress.step()
}

// racelab: outcomes (50, 100, 100), (100, 50, 100)
fn two_workers() -> (u32, u32, u32) {
    let progress = Progress { done: Mutex::new(0) };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| progress.step());
        let other = scope.spawn(|| progress.step());
        (one.join().unwrap(), other.join().unwrap())
    });
    (one, other, progress.percent())
}

// again: rounds
// racelab: outcomes (200, 250, 250), (250, 200, 250)
fn from_three() -> (u32, u32, u32) {
    let progress = Progress { done: Mutex::new(3) };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| progress.step());
        (progress.step(), one.join().unwrap())
    });
    (one, other, progress.percent())
}

// racelab: outcomes 300
fn one_step_among_five() -> u32 {
    let progress = Progress { done: Mutex::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..5 {
                progress.step();
            }
        });
        progress.step();
    });
    progress.percent()
}
// end
