//! A full pool: a task adds another one to its own pool, and waits for it.
//!
//! **Specification:** every batch gets its gradient.
//!
//! **What is wrong:** the task of a batch gives a part of it to the pool, and waits for the part. To wait, it keeps its worker.
//! If all workers have such a task, nobody is left to run what they wait for. Here the pool has one
//! worker, and so one batch is enough; with eight workers it takes eight batches at the same time, which is rare, until it
//! is not. This hangs, and so it exists in the loom build only.
//!
//! **The fix:** whoever waits for a task of its own pool runs tasks meanwhile: `run(queue.recv())` in place of waiting, as a
//! [`Pool`](crate::pool::Pool) does with the thread that calls it, and rayon with every thread. Or do not wait in a task
//! at all: a `Pool` takes `&mut self`, and so the compiler keeps its tasks from handing it a job.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::channel::{bounded, unbounded};
use crate::sync::{label_thread, named, thread};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "full_pool",
    lesson: "12_pool",
    kind: FailureKind::Deadlock,
    summary: "waits, in a task, for another task of the same pool",
    specification: "every batch gets its gradient",
    fix: "run tasks of the pool while waiting for one",
    scenario: Scenario::new("full_pool", "a pool of 1 worker, 1 batch", &["gradient 2"], || {
        format!("gradient {}", gradient_of_a_batch())
    }),
};

/// What the pool is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// The gradient of a batch, half of which it leaves to another task.
    Batch,
    /// That of the other half.
    Half,
}

/// Asks a pool of one worker for the gradient of a batch.
pub fn gradient_of_a_batch() -> u32 {
    let (add, queue) = named("queue", unbounded());
    let (half_done, half) = named("half", bounded(1));
    let (batch_done, batch) = named("batch", bounded(1));
    thread::scope(|scope| {
        add.send(Task::Batch).expect("the queue is there");
        scope.spawn(move || {
            label_thread("worker");
            // ANCHOR: run
            for _task in 0..2 {
                match queue.recv() {
                    Ok(Task::Half) => half_done.send(1).expect("the other end is there"),
                    Ok(Task::Batch) => {
                        add.send(Task::Half).expect("the queue is there");
                        let other_half = half.recv().expect("the other end is there");
                        batch_done.send(1 + other_half).expect("the other end is there");
                    }
                    Err(_) => break,
                }
            }
            // ANCHOR_END: run
        });
        label_thread("caller");
        batch.recv().expect("the other end is there")
    })
}
