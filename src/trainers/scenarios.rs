//! What loom explores of the trainers, and of what they are built on: small enough to see every
//! execution where that is possible, and said so where it is not.
//!
//! The sizes follow from how loom works: at most three threads, about six shared operations each where
//! there are two. The calling thread is one of the workers, which saves loom a thread.

use std::ops::ControlFlow;

use crate::network::Tally;
use crate::scenario::{Scenario, batches_of_four, panicking_tally, tally};
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::channel::bounded;
use crate::sync::{AtomicF32, Barrier, Broken, Guarded, label_thread, named, thread, workers};

use super::atomic::AtomicWeights;
use super::rwlock::SharedWeights;
use super::{
    Plan, Unwatched, Watch, atomic_add, atomic_load_store, channel, mutex_per_layer, mutex_short,
    mutex_whole_step, rwlock, sequential, thread_local,
};

const ONE: &[&str] = &["1 of 1 updates arrived"];
const TWO: &[&str] = &["2 of 2 updates arrived"];
const THREE: &[&str] = &["3 of 3 updates arrived"];
const FOUR: &[&str] = &["4 of 4 updates arrived"];
const PANIC: &[&str] = &["worker 1 panicked: the tally was asked to panic"];

/// Every scenario of code that is meant to be right. Each must end with all of its allowed outcomes,
/// and with no other.
pub const SAFE: &[Scenario] = &[
    Scenario::new("sequential", "2 batches", TWO, || tally(sequential::train, 1, 2, 1)),
    Scenario::new("mutex-whole-step", "2 workers, 2 batches each", FOUR, || {
        tally(mutex_whole_step::train, 2, 4, 1)
    }),
    Scenario::new("mutex-whole-step", "3 workers, 1 batch each", THREE, || {
        tally(mutex_whole_step::train, 3, 3, 1)
    }),
    Scenario::new("mutex-whole-step", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(mutex_whole_step::train, 2)
    }),
    Scenario::new("mutex-short", "2 workers, 2 batches each", FOUR, || tally(mutex_short::train, 2, 4, 1)),
    Scenario::new("mutex-short", "3 workers, 1 batch each", THREE, || tally(mutex_short::train, 3, 3, 1)),
    Scenario::new("mutex-short", "worker 1 of 2 panics", PANIC, || panicking_tally(mutex_short::train, 2)),
    Scenario::new(
        "mutex-per-layer",
        "2 workers, 1 batch each, 2 layers",
        &["2 and 2 of 2 updates arrived"],
        || tally(mutex_per_layer::train, 2, 2, 2),
    ),
    Scenario::new("mutex-per-layer", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(mutex_per_layer::train, 2)
    }),
    Scenario::new("rwlock", "2 workers, 2 batches each", FOUR, || tally(rwlock::train, 2, 4, 1)),
    Scenario::new("rwlock", "3 workers, 1 batch each", THREE, || tally(rwlock::train, 3, 3, 1)),
    Scenario::new(
        "rwlock",
        "1 worker, 2 batches, 2 weights; a reader",
        &["read 0 and 0", "read 1 and 1", "read 2 and 2"],
        read_while_training,
    ),
    Scenario::new("rwlock", "worker 1 of 2 panics", PANIC, || panicking_tally(rwlock::train, 2)),
    Scenario::new("thread-local", "2 workers, 2 batches", TWO, || tally(thread_local::train, 2, 2, 1)),
    Scenario::new("thread-local", "3 workers, 1 batch", ONE, || tally(thread_local::train, 3, 1, 1))
        .bounded(3),
    Scenario::new("thread-local", "worker 0 of 2 wants to stop", &["2 of 3 updates arrived"], || {
        stop_at_once(0)
    })
    .bounded(2),
    Scenario::new("thread-local", "worker 1 of 2 wants to stop", THREE, || stop_at_once(1)).bounded(2),
    Scenario::new("thread-local", "worker 1 of 2 panics", PANIC, || panicking_tally(thread_local::train, 2)),
    Scenario::new("channel", "1 worker, 2 batches", TWO, || tally(channel::train, 1, 2, 1)),
    Scenario::new("channel", "2 workers, 1 batch each", TWO, || tally(channel::train, 2, 2, 1)).bounded(2),
    Scenario::new("channel", "worker 1 of 2 panics", PANIC, || panicking_tally(channel::train, 2)).bounded(2),
    Scenario::new("atomic-add", "2 workers, 2 batches each", FOUR, || tally(atomic_add::train, 2, 4, 1))
        .every_order_of(2)
        .without_choices(),
    Scenario::new(
        "atomic-add",
        "2 workers, 1 batch each, 2 weights",
        &["2 and 2 of 2 updates arrived"],
        || tally(atomic_add::train, 2, 2, 2),
    )
    .every_order_of(2),
    Scenario::new(
        "atomic-add",
        "1 worker, 2 batches; a reader of version and weight",
        &[
            "version 0, weight 0",
            "version 0, weight 1",
            "version 0, weight 2",
            "version 1, weight 1",
            "version 1, weight 2",
            "version 2, weight 2",
        ],
        read_version_while_training,
    )
    .every_order_of(2),
    Scenario::new(
        "atomic-add",
        "1 worker, 2 batches; somebody stops it",
        &["0 of 2 updates arrived", "1 of 2 updates arrived", "2 of 2 updates arrived"],
        stop_while_training,
    )
    .every_order_of(2),
    Scenario::new("atomic-add", "worker 1 of 2 panics", PANIC, || panicking_tally(atomic_add::train, 2)),
    Scenario::new(
        "atomic-load-store",
        "2 workers, 2 batches each: losses are allowed",
        &["2 of 4 updates arrived", "3 of 4 updates arrived", "4 of 4 updates arrived"],
        || tally(atomic_load_store::train, 2, 4, 1),
    )
    .every_order_of(2),
    Scenario::new("atomic-load-store", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(atomic_load_store::train, 2)
    }),
    Scenario::new("barrier", "2 threads, 2 rounds", &["2 rounds, every write seen"], || meet(2, 2)),
    Scenario::new("barrier", "2 threads, 3 rounds", &["3 rounds, every write seen"], || meet(2, 3))
        .bounded(3),
    Scenario::new("barrier", "3 threads, 1 round", &["1 round, every write seen"], || meet(3, 1)).bounded(3),
    Scenario::new(
        "barrier",
        "2 of 3 threads wait, the third gives up",
        &["broken for both, who know why"],
        give_up,
    )
    .bounded(3),
    Scenario::new("barrier", "2 threads pass, then one gives up", &["both passed"], pass_then_give_up),
    Scenario::new(
        "channel-stand-in",
        "2 senders, room for 1 message",
        &["received 1 and 2, then closed"],
        send_two,
    ),
    Scenario::new("channel-stand-in", "the receiver leaves", &["sent 1", "sent 2"], receiver_leaves),
    Scenario::new("atomic-f32", "2 threads add twice each", &["4"], add_twice).every_order_of(2),
];

/// The first scenario of code that is meant to be right that is about `subject`, and whose description
/// starts with `start`.
///
/// # Panics
/// If there is none.
pub fn safe(subject: &str, start: &str) -> &'static Scenario {
    let wanted = |scenario: &&Scenario| scenario.subject == subject && scenario.about.starts_with(start);
    SAFE.iter().find(wanted).expect("a scenario of the list")
}

/// A reader copies the weights while one worker trains: it must see the weights of one moment.
fn read_while_training() -> String {
    let network = Tally::new(2);
    let shared = SharedWeights::new(vec![0.0; 2]);
    let read = workers(2, |me| {
        let mut copy = [0.0; 2];
        if me == 0 {
            let plan = Plan { workers: 1, rate: 1.0 };
            shared.train(&network, &batches_of_four(2), &plan, &Unwatched).expect("a tally does not panic");
        } else {
            label_thread("reader");
            shared.copy_into(&mut copy);
        }
        copy
    });
    format!("read {} and {}", read[1][0], read[1][1])
}

/// A reader reads the version and then the weight, while one worker trains.
fn read_version_while_training() -> String {
    let shared = AtomicWeights::new(vec![0.0]);
    let read = workers(2, |me| {
        let mut copy = [0.0];
        if me == 0 {
            train_atomics(&shared);
            return (0, copy);
        }
        label_thread("reader");
        let version = shared.version();
        shared.copy_into(&mut copy);
        (version, copy)
    });
    format!("version {}, weight {}", read[1].0, read[1].1[0])
}

/// Somebody asks one worker to stop, which it may see before any of its steps, or too late.
fn stop_while_training() -> String {
    let shared = AtomicWeights::new(vec![0.0]);
    workers(2, |me| if me == 0 { train_atomics(&shared) } else { shared.stop() });
    crate::scenario::arrived(&shared.into_inner(), 2)
}

fn train_atomics(shared: &AtomicWeights) {
    let (network, plan) = (Tally::new(1), Plan { workers: 1, rate: 1.0 });
    let add = |weight: &AtomicF32, amount| weight.add(amount, Relaxed);
    shared.train(&network, &batches_of_four(2), &plan, &Unwatched, add).expect("a tally does not panic");
}

/// Threads write a cell each, meet, and read all cells; the barrier is all that orders them. A second
/// meeting keeps a quick thread from writing again too early.
fn meet(threads: usize, rounds: usize) -> String {
    let barrier = Barrier::new(threads);
    let cells: Vec<_> = (0..threads).map(|me| named(("cells", me), Guarded::new(0))).collect();
    let seen = workers(threads, |me| {
        let mut seen = 0;
        for round in 1..=rounds {
            if round % 2 == 1 {
                // SAFETY: the others read this cell only between this round's barrier and the next
                // one; loom checks it.
                unsafe { cells[me].write(|cell| *cell = round) };
            }
            barrier.wait().expect("nobody gives up");
            if round % 2 == 1 {
                // SAFETY: written before the barrier just passed, and again only after the next one.
                seen += cells.iter().filter(|cell| unsafe { cell.read(|&cell| cell == round) }).count();
            }
        }
        seen
    });
    let all = threads * rounds.div_ceil(2);
    let verdict = if seen.iter().all(|&seen| seen == all) { "every write seen" } else { "a write missed" };
    format!("{rounds} round{}, {verdict}", if rounds == 1 { "" } else { "s" })
}

/// Two threads wait for a third that never comes; instead it says why, and gives up.
fn give_up() -> String {
    let barrier = Barrier::new(3);
    let why = named("why", Guarded::new(0));
    let learned = workers(3, |me| {
        if me == 0 {
            // SAFETY: the others read it only after they have learned that this thread gave up.
            unsafe { why.write(|why| *why = 7) };
            barrier.abandon();
            return 7;
        }
        match barrier.wait() {
            // SAFETY: written before the barrier was abandoned, and not again.
            Err(Broken) => unsafe { why.read(|&why| why) },
            Ok(()) => 0,
        }
    });
    if learned == [7, 7, 7] { "broken for both, who know why".to_owned() } else { format!("{learned:?}") }
}

/// Two threads meet, and then one gives up: the round was complete, so the other has passed all the same,
/// and sees what was written before.
fn pass_then_give_up() -> String {
    let barrier = Barrier::new(2);
    let cell = named("cell", Guarded::new(0));
    let seen = workers(2, |me| {
        if me == 0 {
            // SAFETY: the other reads it only after the barrier.
            unsafe { cell.write(|cell| *cell = 7) };
        }
        let passed = barrier.wait();
        if me == 0 {
            barrier.abandon();
        }
        // SAFETY: written before the barrier, and not again.
        passed.map(|()| unsafe { cell.read(|&cell| cell) })
    });
    if seen == [Ok(7), Ok(7)] { "both passed".to_owned() } else { format!("{seen:?}") }
}

/// One of two workers wants to stop after its first step of three. Only worker 0 is asked, and its word is
/// taken in the round after: so they stop after two steps, or not at all.
fn stop_at_once(worker: usize) -> String {
    struct Stops(usize);
    impl Watch for Stops {
        fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
            if worker == self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    let (network, plan) = (Tally::new(1), Plan { workers: 2, rate: 1.0 });
    let trained = thread_local::train(&network, vec![0.0], &batches_of_four(3), &plan, &Stops(worker));
    crate::scenario::arrived(&trained.expect("a tally does not panic"), 3)
}

/// Two threads send a message each through a channel with room for one.
fn send_two() -> String {
    thread::scope(|scope| {
        let (sender, receiver) = bounded(1);
        for message in [1, 2] {
            let sender = sender.clone();
            scope.spawn(move || sender.send(message).expect("the receiver stays"));
        }
        drop(sender);
        let mut received: Vec<i32> = std::iter::from_fn(|| receiver.recv().ok()).collect();
        received.sort_unstable();
        format!("received {} and {}, then closed", received[0], received[1])
    })
}

/// The receiver takes one message or none and leaves; the sender must find out rather than wait.
fn receiver_leaves() -> String {
    thread::scope(|scope| {
        let (sender, receiver) = bounded(1);
        scope.spawn(move || receiver.recv().expect("the sender stays"));
        let sent = (1..=2).filter(|&message| sender.send(message).is_ok()).count();
        format!("sent {sent}")
    })
}

/// Two threads add to one float.
fn add_twice() -> String {
    let sum = AtomicF32::new(0.0).named("sum");
    workers(2, |_| {
        sum.add(1.0, Relaxed);
        sum.add(1.0, Relaxed);
    });
    sum.into_inner().to_string()
}
