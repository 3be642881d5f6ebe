//! Which of a run's panics ends the program.
//!
//! A thread's panic comes back as `Err` to the thread that joins it, which has to deal with it: it may handle it, or
//! pass it on, as `join().unwrap()` and `resume_unwind` do. What is reported as the failure is where it began. A panic
//! that was handled is no failure; and if the thread that handled it panics later for a reason of its own, that reason
//! is reported first.

use super::Engine;
use super::wait::Runner;
use crate::execution::Panic;
use crate::thread::A_SCOPED_THREAD;

/// How `unwrap` and `expect` show what a thread has panicked with.
const SHOWN_BY_UNWRAP: &str = "Any { .. }";

impl Engine {
    /// A panic of the main thread's, or one that no thread was given. Of several the first, as the others may have come of
    /// it: a lock is poisoned.
    pub(super) fn uncaught_panic(&self) -> Option<Panic> {
        let main_panicked = self.threads[0].panicked_with().is_some();
        let is_uncaught = |&number: &usize| {
            let runner = &self.threads[number];
            // Whoever panics in a scope waits for its threads, and is not told how they ended.
            let is_left = runner.joins.is_empty() || main_panicked && !runner.is_handed_over;
            runner.panicked_with().is_some() && (number == 0 || is_left)
        };
        let uncaught = (0..self.threads.len()).filter(is_uncaught).map(|number| self.began_in(number));
        let first = uncaught.min_by_key(|&number| self.threads[number].order_of_panic())?;
        let after = self.threads[first].heard_of.and_then(|other| self.threads[other].panicked_with());
        let panic = self.threads[first].panicked_with()?.clone();
        Some(Panic { after: after.cloned().map(Box::new), ..panic })
    }

    /// The thread in which a panic began that this one may have passed on.
    fn began_in(&self, mut number: usize) -> usize {
        // A thread is joined by one that has not ended, so there is no cycle.
        while let Some(other) = self.threads[number].heard_of.filter(|&other| self.passes_on(number, other)) {
            number = other;
        }
        number
    }

    /// Whether a thread has panicked with nothing but what it was told of another.
    fn passes_on(&self, number: usize, other: usize) -> bool {
        let (panic, other) = (self.threads[number].panicked_with(), self.threads[other].panicked_with());
        panic.zip(other).is_some_and(|(panic, other)| {
            let message = &panic.message;
            message.ends_with(SHOWN_BY_UNWRAP) || message == A_SCOPED_THREAD || *message == other.message
        })
    }
}

impl Runner {
    /// How it has panicked, whether or not it has ended.
    fn panicked_with(&self) -> Option<&Panic> {
        self.panic.as_ref().or(self.held_panic.as_ref())
    }

    /// Which panic of the run it was. A panic that was only passed on comes last.
    pub(super) fn order_of_panic(&self) -> usize {
        self.began_to_panic.as_ref().map_or(usize::MAX, |began| began.number)
    }
}
