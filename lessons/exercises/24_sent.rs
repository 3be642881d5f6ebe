//! Sent
//!
//! What for: `send` says that a message is on its way, not that anybody has read it.
//!
//! A worker sends two gradients through a channel with room for one message. The server takes one of them, and
//! leaves: it drops its end of the channel. A `send` to a channel whose receiver is gone returns an error, and the
//! worker counts those of its sends that returned `Ok`.
//!
//! Which counts are possible? Write all of them into `POSSIBLE`.

// exercise: lesson 06_channels
// exercise: kind prediction
// exercise: minutes 3
// exercise: hint Can the first `send` fail? What would have to have happened before it?
// exercise: hint The server leaves only when it has received one. So the first one arrived. There is room again from that moment on.
// exercise: hint The second `send` can come between the server's `recv` and its leaving, or after both.
// exercise: after In one execution two sends returned `Ok` and one message was received; the other one was dropped along with the channel. Whoever needs to know that a message was dealt with has to be sent an answer.

use std::sync::mpsc;
use std::thread;

// racelab: scenario
fn sends_that_were_ok() -> usize {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let results = [sender.send(0.5), sender.send(0.25)];
            results.iter().filter(|result| result.is_ok()).count()
        });
        receiver.recv().unwrap();
        drop(receiver);
        worker.join().unwrap()
    })
}

// yours: possible
const POSSIBLE: &[usize] = &[1, 2];
//- const POSSIBLE: &[usize] = &[];
// end
