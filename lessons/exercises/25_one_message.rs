//! Ask, then tell
//!
//! What for: what has to be one step must be one message.
//!
//! One server owns the weight, and nobody else touches it. It deals with one message at a time, and completely.
//! Workers ask for the weight, add 1, and tell the server what it is to be. So nothing can go wrong, one would think,
//! and yet an update is lost, as in chapter 2.
//!
//! Mend `update`, which every worker calls. See what messages the server knows.

// exercise: lesson 06_channels
// exercise: kind code
// exercise: minutes 3
// exercise: hint Two workers ask. Both get their answers. What do both tell the server?
// exercise: hint Between two messages of one worker there may be a message of another. Between the halves of one message there may be nothing.
// exercise: hint Do not tell the server what the weight is to be. Tell it how the weight is to change.
// exercise: after Ownership excludes data races and does nothing about this one. "Change it by so much" is one message; "what is it?" and "make it that" are two, with databases and web services no less than here.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

enum Message {
    /// Send me the weight.
    Get(Sender<u32>),
    /// The weight is this now.
    Set(u32),
    /// The weight is larger by this.
    Add(u32),
}

fn serve(mut weight: u32, inbox: Receiver<Message>) -> u32 {
    for message in inbox {
        match message {
            Message::Get(to_worker) => to_worker.send(weight).unwrap(),
            Message::Set(new) => weight = new,
            Message::Add(amount) => weight += amount,
        }
    }
    weight
}

/// Makes the weight larger by 1.
fn update(to_server: Sender<Message>) {
    // yours: update
    to_server.send(Message::Add(1)).unwrap();
    //- let (to_me, my_inbox) = mpsc::channel();
    //- to_server.send(Message::Get(to_me)).unwrap();
    //- let weight = my_inbox.recv().unwrap();
    //- to_server.send(Message::Set(weight + 1)).unwrap();
    // end
}

// racelab: outcomes 42
fn two_workers() -> u32 {
    let (to_server, inbox) = mpsc::channel();
    let of_another = to_server.clone();
    thread::spawn(move || update(to_server));
    thread::spawn(move || update(of_another));
    serve(40, inbox)
}

// racelab: outcomes 1
fn one_worker() -> u32 {
    let (to_server, inbox) = mpsc::channel();
    thread::spawn(move || update(to_server));
    serve(0, inbox)
}

// again: numbers
// racelab: outcomes 10
fn from_eight() -> u32 {
    let (to_server, inbox) = mpsc::channel();
    for to_server in [to_server.clone(), to_server] {
        thread::spawn(move || update(to_server));
    }
    serve(8, inbox)
}
// end
