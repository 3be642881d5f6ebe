//! The same sum every time
//!
//! What for: where the order of additions is fixed, you may ask for the same bits.
//!
//! Two workers compute their gradients side by side, and each adds its own to the sum as soon as it has it. You know
//! what that means for the last bits. Now the same sum is asked for every time: the one that begins with `start`,
//! adds the gradient of worker 0 to that, and then the gradient of worker 1.
//!
//! Rewrite `sum_of_two`. The workers are to go on computing side by side.

// exercise: lesson 01_one_thread
// exercise: kind code
// exercise: minutes 4
// exercise: hint It need not be the workers who add. What does `join` return?
// exercise: hint A closure can return its gradient, and `worker.join().unwrap()` hands it to whoever joins the worker.
// exercise: hint Spawn both within one scope, and keep what `spawn` returns. Then join worker 0, join worker 1, and add in that order.
// exercise: after They still compute side by side, and who is ready first no longer matters. The price is that somebody waits for the slower one.

use std::sync::{Barrier, Mutex};
use std::thread;

fn sum_of_two(start: f32, gradient: impl Fn(usize) -> f32 + Sync) -> f32 {
    // yours: sum
    thread::scope(|scope| {
        let worker_0 = scope.spawn(|| gradient(0));
        let worker_1 = scope.spawn(|| gradient(1));
        start + worker_0.join().unwrap() + worker_1.join().unwrap()
    })
    //- let sum = Mutex::new(start);
    //- let work = |me| {
    //-     let part = gradient(me);
    //-     *sum.lock().unwrap() += part;
    //- };
    //- thread::scope(|scope| {
    //-     scope.spawn(|| work(0));
    //-     scope.spawn(|| work(1));
    //- });
    //- sum.into_inner().unwrap()
    // end
}

// racelab: outcomes 0.0
fn a_small_one_first() -> f32 {
    let gradients = [1.0, -16_777_216.0];
    sum_of_two(16_777_216.0, |me| gradients[me])
}

// racelab: outcomes 1.0
fn a_small_one_last() -> f32 {
    let gradients = [-16_777_216.0, 1.0];
    // Whoever has a gradient waits until the other worker has one, too.
    let both_have_one = Barrier::new(2);
    sum_of_two(16_777_216.0, |me| {
        both_have_one.wait();
        gradients[me]
    })
}

// again: numbers
// racelab: outcomes 3.5
fn other_gradients() -> f32 {
    let gradients = [0.5, 2.0];
    sum_of_two(1.0, |me| gradients[me])
}
// end
