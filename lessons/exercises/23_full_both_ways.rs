//! Full in both directions
//!
//! What for: a channel with a limit is something that you can wait for, so it can be part of a circle.
//!
//! Two workers exchange their gradients: each sends two to the other, and receives two. Each channel has room for one
//! message. If it is full, `send` waits until there is room again. That is a good thing, since it slows down whoever
//! is too quick. Here they wait for each other.
//!
//! Mend `exchange`, which both of them run. The room stays as it is.

// exercise: lesson 06_channels
// exercise: kind code
// exercise: minutes 4
// exercise: hint What is in the two channels when both workers stand still? What would each of them have to do next?
// exercise: hint A worker that waits for room cannot receive, and only by receiving does it make room for the other one.
// exercise: hint Send one, receive one, and then the next. With each one that is received, there is room for one more.
// exercise: after Sending can wait, just as locking can: chapter 3's circle, without a lock. A channel without a limit would hide it, and let the queue grow until memory is gone.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

/// Sends both gradients to the other worker, and returns the sum of its two.
fn exchange(mine: [u32; 2], to_other: SyncSender<u32>, from_other: Receiver<u32>) -> u32 {
    // yours: exchange
    let mut sum = 0;
    for gradient in mine {
        to_other.send(gradient).unwrap();
        sum += from_other.recv().unwrap();
    }
    sum
    //- for gradient in mine {
    //-     to_other.send(gradient).unwrap();
    //- }
    //- from_other.recv().unwrap() + from_other.recv().unwrap()
    // end
}

fn two_workers(of_0: [u32; 2], of_1: [u32; 2]) -> (u32, u32) {
    let (to_1, inbox_1) = mpsc::sync_channel(1);
    let (to_0, inbox_0) = mpsc::sync_channel(1);
    thread::scope(|scope| {
        let other = scope.spawn(|| exchange(of_1, to_0, inbox_1));
        (exchange(of_0, to_1, inbox_0), other.join().unwrap())
    })
}

// racelab: outcomes (30, 3)
fn two_gradients_each() -> (u32, u32) {
    two_workers([1, 2], [10, 20])
}

// racelab: outcomes (9, 3)
fn two_others() -> (u32, u32) {
    two_workers([1, 2], [5, 4])
}

// again: numbers
// racelab: outcomes (5, 8)
fn other_gradients() -> (u32, u32) {
    two_workers([7, 1], [2, 3])
}
// end
