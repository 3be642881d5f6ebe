//! The list of approaches: what the commands, the tests and the benchmark go through.

use super::{
    Train, atomic_add, atomic_load_store, bulk_synchronous, channel, mutex_per_layer, mutex_short,
    mutex_whole_step, parameter_server, pipeline, pool, promise, promise_async, rwlock, sequential,
    spawn_per_batch, split_layer, thread_local,
};
use crate::network::{Layered, Network};
use crate::scenario::is_named;

/// A trainer with what is to be said about it.
#[derive(Clone, Copy, Debug)]
pub struct Approach<N> {
    /// Its name on the command line, in tables and in tests: `mutex-short`.
    pub name: &'static str,
    /// The lesson that teaches it: `03_mutex`.
    pub lesson: &'static str,
    /// What kind of training it is.
    pub kind: Kind,
    /// Whether it makes use of more than one worker.
    pub parallel: bool,
    /// Whether the same seed and number of workers are to give the same weights, bit for bit, with
    /// more than one worker.
    pub deterministic: bool,
    /// The trainer.
    pub train: Train<N>,
}

/// What kind of training an approach is, compared with one thread on the same batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every gradient is that of the newest weights.
    AsSequential,
    /// A gradient may be that of older weights, without what others added meanwhile. None is lost.
    Stale,
    /// As stale, and a stale gradient counts for less.
    StaleAndScaled,
    /// As stale, and the copied layers may be of different ages.
    StaleAndTorn,
    /// As that, and an update may be overwritten by another.
    Lossy,
}

/// What the workers of an approach have in common, and how they come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// One set of weights behind locks.
    Locks,
    /// One set of weights without a lock.
    Atomics,
    /// Gradients of each worker's own, and a meeting.
    Accumulation,
    /// Nothing shared; gradients are handed over.
    Messages,
    /// Parts of the network on different threads.
    ModelParallel,
    /// Nobody waits, and the server knows how stale a gradient is.
    Asynchronous,
}

impl Group {
    /// Every group, in the order in which they are shown.
    pub const ALL: [Group; 6] = [
        Group::Locks,
        Group::Atomics,
        Group::Accumulation,
        Group::Messages,
        Group::ModelParallel,
        Group::Asynchronous,
    ];

    /// Its name on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Group::Locks => "locks",
            Group::Atomics => "atomics",
            Group::Accumulation => "local-accumulation",
            Group::Messages => "messages",
            Group::ModelParallel => "model-parallel",
            Group::Asynchronous => "asynchronous",
        }
    }

    /// The group that a lesson's approaches belong to; none for that of one thread.
    fn of(lesson: &str) -> Option<Group> {
        match lesson.split('_').next()? {
            "03" | "04" => Some(Group::Locks),
            "07" => Some(Group::Atomics),
            "05" | "10" | "12" => Some(Group::Accumulation),
            "06" | "11" => Some(Group::Messages),
            "13" => Some(Group::ModelParallel),
            "14" => Some(Group::Asynchronous),
            _ => None,
        }
    }
}

impl Kind {
    /// The kind in a word or two, for a table.
    pub fn name(self) -> &'static str {
        match self {
            Kind::AsSequential => "as sequential",
            Kind::Stale => "stale",
            Kind::StaleAndScaled => "stale, scaled",
            Kind::StaleAndTorn => "stale, torn",
            Kind::Lossy => "lossy",
        }
    }
}

impl<N> Approach<N> {
    /// Whether `name` means this approach: its whole name, or its first word (`mutex` is all three of
    /// them).
    pub fn is_named(&self, name: &str) -> bool {
        is_named(self.name, name)
    }

    /// The group it belongs to; none for one thread.
    pub fn group(&self) -> Option<Group> {
        Group::of(self.lesson)
    }
}

/// The file that the approach of this name is in.
pub fn file(name: &str) -> String {
    let file = match name {
        "pipeline" | "split-layer" => format!("{name}/mod"),
        "staleness-aware" | "staleness-bounded" => "parameter_server/mod".to_owned(),
        _ => name.to_owned(),
    };
    format!("src/trainers/{}.rs", file.replace('-', "_"))
}

/// The same approaches group by group, and within a group in their order: as tables show them.
pub fn by_group<N>(mut approaches: Vec<Approach<N>>) -> Vec<Approach<N>> {
    approaches.sort_by_key(Approach::group);
    approaches
}

/// Every approach, in reading order. The first is [`sequential`].
pub fn approaches<N: Layered>() -> Vec<Approach<N>> {
    use Kind::AsSequential;
    let mut all = data_parallel();
    all.extend([
        approach("pipeline", "13_pipeline", AsSequential, true, pipeline::train as Train<N>),
        approach("split-layer", "13_pipeline", AsSequential, true, split_layer::train),
    ]);
    all.sort_by_key(|approach| approach.lesson);
    all
}

fn approach<N>(
    name: &'static str,
    lesson: &'static str,
    kind: Kind,
    deterministic: bool,
    train: Train<N>,
) -> Approach<N> {
    Approach { name, lesson, kind, parallel: name != "sequential", deterministic, train }
}

/// The approaches that ask nothing of a network but its gradient, in reading order: all but those that put a part of the
/// network on each thread, for which it has to lend its layers. The first is [`sequential`].
pub fn data_parallel<N: Network>() -> Vec<Approach<N>> {
    use Kind::{AsSequential, Lossy, Stale, StaleAndScaled, StaleAndTorn};
    vec![
        approach("sequential", "01_one_thread", AsSequential, true, sequential::train as Train<N>),
        approach("mutex-whole-step", "03_mutex", AsSequential, false, mutex_whole_step::train),
        approach("mutex-short", "03_mutex", Stale, false, mutex_short::train),
        approach("mutex-per-layer", "03_mutex", StaleAndTorn, false, mutex_per_layer::train),
        approach("rwlock", "04_rwlock", Stale, false, rwlock::train),
        approach("thread-local", "05_thread_local", AsSequential, true, thread_local::train),
        approach("channel", "06_channels", Stale, false, channel::train),
        approach("atomic-add", "07_atomics", StaleAndTorn, false, atomic_add::train),
        approach("atomic-load-store", "07_atomics", Lossy, false, atomic_load_store::train),
        approach("bulk-synchronous", "10_barrier", AsSequential, true, bulk_synchronous::train),
        approach("promise", "11_promise", Stale, true, promise::train),
        approach("promise-async", "11_promise", Stale, true, promise_async::train),
        approach("spawn-per-batch", "12_pool", AsSequential, true, spawn_per_batch::train),
        approach("pool", "12_pool", AsSequential, true, pool::train),
        approach("staleness-aware", "14_staleness", StaleAndScaled, false, parameter_server::aware),
        approach("staleness-bounded", "14_staleness", Stale, false, parameter_server::bounded),
    ]
}
