//! What happens in those scenarios that are more than a training run of a trainer.

use std::ops::ControlFlow;

use crate::data::Batches;
use crate::network::{Chain, Tally};
use crate::report::counted;
use crate::scenario::batches_of_four;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::channel::bounded;
use crate::sync::{AtomicF32, Barrier, Broken, Guarded, WorkerPanic, label_thread, named, thread, workers};

use super::atomic::AtomicWeights;
use super::parameter_server::{ParameterServer, Rule};
use super::rwlock::SharedWeights;
use super::{Plan, Train, Unwatched, Watch, pipeline};

/// A reader copies the weights while one worker trains: it must see the weights of one moment.
pub(super) fn read_while_training() -> String {
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
pub(super) fn read_version_while_training() -> String {
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
pub(super) fn stop_while_training() -> String {
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
pub(super) fn meet(threads: usize, rounds: usize) -> String {
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
pub(super) fn give_up() -> String {
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
pub(super) fn pass_then_give_up() -> String {
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

/// One of two workers wants to stop after its first step of three. In thread-local only worker 0 is asked, and its
/// word is taken in the round after: so they stop after two steps, or not at all. In bulk-synchronous nobody makes
/// another round without it.
pub(super) fn stop_at_once(train: Train<Tally>, worker: usize) -> String {
    struct Stops(usize);
    impl Watch for Stops {
        fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
            if worker == self.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    let (network, plan) = (Tally::new(1), Plan { workers: 2, rate: 1.0 });
    let trained = train(&network, vec![0.0], &batches_of_four(3), &plan, &Stops(worker));
    crate::scenario::arrived(&trained.expect("a tally does not panic"), 3)
}

/// Two threads send a message each through a channel with room for one.
pub(super) fn send_two() -> String {
    thread::scope(|scope| {
        let (sender, receiver) = named("queue", bounded(1));
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

// ANCHOR: receiver_leaves
/// The receiver takes one message and leaves; the sender must find out rather than wait.
pub(super) fn receiver_leaves() -> String {
    thread::scope(|scope| {
        let (sender, receiver) = named("queue", bounded(1));
        scope.spawn(move || receiver.recv().expect("the sender stays"));
        let sent = (1..=2).filter(|&message| sender.send(message).is_ok()).count();
        format!("sent {sent}")
    })
}
// ANCHOR_END: receiver_leaves

/// Two threads add to one float.
pub(super) fn add_twice() -> String {
    let sum = AtomicF32::new(0.0).named("sum");
    workers(2, |_| {
        sum.add(1.0, Relaxed);
        sum.add(1.0, Relaxed);
    });
    sum.into_inner().to_string()
}

/// Workers train a tally through a parameter server: where the weight ended, and what the books say.
pub(super) fn serve(rule: Rule, workers: usize, batches: usize) -> String {
    let server = ParameterServer::new(vec![0.0], rule, workers);
    let plan = Plan { workers, rate: 1.0 };
    let trained = server.train(&Tally::new(1), &batches_of_four(batches), &plan, &Unwatched);
    trained.expect("a tally does not panic");
    let (weights, books) = server.into_inner();
    let (updates, stalest, furthest) = (books.updates, books.stalest, books.furthest);
    let updates = counted(updates as u64, "update");
    match rule {
        Rule::Bounded(_) => format!("{updates}, at most {furthest} ahead, weight {}", weights[0]),
        _ => format!("{updates}, stalest by {stalest}, weight {}", weights[0]),
    }
}

/// Trains with a pipeline through which each batch goes as one micro-batch.
pub(super) fn one_micro_batch(
    network: &Chain,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    pipeline::train_with(1, network, weights, batches, plan, watch)
}
