//! Two threads that send each other more than there is room for, and only then receive.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::channel::{Receiver, Sender, bounded};
use racelab_loom::sync::{label_thread, named, thread};

const FULL_BOTH_WAYS: Scenario = Scenario::new(
    "full_both_ways",
    "2 workers swap 2 messages, room for 1 each way",
    &["swapped"],
    full_both_ways,
);

// ANCHOR: swap
fn full_both_ways() -> String {
    let (to_one, from_zero) = named(("inbox", 1), bounded(1));
    let (to_zero, from_one) = named(("inbox", 0), bounded(1));
    let swap = |send: Sender<i32>, receive: Receiver<i32>| {
        for message in [1, 2] {
            send.send(message).expect("the other stays");
        }
        for _ in [1, 2] {
            receive.recv().expect("the other has sent");
        }
    };
    thread::scope(|scope| {
        scope.spawn(move || {
            label_thread(("worker", 1));
            swap(to_zero, from_zero);
        });
        label_thread(("worker", 0));
        swap(to_one, from_one);
    });
    "swapped".to_owned()
}
// ANCHOR_END: swap

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(&FULL_BOTH_WAYS).report());
}
