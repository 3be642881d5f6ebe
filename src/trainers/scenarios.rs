//! What loom explores of the trainers, and of what they are built on: small enough to see every
//! execution where that is possible, and said so where it is not.
//!
//! The sizes follow from how loom works: at most three threads, about six shared operations each where
//! there are two. The calling thread is one of the workers, which saves loom a thread.

use crate::inference::scenarios::{ask, in_pairs};
use crate::network::Chain;
use crate::pool::scenarios::{two_tasks, work_and_steal};
use crate::promise::scenarios::{another_waker, hand_over, hand_over_async, hand_over_twice};
use crate::scenario::{Scenario, chain, panicking_tally, tally};
use crate::sharing::scenarios::{count, take_over_under_the_lock, two_updates, update_and_read};
use crate::snapshots::scenarios::{publish_and_read, train_and_read, write_and_read};
use crate::word2vec::scenarios::{hogwild, one_lock, row_locks};

use super::parameter_server::Rule;
use super::scenario_runs::{
    add_twice, give_up, meet, one_micro_batch, pass_then_give_up, read_version_while_training,
    read_while_training, receiver_leaves, send_two, serve, stop_at_once, stop_while_training,
};
use super::{
    atomic_add, atomic_load_store, bulk_synchronous, channel, mutex_per_layer, mutex_short, mutex_whole_step,
    parameter_server, pipeline, pool, promise, promise_async, rwlock, sequential, spawn_per_batch,
    split_layer, thread_local,
};

const ONE: &[&str] = &["1 of 1 updates arrived"];
const TWO: &[&str] = &["2 of 2 updates arrived"];
const THREE: &[&str] = &["3 of 3 updates arrived"];
const FOUR: &[&str] = &["4 of 4 updates arrived"];
const SIX: &[&str] = &["6 of 6 updates arrived"];
const PANIC: &[&str] = &["worker 1 panicked: the tally was asked to panic"];

/// Both workers have added to the row that they have in common.
const BOTH: &[&str] = &["red 1 and grey 1 arrived"];

const WHOLE: &[&str] = &["read 0 and 0", "read 1 and 1", "read 2 and 2"];

const EACH_BY_ITSELF: &[&str] = &["read 0 and 0", "read 0 and 1", "read 1 and 0", "read 1 and 1"];

const EITHER_PANICS: &[&str] =
    &["worker 0 panicked: the tally was asked to panic", "worker 1 panicked: the tally was asked to panic"];

/// Every scenario of code that is meant to be right. Each must end with all of its allowed outcomes,
/// and with no other.
///
/// A static, as are all lists of what is explored: of a const, every program that names it compiles the trainers anew.
pub static SAFE: &[Scenario] = &[
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
        stop_at_once(thread_local::train, 0)
    })
    .bounded(2),
    Scenario::new("thread-local", "worker 1 of 2 wants to stop", THREE, || {
        stop_at_once(thread_local::train, 1)
    })
    .bounded(2),
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
    Scenario::new("bulk-synchronous", "2 workers, 2 batches", TWO, || {
        tally(bulk_synchronous::train, 2, 2, 1)
    }),
    Scenario::new("bulk-synchronous", "3 workers, 1 batch", ONE, || tally(bulk_synchronous::train, 3, 1, 1))
        .bounded(3),
    Scenario::new("bulk-synchronous", "worker 0 of 2 wants to stop", &["1 of 3 updates arrived"], || {
        stop_at_once(bulk_synchronous::train, 0)
    })
    .bounded(3),
    Scenario::new("bulk-synchronous", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(bulk_synchronous::train, 2)
    })
    .bounded(3),
    Scenario::new("spawn-per-batch", "2 workers, 2 batches", TWO, || tally(spawn_per_batch::train, 2, 2, 1)),
    Scenario::new("spawn-per-batch", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(spawn_per_batch::train, 2)
    }),
    Scenario::new("promise", "1 worker, 2 batches", TWO, || tally(promise::train, 1, 2, 1)),
    Scenario::new("promise", "2 workers, 1 batch each", TWO, || tally(promise::train, 2, 2, 1)).bounded(2),
    Scenario::new("promise", "worker 0 of 2 wants to stop", &["2 of 3 updates arrived"], || {
        stop_at_once(promise::train, 0)
    })
    .bounded(2),
    Scenario::new("promise", "worker 1 of 2 panics", PANIC, || panicking_tally(promise::train, 2)).bounded(2),
    Scenario::new("promise-async", "1 worker, 2 batches", TWO, || tally(promise_async::train, 1, 2, 1)),
    Scenario::new("promise-async", "2 workers, 1 batch each", TWO, || tally(promise_async::train, 2, 2, 1))
        .bounded(2),
    Scenario::new("promise-async", "worker 1 of 2 panics", PANIC, || {
        panicking_tally(promise_async::train, 2)
    })
    .bounded(2),
    Scenario::new("promise-cell", "one promises 7, one waits for it", &["received 7"], || hand_over(Some(7))),
    Scenario::new("promise-cell", "a promise that is dropped", &["the promise was dropped"], || {
        hand_over(None)
    }),
    Scenario::new("promise-cell", "two promises", &["received 1, then received 2"], hand_over_twice),
    Scenario::new("promise-cell", "one promises 7, one awaits it", &["received 7"], || {
        hand_over_async(Some(7))
    }),
    Scenario::new("promise-cell", "an awaited promise that is dropped", &["the promise was dropped"], || {
        hand_over_async(None)
    }),
    Scenario::new("promise-cell", "polled again with another waker", &["received 7"], another_waker),
    Scenario::new(
        "pipeline",
        "2 stages, 1 batch of 2 micro-batches: weights doubled",
        &["weights 2 and 2"],
        || chain(pipeline::train, &Chain::new(&[1, 1, 1]), 2, 1),
    ),
    Scenario::new(
        "pipeline",
        "2 stages, 2 batches of 1 micro-batch: doubled twice",
        &["weights 4 and 4"],
        || chain(one_micro_batch, &Chain::new(&[1, 1, 1]), 2, 2),
    ),
    Scenario::new(
        "pipeline",
        "stage 0 of 2 panics",
        &["worker 0 panicked: the chain was asked to panic"],
        || chain(pipeline::train, &Chain::new(&[1, 1, 1]).panicking_in(0), 2, 1),
    ),
    Scenario::new(
        "pipeline",
        "stage 1 of 2 panics",
        &["worker 1 panicked: the chain was asked to panic"],
        || chain(pipeline::train, &Chain::new(&[1, 1, 1]).panicking_in(1), 2, 1),
    ),
    Scenario::new(
        "split-layer",
        "2 workers, a column each, 2 batches: weights doubled twice",
        &["weights 4 and 4 and 4 and 4"],
        || chain(split_layer::train, &Chain::new(&[1, 2, 1]), 2, 2),
    ),
    Scenario::new(
        "split-layer",
        "worker 1 of 2 panics, before the exchange",
        &["worker 1 panicked: the chain was asked to panic"],
        || chain(split_layer::train, &Chain::new(&[1, 2, 1]).panicking_in(0), 2, 1),
    ),
    Scenario::new(
        "staleness-aware",
        "2 workers, 2 batches",
        &["2 updates, stalest by 0, weight 2", "2 updates, stalest by 1, weight 2"],
        || serve(Rule::Aware, 2, 2),
    ),
    Scenario::new("staleness-aware", "the worker with batch 2 panics", EITHER_PANICS, || {
        panicking_tally(parameter_server::aware, 2)
    }),
    Scenario::new(
        "staleness-bounded",
        "2 workers, 3 batches, bound 0",
        &["3 updates, at most 0 ahead, weight 3"],
        || serve(Rule::Bounded(0), 2, 3),
    )
    .bounded(3),
    Scenario::new(
        "staleness-bounded",
        "2 workers, 1 batch, bound 0: one leaves without a step",
        &["1 update, at most 0 ahead, weight 1"],
        || serve(Rule::Bounded(0), 2, 1),
    ),
    Scenario::new("inference", "1 worker, 2 images", &["2 of 2 answered"], || ask(1, 2, in_pairs)),
    Scenario::new("inference", "1 worker, 3 images", &["3 of 3 answered"], || ask(1, 3, in_pairs)),
    Scenario::new(
        "word2vec-hogwild",
        "2 workers, two words each, one in common: losses are allowed",
        &["red 0 and grey 1 arrived", "red 1 and grey 0 arrived", "red 1 and grey 1 arrived"],
        hogwild,
    )
    .every_order_of(2),
    Scenario::new("word2vec-row-locks", "2 workers, two words each, one in common", BOTH, row_locks),
    Scenario::new("word2vec-one-lock", "2 workers, two words each, one in common", BOTH, one_lock),
    Scenario::new("sharing-counter", "2 workers, 2 additions each", &["4 counted"], || count(2)),
    Scenario::new(
        "sharing-counter",
        "a batch is taken over; an evaluator keeps all out and asks",
        &["1 in flight"],
        take_over_under_the_lock,
    ),
    Scenario::new("sharing-lock", "1 update; a reader", &["read 0", "read 1"], || update_and_read(1)),
    Scenario::new("sharing-lock", "1 update; 2 readers", EACH_BY_ITSELF, || update_and_read(2)),
    Scenario::new("sharing-lock", "2 trainers, an update each", &["read 2"], two_updates),
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
        "channel-ends",
        "2 senders, room for 1 message",
        &["received 1 and 2, then closed"],
        send_two,
    ),
    Scenario::new("channel-ends", "the receiver leaves", &["sent 1", "sent 2"], receiver_leaves),
    Scenario::new("atomic-f32", "2 threads add twice each", &["4"], add_twice).every_order_of(2),
];

/// The same of code that rests on SeqCst, which loom cannot judge, and of what stands beside it: the engine's alone.
pub static BY_ENGINE: &[Scenario] = &[
    Scenario::new("pool", "2 workers, 1 batch", ONE, || tally(pool::train, 2, 1, 1)).whole(),
    Scenario::new(
        "pool",
        "2 tasks that need each other, and fail",
        &["2 results, worker 0 failed"],
        two_tasks,
    ),
    Scenario::new("pool-deque", "2 tasks, taken and stolen", &["2 tasks once each"], || {
        work_and_steal(2, 2, 1, 2)
    }),
    Scenario::new("pool-deque", "3 tasks, room for 2", &["3 tasks once each"], || work_and_steal(3, 2, 1, 2)),
    Scenario::new("pool-deque", "2 tasks, 2 thieves", &["2 tasks once each"], || work_and_steal(2, 1, 2, 1)),
    Scenario::new("snapshots", "2 updates; a reader reads twice", WHOLE, || publish_and_read(2, 2)),
    Scenario::new("snapshots-training", "2 batches; a reader", WHOLE, || train_and_read(2)).whole(),
    Scenario::new("snapshots-seqlock", "1 update; a reader", &["read 0 and 0", "read 1 and 1"], || {
        write_and_read(1)
    }),
    Scenario::new("snapshots-seqlock", "2 updates; a reader", WHOLE, || write_and_read(2)),
    Scenario::new("inference", "2 workers, 2 images", &["2 of 2 answered"], || ask(2, 2, in_pairs)),
];

/// More of the same, too large for loom: the engine's alone.
pub static LARGE: &[Scenario] = &[
    Scenario::new(
        "pipeline",
        "2 stages, 2 batches of 2: weights doubled twice",
        &["weights 4 and 4"],
        || chain(pipeline::train, &Chain::new(&[1, 1, 1]), 2, 2),
    ),
    Scenario::new(
        "staleness-aware",
        "2 workers, 3 batches: a gradient that is stale by 2 counts half",
        &[
            "3 updates, stalest by 0, weight 3",
            "3 updates, stalest by 1, weight 3",
            "3 updates, stalest by 2, weight 2.5",
        ],
        || serve(Rule::Aware, 2, 3),
    ),
    Scenario::new(
        "staleness-bounded",
        "2 workers, 4 batches, bound 1",
        &["4 updates, at most 0 ahead, weight 4", "4 updates, at most 1 ahead, weight 4"],
        || serve(Rule::Bounded(1), 2, 4),
    ),
    Scenario::new("channel", "2 workers, 2 batches each", FOUR, || tally(channel::train, 2, 4, 1)),
    Scenario::new("channel", "3 workers, 1 batch each", THREE, || tally(channel::train, 3, 3, 1)),
    Scenario::new("mutex-short", "3 workers, 2 batches each", SIX, || tally(mutex_short::train, 3, 6, 1)),
    Scenario::new("rwlock", "3 workers, 2 batches each", SIX, || tally(rwlock::train, 3, 6, 1)),
    Scenario::new("barrier", "4 threads, 1 round", &["1 round, every write seen"], || meet(4, 1)),
    Scenario::new(
        "atomic-load-store",
        "4 workers, 1 batch each: losses are allowed",
        &[
            "1 of 4 updates arrived",
            "2 of 4 updates arrived",
            "3 of 4 updates arrived",
            "4 of 4 updates arrived",
        ],
        || tally(atomic_load_store::train, 4, 4, 1),
    ),
];

/// And more, too large for every `check`: a hundred thousand executions, nine million and fourteen million, where nothing
/// happens for no reason. `check --largest` goes through them.
pub static LARGEST: &[Scenario] = &[
    Scenario::new("thread-local", "3 workers, 2 batches", TWO, || tally(thread_local::train, 3, 2, 1)),
    Scenario::new(
        "atomic-load-store",
        "3 workers, 2 batches each: losses are allowed",
        &[
            "2 of 6 updates arrived",
            "3 of 6 updates arrived",
            "4 of 6 updates arrived",
            "5 of 6 updates arrived",
            "6 of 6 updates arrived",
        ],
        || tally(atomic_load_store::train, 3, 6, 1),
    ),
    Scenario::new("atomic-add", "3 workers, 2 batches each", SIX, || tally(atomic_add::train, 3, 6, 1)),
];

/// Every scenario of code that is meant to be right, but for the large ones.
pub fn all_safe() -> impl Iterator<Item = &'static Scenario> {
    SAFE.iter().chain(BY_ENGINE)
}

/// The first scenario of code that is meant to be right that is about `subject`, and whose description
/// starts with `start`.
///
/// # Panics
/// If there is none.
pub fn safe(subject: &str, start: &str) -> &'static Scenario {
    let wanted = |scenario: &&Scenario| scenario.subject == subject && scenario.about.starts_with(start);
    all_safe().find(wanted).expect("a scenario of the list")
}
