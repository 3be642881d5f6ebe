//! Eight workers, a real network and hundreds of steps: too large to be explored, and what samples are drawn of.
//!
//! The network trains, and counts the updates that arrive ([`Counted`]); where layers are what the threads share, the
//! weights have to be those of one thread. Each outcome is a verdict on the whole run, so that there are few of them,
//! however many ways lead there.

use std::sync::LazyLock;

use super::{
    Plan, Train, Unwatched, atomic_add, atomic_load_store, bulk_synchronous, channel, mutex_per_layer,
    mutex_short, mutex_whole_step, parameter_server, pipeline, pool, promise, promise_async, rwlock,
    sequential, spawn_per_batch, split_layer, thread_local,
};
use crate::data::{Batches, Dataset, digits};
use crate::network::{Classifier, Counted, Perceptron};
use crate::scenario::Scenario;

const WORKERS: usize = 8;

/// A power of two, so that updates can be counted exactly.
const RATE: f32 = 0.25;

/// Images of a batch: one for each worker, where a batch is split.
const BATCH: usize = 8;

/// So many of them, each learned from once: eight for each worker, which makes a run of some hundred steps.
const BATCHES: usize = 64;

/// As many where two batches a worker are thousands of steps already: where each weight is an atomic, or there are tasks
/// and messages for each part of a batch.
const FEW: usize = 16;

const ALL: &[&str] = &["64 of 64 updates arrived"];

/// Every approach with more than one worker, as large as is sampled.
pub static CROWDS: &[Scenario] = &[
    Scenario::new("mutex-whole-step", ABOUT, ALL, || count(mutex_whole_step::train)),
    Scenario::new("mutex-short", ABOUT, ALL, || count(mutex_short::train)),
    Scenario::new("mutex-per-layer", ABOUT, ALL, || count(mutex_per_layer::train)),
    Scenario::new("rwlock", ABOUT, ALL, || count(rwlock::train)),
    Scenario::new("thread-local", ABOUT, ALL, || count(thread_local::train)),
    Scenario::new("channel", ABOUT, ALL, || count(channel::train)),
    Scenario::new("atomic-add", SMALL, &["16 of 16 updates arrived"], || {
        said(arrived(atomic_add::train, &[64, 1, 10], FEW), FEW)
    }),
    Scenario::new("atomic-load-store", SMALL, SOME, || some(atomic_load_store::train, &[64, 1, 10], FEW)),
    Scenario::new("bulk-synchronous", ABOUT, ALL, || count(bulk_synchronous::train)),
    Scenario::new("promise", ABOUT, ALL, || count(promise::train)),
    Scenario::new("promise-async", ABOUT, ALL, || count(promise_async::train)),
    // The engine has 32 threads, and this starts seven for each batch.
    Scenario::new("spawn-per-batch", "8 workers, 4 batches of digits", &["4 of 4 updates arrived"], || {
        said(arrived(spawn_per_batch::train, &[64, 4, 10], 4), 4)
    }),
    Scenario::new("pool", "8 workers, 16 batches of digits", &["16 of 16 updates arrived"], || {
        said(arrived(pool::train, &[64, 4, 10], FEW), FEW)
    }),
    Scenario::new("pipeline", "8 stages, 16 batches of digits", AS_ONE, || {
        as_one(pipeline::train, &[64, 4, 4, 4, 4, 4, 4, 4, 10], FEW)
    }),
    Scenario::new("split-layer", "8 workers, 64 batches of digits", AS_ONE, || {
        as_one(split_layer::train, &[64, 8, 10], BATCHES)
    }),
    Scenario::new("staleness-aware", ABOUT, SOME, || some(parameter_server::aware, &[64, 4, 10], BATCHES)),
    Scenario::new("staleness-bounded", ABOUT, ALL, || count(parameter_server::bounded)),
];

const ABOUT: &str = "8 workers, 64 batches of digits";
const SMALL: &str = "8 workers, 16 batches of digits, 85 atomic weights";
const SOME: &[&str] = &["some updates arrived, and none twice"];
const AS_ONE: &[&str] = &["the weights of one thread"];

type TrainCounted = Train<Counted<Perceptron>>;

/// The first digits: so many batches of them.
fn batches(count: usize) -> Batches<'static> {
    static FIRST: LazyLock<Dataset> =
        LazyLock::new(|| digits().select(&(0..BATCHES * BATCH).collect::<Vec<_>>()));
    let all = Batches::new(&FIRST, BATCH, 1, 0);
    all.epoch(0, BATCHES / count)
}

fn count(train: TrainCounted) -> String {
    said(arrived(train, &[64, 4, 10], BATCHES), BATCHES)
}

/// For trainers that take a lossy or a scaled step, on purpose: something has to arrive, and nothing twice.
fn some(train: TrainCounted, sizes: &[usize], batches: usize) -> String {
    match arrived(train, sizes, batches) {
        Ok(updates) if (1.0..=batches as f32).contains(&updates) => SOME[0].to_owned(),
        other => said(other, batches),
    }
}

/// How many updates arrived.
fn arrived(train: TrainCounted, sizes: &[usize], count: usize) -> Result<f32, String> {
    let network = Perceptron::new(sizes);
    let mut weights = network.initial(0);
    weights.push(0.0);
    let (network, plan) = (Counted::new(network, RATE), Plan { workers: WORKERS, rate: RATE });
    let trained = train(&network, weights, &batches(count), &plan, &Unwatched);
    let mut weights = trained.map_err(|panic| panic.to_string())?;
    let updates = weights.pop().unwrap_or_default();
    if weights.iter().all(|weight| weight.is_finite()) {
        Ok(updates)
    } else {
        Err("a weight is not finite".to_owned())
    }
}

fn said(arrived: Result<f32, String>, batches: usize) -> String {
    arrived.map_or_else(|why| why, |updates| format!("{updates} of {batches} updates arrived"))
}

/// Whether a trainer that is to do what one thread does has done that.
fn as_one(train: Train<Perceptron>, sizes: &[usize], count: usize) -> String {
    let network = Perceptron::new(sizes);
    let batches = batches(count);
    let trained = |train: Train<Perceptron>, workers| {
        let plan = Plan { workers, rate: RATE };
        train(&network, network.initial(0), &batches, &plan, &Unwatched)
    };
    match (trained(train, WORKERS), trained(sequential::train, 1)) {
        (Ok(theirs), Ok(ours)) => {
            // Parts of a sum are added in another order.
            let furthest =
                theirs.iter().zip(&ours).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
            if furthest < 1e-3 { AS_ONE[0].to_owned() } else { format!("a weight differs by {furthest}") }
        }
        (Err(panic), _) | (_, Err(panic)) => panic.to_string(),
    }
}
