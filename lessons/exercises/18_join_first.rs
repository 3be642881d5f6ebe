//! Done, or only started?
//!
//! What for: a thread that you have started has promised nothing until you have joined it.
//!
//! A worker adds the gradients of its batches to a sum, and `finish` is to return the sum of all of them. It waits
//! for the worker, as it should, and still comes back with too little in some executions.
//!
//! Look at the drawing for the moment at which thread 0 reads the sum. Then mend `finish`. What the worker does, and
//! how many batches it has, `finish` does not know.

// exercise: lesson 05_thread_local
// exercise: kind code
// exercise: minutes 3
// exercise: hint When is the sum read, and when does the thread wait?
// exercise: hint `join` comes back when the worker has ended. What is read after that has all in it that the worker did.
// exercise: hint Join first. But do not hold the lock while you wait: the worker needs it.
// exercise: after All that a thread did happens before the one that joins it goes on. That is the simplest synchronisation there is, and many programs need no other.

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Waits for the worker, and returns the sum of its gradients.
fn finish(worker: JoinHandle<()>, sum: &Mutex<u32>) -> u32 {
    // yours: finish
    worker.join().unwrap();
    *sum.lock().unwrap()
    //- let result = *sum.lock().unwrap();
    //- worker.join().unwrap();
    //- result
    // end
}

fn train(gradients: Vec<u32>) -> u32 {
    let sum = Arc::new(Mutex::new(0));
    let worker = thread::spawn({
        let sum = Arc::clone(&sum);
        move || gradients.iter().for_each(|gradient| *sum.lock().unwrap() += gradient)
    });
    finish(worker, &sum)
}

// racelab: outcomes 7
fn two_batches() -> u32 {
    train(vec![3, 4])
}

// racelab: outcomes 0
fn no_batches() -> u32 {
    train(vec![])
}

// again: numbers
// racelab: outcomes 11
fn three_batches() -> u32 {
    train(vec![8, 1, 2])
}
// end
