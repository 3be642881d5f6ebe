//! The last batch
//!
//! What for: what you have checked is true while you hold the lock, and not a moment longer.
//!
//! Workers take batches from a queue until there are none left. One batch is left, number 7, and two workers come for
//! it. One of them has to go away empty-handed. But in some executions a worker panics.
//!
//! Find out from the drawing who believed something that was no longer true, and mend `take`.

// exercise: lesson 02_lost_update
// exercise: kind code
// exercise: minutes 4
// exercise: hint The worker that panics has checked that the queue is not empty. What happened between its check and its `pop`?
// exercise: hint Checking and taking must be one critical section.
// exercise: hint `pop` checks by itself, and returns `None` if there is nothing. Or lock once at the top, into a variable, and do both through that.
// exercise: after This is called check then act: somebody else has acted in between. Here it panics, and you notice. Where it does not, two workers train on the same batch, and nobody does.

use std::sync::Mutex;
use std::thread;

/// Takes a batch, if there is one.
fn take(queue: &Mutex<Vec<u32>>) -> Option<u32> {
    // yours: take
    queue.lock().unwrap().pop()
    //- if queue.lock().unwrap().is_empty() {
    //-     return None;
    //- }
    //- let batch = queue.lock().unwrap().pop().unwrap();
    //- Some(batch)
    // end
}

fn two_workers_take(batches: Vec<u32>) -> (Option<u32>, Option<u32>) {
    let queue = Mutex::new(batches);
    thread::scope(|scope| {
        let one = scope.spawn(|| take(&queue));
        let other = scope.spawn(|| take(&queue));
        (one.join().unwrap(), other.join().unwrap())
    })
}

// racelab: outcomes (Some(7), None), (None, Some(7))
fn one_batch_is_left() -> (Option<u32>, Option<u32>) {
    two_workers_take(vec![7])
}

// racelab: outcomes (Some(8), Some(9)), (Some(9), Some(8))
fn two_batches_are_left() -> (Option<u32>, Option<u32>) {
    two_workers_take(vec![8, 9])
}

// again: numbers
// racelab: outcomes (None, None)
fn none_is_left() -> (Option<u32>, Option<u32>) {
    two_workers_take(vec![])
}

// racelab: outcomes 5
fn three_batches_and_three_workers() -> u32 {
    let queue = Mutex::new(vec![1, 1, 3]);
    let work = || take(&queue).unwrap_or_default();
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(work), scope.spawn(work));
        work() + one.join().unwrap() + other.join().unwrap()
    })
}
// end
