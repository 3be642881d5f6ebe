//! Somebody is awake already
//!
//! What for: a wake-up is owed to each task, and not to each time that the queue was empty.
//!
//! Workers sleep while the queue is empty. Whoever adds a task to an empty queue wakes one of them. If the queue is
//! not empty, `add` wakes nobody: "there is a task in it, so somebody has been woken for that and is awake already."
//! Everything is done under the lock, and all waits are loops.
//!
//! The two tasks here are the halves of a batch, and each worker that has one waits for the worker with the other. In
//! one execution one worker waits for ever with its half, and the second sleeps while a task waits. Mend `add`.

// exercise: lesson 12_pool
// exercise: kind code
// exercise: minutes 4
// exercise: hint Follow the two calls of `add` in the drawing. What does the second one find in the queue, and whom does it wake?
// exercise: hint The worker that was woken for the first task has not taken it yet. It will take one task. Who is to take the other one?
// exercise: hint Wake a worker for each task, whatever else is in the queue.
// exercise: after "Wake only if it was empty" saves a call, and is right only with `notify_all`, which wakes everybody who could be needed. A worker that is woken for nothing looks again and goes back to sleep; one that is not woken may never look.

use std::sync::{Barrier, Condvar, Mutex};
use std::thread;

struct Queue {
    tasks: Mutex<Vec<u32>>,
    bell: Condvar,
}

impl Queue {
    fn add(&self, task: u32) {
        let mut tasks = self.tasks.lock().unwrap();
        // yours: add
        //- if tasks.is_empty() {
        //-     self.bell.notify_one();
        //- }
        //- tasks.push(task);
        tasks.push(task);
        self.bell.notify_one();
        // end
    }

    fn take(&self) -> u32 {
        let mut tasks = self.tasks.lock().unwrap();
        loop {
            match tasks.pop() {
                Some(task) => return task,
                None => tasks = self.bell.wait(tasks).unwrap(),
            }
        }
    }
}

/// A worker: takes one half, and waits until the other half has been taken, too.
fn work(queue: &Queue, both_taken: &Barrier) -> u32 {
    let half = queue.take();
    both_taken.wait();
    half
}

// racelab: outcomes (3, 4), (4, 3)
fn two_halves() -> (u32, u32) {
    let (queue, both_taken) = (Queue { tasks: Mutex::new(vec![]), bell: Condvar::new() }, Barrier::new(2));
    thread::scope(|scope| {
        let one = scope.spawn(|| work(&queue, &both_taken));
        let other = scope.spawn(|| work(&queue, &both_taken));
        queue.add(3);
        queue.add(4);
        (one.join().unwrap(), other.join().unwrap())
    })
}

// again: threads
// racelab: outcomes 7
fn three_parts() -> u32 {
    let (queue, all_taken) = (Queue { tasks: Mutex::new(vec![]), bell: Condvar::new() }, Barrier::new(3));
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(|| work(&queue, &all_taken)), scope.spawn(|| work(&queue, &all_taken)));
        [1, 2, 4].into_iter().for_each(|task| queue.add(task));
        work(&queue, &all_taken) + one.join().unwrap() + other.join().unwrap()
    })
}
// end
