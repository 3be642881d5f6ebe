//! The trainers: one file for each way to bring the workers' gradients to one set of weights.
//!
//! All have the same signature ([`Train`]), the same plan, the same initial weights and the same
//! batches, and make one weight update a batch. What differs is only how gradients meet weights; that
//! is what each file shows, from top to bottom, on about one screen. Read them in this order:
//!
//! | file | how gradients meet weights |
//! | --- | --- |
//! | [`sequential`] | there is one thread; the baseline, and what the others are compared with |
//! | [`mutex_whole_step`] | a lock held while the gradient is computed |
//! | [`mutex_short`] | a lock held to copy the weights out and to apply the gradient |
//! | [`mutex_per_layer`] | the same with a lock for each layer |
//! | [`rwlock`] | readers copy together, a writer applies alone |
//! | [`thread_local`](mod@thread_local) | nothing is shared during a step; a barrier, then everybody adds up |
//! | [`channel`] | one thread owns the weights; gradients are sent to it |
//! | [`atomic`], [`atomic_add`] | no lock; each addition to a weight is one atomic step |
//! | [`atomic_load_store`] | no lock; a weight is loaded, then stored, and an update may get lost |
//! | [`bulk_synchronous`] | all compute, all meet at a lock and a condition variable, one updates for all |
//! | [`promise`] | each gradient is promised, and awaited in its turn |
//! | [`promise_async`] | the same in `async` functions |
//! | [`spawn_per_batch`] | threads for each batch, and a join |
//! | [`pool`](mod@pool) | a job for each batch, its tasks for whoever is free |
//! | [`pipeline`] | each thread has some layers; activations go forward, deltas come back |
//! | [`split_layer`] | each thread has some columns of one wide layer, and all exchange outputs |
//! | [`parameter_server`] | nobody waits; the server knows how stale each gradient is, and has a rule for it |
//!
//! They are generic over [`Network`](crate::network::Network), so loom explores with [`Tally`](crate::network::Tally) the very
//! functions that train on digits with [`Perceptron`](crate::network::Perceptron). Those that put one gradient on several threads want a
//! [`Layered`](crate::network::Layered) one, and are explored with [`Chain`](crate::network::Chain). What is too large for that, eight workers and a real network, is sampled: `crowds`.

pub mod approach;
pub mod atomic;
pub mod atomic_add;
pub mod atomic_load_store;
pub mod bulk_synchronous;
pub mod channel;
#[cfg(loom)]
pub mod crowds;
pub mod mutex_per_layer;
pub mod mutex_short;
pub mod mutex_whole_step;
pub mod parameter_server;
pub mod pipeline;
pub mod pool;
pub mod promise;
pub mod promise_async;
pub mod rwlock;
mod scenario_runs;
pub mod scenarios;
pub mod sequential;
mod slow;
pub mod spawn_per_batch;
pub mod split_layer;
pub mod thread_local;
mod worker;

use std::ops::ControlFlow;

pub use approach::{Approach, Group, Kind, approaches, by_group, data_parallel, file};
pub use slow::{NotSlow, Slow, Slowing};
pub(crate) use worker::Worker;

use crate::data::Batches;
use crate::sync::WorkerPanic;

/// How to train, apart from what to train on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// How many threads compute gradients; at least 1.
    pub workers: usize,
    /// The learning rate: a step is `weights -= rate * gradient`.
    pub rate: f32,
}

/// Someone who watches training and may end it.
pub trait Watch: Sync {
    /// Called by each worker after each of its steps, outside every lock, with the loss of what the
    /// worker computed: of a whole batch, or of its part of one ([`thread_local`](mod@thread_local); the losses of the
    /// parts add up to that of the batch). In a [`pipeline`] only the last worker calls it: it alone knows the loss. Whoever wants to end training early answers `Break` from
    /// then on, to each worker; the weights so far are the result.
    fn step(&self, worker: usize, loss: f32) -> ControlFlow<()>;

    /// How many times as long as they need the gradients of `worker` are to take: 1, unless it is slowed on
    /// purpose. Asked once, before the first of them.
    fn slowness(&self, _worker: usize) -> u32 {
        1
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// A trainer: from initial weights to trained ones, or the error of a worker that panicked.
///
/// A panic in the network or in the watch never hangs the other workers: they are told, or come to
/// the end of their batches, and then the error is returned. The order of the arguments is network,
/// weights, batches, plan, watch.
pub type Train<N> = fn(&N, Vec<f32>, &Batches<'_>, &Plan, &dyn Watch) -> Result<Vec<f32>, WorkerPanic>;
