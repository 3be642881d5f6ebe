//! The last task
//!
//! What for: "closed" means that no more tasks come, and not that none are left.
//!
//! The trainer gives tasks to a pool of workers and closes it. A worker takes one task after the
//! other, sleeps while there is none, and ends when the pool is closed. Everything is under the
//! lock, nobody sleeps too long, and yet a task may be lost: it was still in the list when the pool
//! was closed.
//!
//! Mend the part of `take` that decides what to do.

// exercise: lesson 12_pool
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint What does a worker do that finds the pool closed and a task in the list?
// exercise: hint A worker may sleep only while the list is empty *and* the pool is open. And when it goes on, what should it look for first?
// exercise: hint First the list: if there is a task, take it, closed or not. End only if there is none.
// exercise: after A shutdown has two halves: nothing new comes in, and what has come in is done. Channels have it built in: recv returns what is left, and an error only after that.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Tasks {
    list: Vec<u32>,
    closed: bool,
}

struct Pool {
    tasks: Mutex<Tasks>,
    bell: Condvar,
}

impl Pool {
    fn add(&self, task: u32) {
        self.tasks.lock().unwrap().list.push(task);
        self.bell.notify_one();
    }

    fn close(&self) {
        self.tasks.lock().unwrap().closed = true;
        self.bell.notify_all();
    }

    /// The next task, or None if there is none and none will come.
    fn take(&self) -> Option<u32> {
        let mut tasks = self.tasks.lock().unwrap();
        // yours: take
        while tasks.list.is_empty() && !tasks.closed {
            tasks = self.bell.wait(tasks).unwrap();
        }
        tasks.list.pop()
        //- while tasks.list.is_empty() && !tasks.closed {
        //-     tasks = self.bell.wait(tasks).unwrap();
        //- }
        //- if tasks.closed {
        //-     return None;
        //- }
        //- tasks.list.pop()
        // end
    }
}

/// A worker: adds up its tasks until the pool is closed.
fn work(pool: &Pool) -> u32 {
    let mut sum = 0;
    while let Some(task) = pool.take() {
        sum += task;
    }
    sum
}

// racelab: outcomes 7
fn what_the_worker_has_done() -> u32 {
    let pool = Pool { tasks: Mutex::new(Tasks { list: vec![], closed: false }), bell: Condvar::new() };
    thread::scope(|scope| {
        let worker = scope.spawn(|| work(&pool));
        pool.add(3);
        pool.add(4);
        pool.close();
        worker.join().unwrap()
    })
}

// again: threads
// racelab: outcomes 6
fn one_task_and_two_workers() -> u32 {
    let pool = Pool { tasks: Mutex::new(Tasks { list: vec![], closed: false }), bell: Condvar::new() };
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(|| work(&pool)), scope.spawn(|| work(&pool)));
        pool.add(6);
        pool.close();
        one.join().unwrap() + other.join().unwrap()
    })
}

// racelab: outcomes [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
fn ten_tasks_are_left() -> Vec<u32> {
    let tasks = Tasks { list: (0..10).collect(), closed: true };
    let pool = Pool { tasks: Mutex::new(tasks), bell: Condvar::new() };
    let mut taken: Vec<u32> = std::iter::from_fn(|| pool.take()).collect();
    taken.sort();
    taken
}

// racelab: outcomes 8
fn woken_for_nothing() -> u32 {
    let pool = Pool { tasks: Mutex::new(Tasks { list: vec![], closed: false }), bell: Condvar::new() };
    thread::scope(|scope| {
        let worker = scope.spawn(|| work(&pool));
        (0..3).for_each(|_| pool.bell.notify_all());
        pool.add(8);
        pool.close();
        worker.join().unwrap()
    })
}
// end
