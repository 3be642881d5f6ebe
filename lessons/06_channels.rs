//! Lesson 06, channels: send gradients to the one thread that owns the weights.
//!
//! Run it: `cargo run --release --bin 06_channels`
//!
//! Claim: what only one thread owns cannot be raced for. What arrives first still depends on timing,
//! and threads that wait for messages can wait for ever.

use racelab::lesson::tell;
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::channel_never_closed;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{channel, label_thread, named, thread};
use racelab_loom::trainers::scenarios::safe;

/// Two workers send their names to a server.
const ARRIVAL: Scenario = Scenario::new(
    "arrival",
    "2 workers send a message each; who comes first?",
    &["worker 0, then worker 1", "worker 1, then worker 0"],
    || {
        thread::scope(|scope| {
            let (sender, inbox) = named("inbox", channel::unbounded());
            for me in 0..2 {
                let sender = sender.clone();
                scope.spawn(move || {
                    label_thread(("worker", me));
                    sender.send(format!("worker {me}")).expect("the server stays");
                });
            }
            drop(sender);
            label_thread("server");
            let mut came = Vec::new();
            while let Ok(message) = inbox.recv() {
                came.push(message);
            }
            came.join(", then ")
        })
    },
)
.bounded(2);

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("06_channels");
    lesson.claim(
        "What only one thread owns cannot be raced for. But what arrives first still depends on timing, \
         and threads that wait for messages can wait for ever.",
    );
    lesson.section(
        "How it trains",
        "One thread, the server, owns the weights. A worker sends it a gradient, and gets fresh weights \
         back in the same parcel. Nothing is shared, so nothing is locked (src/trainers/channel.rs).",
    );
    lesson.predict(
        "Do channels make races impossible? Will two runs give the same weights? When a send has returned, \
         has the message been received? Can a channel deadlock?",
    );

    lesson.section("It trains", "Look at the last two columns:");
    lesson.train(&["mutex-short", "channel"]);
    lesson.say(
        "No update is lost, but gradients are stale, just as with mutex-short: while a worker computes, \
         others send. And the parcels come in an order that nobody fixed, so the sums are rounded \
         differently. A channel rules out data races; whether a dependence on timing is a mistake is a \
         matter of what was promised. The price is a parcel there and back for each batch, which can take \
         longer than the gradient of so small a network.",
    );
    lesson.show(&explore(&ARRIVAL).report());

    lesson.section(
        "What loom says of it",
        "loom cannot look into crossbeam's channels, which train above. It explores a stand-in that keeps \
         their contract (src/sync/checked/channels/stand_in.rs), and so it checks how our trainer uses a channel, \
         not how crossbeam makes one.",
    );
    lesson.show(&explore(safe("channel", "1 worker")).report());
    lesson.show(&explore(safe("channel", "2 workers")).report());
    lesson.say(
        "Two workers and a server are too much to explore in full, so there the search leaves out \
         executions in which threads are interrupted more often than its report says. What was not \
         explored was not checked.",
    );

    lesson.section("Mistake: channel_never_closed", "The server receives until nobody can send any more:");
    let explored = explore(&channel_never_closed::MISTAKE.scenario);
    let why = "A channel is closed when its last sender is gone, and here the server holds one itself. \
               Every worker has ended, and the server waits for a message that only it could send.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "Sent is not received",
        "The receiver takes one message and leaves. How many sends returned without an error?",
    );
    lesson.show(&explore(safe("channel-ends", "the receiver leaves")).report());
    lesson.say(
        "Where two were sent, nobody will ever read the second: a send that returned has put its message \
         into the channel, and that is all. Our workers wait for the answer instead.",
    );
    lesson.next(
        "Mend src/mistakes/channel_never_closed.rs with one line. Then take the line `drop(sender)` out of \
         the scenario in lessons/06_channels.rs, and predict what loom says of it.",
    );
}
