//! The wrong one woke up
//!
//! What for: `notify_one` wakes one of those who wait, and it need not be the one that you had in mind.
//!
//! A desk has room for one job. The trainer puts jobs there and waits while the desk is full; two
//! workers take them and wait while it is empty. All wait at the same bell, all wait in loops,
//! under the lock. In some executions everybody sleeps: a worker has taken a job, and has woken the
//! other worker.
//!
//! Mend it by changing who is notified.

// exercise: lesson 10_barrier
// exercise: kind code
// exercise: minutes 4
// exercise: hint Two kinds of threads wait at this bell, for two different things. Which of them can use the news "the desk is empty"?
// exercise: hint A worker that is woken by it finds nothing, and sleeps again. The notification is used up, and the trainer has heard nothing.
// exercise: hint Wake all of them. Those for whom it was not will look, and go back to sleep.
// exercise: after notify_one is right only where any of the waiters can make use of the news. Otherwise wake all of them, or give each kind of waiter a Condvar of its own.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Desk {
    job: Mutex<Option<u32>>,
    bell: Condvar,
}

impl Desk {
    fn put(&self, new: u32) {
        let mut job = self.job.lock().unwrap();
        while job.is_some() {
            job = self.bell.wait(job).unwrap();
        }
        *job = Some(new);
        // yours: put
        // Only workers can be waiting now, and one of them is enough.
        self.bell.notify_one();
        //- self.bell.notify_one();
        // end
    }

    fn take(&self) -> u32 {
        let mut job = self.job.lock().unwrap();
        while job.is_none() {
            job = self.bell.wait(job).unwrap();
        }
        // yours: take
        self.bell.notify_all();
        //- self.bell.notify_one();
        // end
        job.take().expect("there is one, we have looked")
    }
}

#[test]
fn both_jobs_are_taken() {
    let desk = Desk { job: Mutex::new(None), bell: Condvar::new() };
    let sum = thread::scope(|scope| {
        let one = scope.spawn(|| desk.take());
        let other = scope.spawn(|| desk.take());
        desk.put(3);
        desk.put(4);
        one.join().unwrap() + other.join().unwrap()
    });
    assert_eq!(sum, 7);
}

// again: numbers
// racelab: outcomes 7
fn one_worker_takes_three() -> u32 {
    let desk = Desk { job: Mutex::new(None), bell: Condvar::new() };
    thread::scope(|scope| {
        let worker = scope.spawn(|| desk.take() + desk.take() + desk.take());
        [1, 2, 4].into_iter().for_each(|job| desk.put(job));
        worker.join().unwrap()
    })
}
// end
