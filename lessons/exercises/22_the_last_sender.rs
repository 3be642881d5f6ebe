//! Nobody is left, and it waits
//!
//! What for: a channel ends when its last sender is dropped, and not a moment before.
//!
//! A server adds up the gradients that workers send it through a channel. The loop over `inbox` takes one after the
//! other, waits if there is none, and ends when the channel is empty and all its senders are gone. A worker drops its
//! sender when it ends. They have all ended, and the server still waits.
//!
//! Who still holds a sender? Mend `serve`, which does not know how many gradients will come.

// exercise: lesson 06_channels
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint The workers' senders are clones. Clones of what, and where is that?
// exercise: hint The server waits for a message that only it could send: it has a sender of its own, as a parameter.
// exercise: hint Let go of `to_server` before the loop that waits begins.
// exercise: after There is no lock here, and it was a deadlock all the same. Ask of each channel: who holds a sender, and when does each of them let go?

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Adds up all gradients. The workers' senders are clones of `to_server`.
fn serve(to_server: Sender<u32>, inbox: Receiver<u32>) -> u32 {
    // yours: serve
    drop(to_server);
    let mut sum = 0;
    for gradient in inbox {
        sum += gradient;
    }
    sum
    //- let mut sum = 0;
    //- for gradient in inbox {
    //-     sum += gradient;
    //- }
    //- sum
    // end
}

fn train(gradients: Vec<u32>) -> u32 {
    let (to_server, inbox) = mpsc::channel();
    for gradient in gradients {
        let to_server = to_server.clone();
        thread::spawn(move || to_server.send(gradient).unwrap());
    }
    serve(to_server, inbox)
}

// racelab: outcomes 5
fn one_worker() -> u32 {
    train(vec![5])
}

// racelab: outcomes 7
fn two_workers() -> u32 {
    train(vec![3, 4])
}

// again: numbers
// racelab: outcomes 7
fn three_workers() -> u32 {
    train(vec![4, 1, 2])
}

// racelab: outcomes 0
fn no_workers() -> u32 {
    train(vec![])
}

// racelab: outcomes 17
fn five_of_one_worker() -> u32 {
    let (to_server, inbox) = mpsc::channel();
    let of_worker = to_server.clone();
    thread::spawn(move || [5, 1, 3, 2, 6].map(|gradient| of_worker.send(gradient).unwrap()));
    serve(to_server, inbox)
}
// end
