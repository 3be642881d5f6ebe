//! A lost update without a lock, an atomic or anything shared: a server that says what it has, and is
//! told what to have.

use racelab_loom::explore::explore_by_loom;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::channel::{Sender, bounded};
use racelab_loom::sync::{label_thread, named, thread};

const GET_THEN_SET: Scenario = Scenario::new(
    "get_then_set",
    "2 workers, 1 update each, by messages",
    &["2 of 2 updates arrived"],
    get_then_set,
)
.bounded(2);

// ANCHOR: messages
#[derive(Debug)]
enum Message {
    Get(Sender<f32>),
    Set(f32),
}

fn get_then_set() -> String {
    thread::scope(|scope| {
        let (to_server, inbox) = named("inbox", bounded(2));
        for me in 0..2 {
            let to_server = to_server.clone();
            scope.spawn(move || {
                label_thread(("worker", me));
                let (reply, answer) = named(("reply", me), bounded(1));
                to_server.send(Message::Get(reply)).expect("the server stays");
                let weight = answer.recv().expect("the server answers");
                to_server.send(Message::Set(weight + 1.0)).expect("the server stays");
            });
        }
        drop(to_server);
        label_thread("server");
        let mut weight = 0.0;
        while let Ok(message) = inbox.recv() {
            match message {
                Message::Get(reply) => reply.send(weight).expect("the worker waits"),
                Message::Set(new) => weight = new,
            }
        }
        format!("{weight} of 2 updates arrived")
    })
}
// ANCHOR_END: messages

/// Says what loom finds.
pub fn main() {
    print!("{}", explore_by_loom(&GET_THEN_SET).report());
}
