//! Leave your name first
//!
//! What for: a future that is pending must have left its waker before it looked.
//!
//! This is a future in its simplest form. `poll` answers whether the job is done. If not, it leaves
//! the name of the task's thread, and whoever finishes the job wakes the thread that it finds
//! there. The executor parks as long as `poll` says no. And sometimes it parks for ever.
//!
//! Mend `poll`. (`leave_name()` and `self.done.load(Acquire)` are all you need.)

// exercise: lesson 11_promise
// exercise: kind code
// exercise: minutes 4
// exercise: hint In the counterexample, whose name does the finisher find? And when is the name left?
// exercise: hint The job was finished between the look and the leaving. What would `poll` have to do after it has left the name?
// exercise: hint If the name is there before the look, then either the look finds that it is done, or the finisher finds the name.
// exercise: after Register, then check: the same rule holds for a waker, a sleep flag and a condition variable. A test that polls in a loop never shows this mistake, because it looks again by itself.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::thread::{self, Thread};

struct Job {
    done: AtomicBool,
    name: Mutex<Option<Thread>>,
}

impl Job {
    fn finish(&self) {
        self.done.store(true, Release);
        if let Some(thread) = self.name.lock().unwrap().take() {
            thread.unpark();
        }
    }

    fn leave_name(&self) {
        *self.name.lock().unwrap() = Some(thread::current());
    }

    /// Whether it is done. If not, the calling thread will be woken.
    fn poll(&self) -> bool {
        // yours: poll
        self.leave_name();
        self.done.load(Acquire)
        //- if self.done.load(Acquire) {
        //-     return true;
        //- }
        //- self.leave_name();
        //- false
        // end
    }
}

/// The executor: polls, and parks as long as the job is pending.
fn block_on(job: &Job) {
    while !job.poll() {
        thread::park();
    }
}

#[test]
fn who_awaits_a_job_is_woken() {
    let job = Job { done: AtomicBool::new(false), name: Mutex::new(None) };
    thread::scope(|scope| {
        scope.spawn(|| job.finish());
        block_on(&job);
        assert!(job.done.load(Relaxed), "it is not done yet");
    });
}
