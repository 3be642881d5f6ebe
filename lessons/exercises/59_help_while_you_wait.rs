//! Help while you wait
//!
//! What for: a task that waits for another task of the same pool keeps a worker from doing it.
//!
//! A pool has one worker. Its task is a layer, which splits off a part as a task of its own and
//! waits until that is done. But who should do it? The only worker is the one that waits.
//!
//! Change `wait_for_part`. (`self.do_one()` takes a task from the list, does it, and returns
//! true; if there is none, it returns false.)

// exercise: lesson 12_pool
// exercise: kind code
// exercise: minutes 4
// exercise: hint Who is there to do the part while the worker waits? With four workers, what if four layers wait?
// exercise: hint The worker has nothing better to do than what it waits for. And it has a function for that.
// exercise: hint In the loop, do one task of the list; only if there is none, yield.
// exercise: after In a pool, waiting is work: rayon's `join` does exactly this, and takes other tasks while it waits. The other way out is not to wait at all, and to let the part go on with what comes after it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::*};
use std::thread;

enum Task {
    Layer,
    Part,
}

struct Pool {
    list: Mutex<Vec<Task>>,
    part_done: AtomicBool,
    sum: AtomicU32,
}

impl Pool {
    /// Does one task. Whether there was one.
    fn do_one(&self) -> bool {
        let task = self.list.lock().unwrap().pop();
        match task {
            Some(Task::Layer) => self.layer(),
            Some(Task::Part) => self.part(),
            None => return false,
        }
        true
    }

    fn part(&self) {
        self.sum.fetch_add(3, Relaxed);
        self.part_done.store(true, Release); // pairs with the Acquire in `wait_for_part`
    }

    fn layer(&self) {
        self.list.lock().unwrap().push(Task::Part);
        self.sum.fetch_add(4, Relaxed);
        self.wait_for_part();
        assert!(self.part_done.load(Relaxed), "the layer has not waited for its part");
    }

    fn wait_for_part(&self) {
        // yours: wait
        while !self.part_done.load(Acquire) {
            if !self.do_one() {
                thread::yield_now();
            }
        }
        //- while !self.part_done.load(Acquire) {
        //-     thread::yield_now();
        //- }
        // end
    }
}

// racelab: outcomes 7
fn what_one_worker_adds_up() -> u32 {
    let pool = Pool {
        list: Mutex::new(vec![Task::Layer]),
        part_done: AtomicBool::new(false),
        sum: AtomicU32::new(0),
    };
    thread::scope(|scope| {
        scope.spawn(|| while pool.do_one() {});
    });
    pool.sum.into_inner()
}
