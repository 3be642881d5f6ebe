//! If for while: a thread that wakes takes it for granted that what it waited for has come.
//!
//! **Specification:** every worker computes with the weights of its round.
//!
//! **What is wrong:** a thread that waits at a condition variable may wake although nobody has notified it, and one
//! that was notified may come to the lock after somebody who undid what it was told of. With `if`, it goes on in
//! either case. Here a worker leaves a round that is not complete, and computes its next gradient with the weights of
//! the last round. Nothing hangs and nothing is undefined: the training is quietly another one.
//!
//! **The fix:** `while` in place of `if`, or `wait_while`, which is that loop, as in
//! [`bulk_synchronous`](crate::trainers::bulk_synchronous).

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::{Condvar, Mutex, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "if_for_while",
    lesson: "10_barrier",
    kind: FailureKind::WrongOutcome,
    summary: "waits under an `if`, and goes on whatever woke it",
    specification: "every worker computes with the weights of its round",
    fix: "`while` in place of `if`: whoever wakes looks again",
    scenario: Scenario::new(
        "if_for_while",
        "2 workers meet once",
        &["both go on with the weights of round 1"],
        || {
            let meeting = Meeting::new(2);
            let rounds = workers(2, |_| meeting.wait());
            match rounds[..] {
                [1, 1] => "both go on with the weights of round 1".to_owned(),
                _ => format!("they go on with the weights of rounds {} and {}", rounds[0], rounds[1]),
            }
        },
    ),
};

/// Where workers meet.
#[derive(Debug)]
pub struct Meeting {
    workers: usize,
    /// How many have come, and how many rounds are complete.
    round: Mutex<(usize, usize)>,
    completed: Condvar,
}

impl Meeting {
    /// A meeting of so many workers.
    pub fn new(workers: usize) -> Self {
        Meeting {
            workers,
            round: named("round", Mutex::new((0, 0))),
            completed: named("completed", Condvar::new()),
        }
    }

    // ANCHOR: wait
    /// Waits until all have come, or so it thinks; returns which round's weights there are now.
    pub fn wait(&self) -> usize {
        let mut round = self.round.lock().unwrap();
        let number = round.1;
        round.0 += 1;
        if round.0 == self.workers {
            *round = (0, number + 1);
            self.completed.notify_all();
        }
        // `if` where `while` belongs: nobody may have notified it.
        if round.1 == number {
            round = self.completed.wait(round).unwrap();
        }
        round.1
    }
    // ANCHOR_END: wait
}
