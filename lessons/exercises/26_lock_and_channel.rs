//! A lock around a wait
//!
//! What for: never wait for somebody while you hold what they need.
//!
//! A server takes the lock of the weight once, and then applies each gradient that comes: that saves locking again
//! and again. A worker looks at the weight, computes a gradient from it, and sends that. Both of them stand still
//! now, one at a lock and one at a channel.
//!
//! Mend `serve`.

// exercise: lesson 06_channels
// exercise: kind code
// exercise: minutes 3
// exercise: hint What does the server wait for, in the drawing, and what does it hold meanwhile?
// exercise: hint The worker cannot send before it has looked, and cannot look while the server holds the lock.
// exercise: hint Receive first, with no lock in your hand. Lock when you have a gradient, and let go before you wait for the next one.
// exercise: after The circle of the two locks, with a channel in it: whatever one can wait for may be part of a circle. While you hold a lock, do not lock, receive, send, or join, unless nobody who has to help you out of it needs that lock.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Applies each gradient that comes.
fn serve(weight: &Mutex<u32>, inbox: Receiver<u32>) {
    // yours: serve
    for gradient in inbox {
        *weight.lock().unwrap() += gradient;
    }
    //- let mut weight = weight.lock().unwrap();
    //- for gradient in inbox {
    //-     *weight += gradient;
    //- }
    // end
}

/// Computes gradients from the weight: half of it, each time.
fn work(weight: &Mutex<u32>, steps: u32, to_server: Sender<u32>) {
    for _ in 0..steps {
        let now = *weight.lock().unwrap();
        to_server.send(now / 2).unwrap();
    }
}

fn train(start: u32, steps: u32) -> u32 {
    let weight = Mutex::new(start);
    let (to_server, inbox) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| work(&weight, steps, to_server));
        serve(&weight, inbox);
    });
    weight.into_inner().unwrap()
}

// racelab: outcomes 12
fn one_step() -> u32 {
    train(8, 1)
}

// racelab: outcomes 16, 18
fn two_steps() -> u32 {
    train(8, 2)
}

// again: numbers
// racelab: outcomes 12, 13
fn from_six() -> u32 {
    train(6, 2)
}

// racelab: outcomes 6, 7, 8, 9
fn four_steps() -> u32 {
    train(2, 4)
}
// end
