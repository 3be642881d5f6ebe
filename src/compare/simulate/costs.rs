//! What things cost on this machine.

use std::hint::black_box;
use std::time::Instant;

use crate::compare::{Comparison, median};
use crate::network::{Network, descend};
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::channel::bounded;
use crate::sync::{Barrier, Guarded, Mutex, spin_loop, thread, workers};

/// Costs in nanoseconds, but for the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// The gradient of a whole batch.
    pub gradient: f64,
    /// To copy all weights, which are in the core's own cache.
    pub copy: f64,
    /// To make an update.
    pub apply: f64,
    /// How much longer it takes to copy weights that another core wrote last: all their cache lines come over.
    pub fetch: f64,
    /// To hand a lock over from a thread to another.
    pub lock: f64,
    /// To hand over a message, from sending it to having it.
    pub message: f64,
    /// For two threads to meet.
    pub barrier: f64,
    /// The share of a gradient that is computed in the first layer.
    pub first_layer: f64,
}

impl Costs {
    /// How long a step of one thread takes that shares nothing.
    pub fn step(&self) -> f64 {
        self.gradient + self.apply
    }

    /// For so many to meet: as long again for each time that their number doubles.
    pub fn barrier_of(&self, workers: usize) -> f64 {
        self.barrier * (workers as f64).log2()
    }

    /// Each cost with its name, for files and tables.
    pub fn named(&self) -> [(&'static str, f64); 8] {
        [
            ("gradient", self.gradient),
            ("copy", self.copy),
            ("apply", self.apply),
            ("fetch", self.fetch),
            ("lock", self.lock),
            ("message", self.message),
            ("barrier", self.barrier),
            ("first_layer", self.first_layer),
        ]
    }

    /// The costs that `cost` gives for their names. The error names the first that is missing, or is no sensible number.
    pub fn from_named(cost: impl Fn(&str) -> Option<f64>) -> Result<Self, &'static str> {
        let get = |name: &'static str, least: f64, most: f64| match cost(name) {
            Some(value) if value >= least && value <= most => Ok(value),
            _ => Err(name),
        };
        // An hour is more than anything here takes.
        const HOUR: f64 = 3.6e12;
        Ok(Costs {
            gradient: get("gradient", 1.0, HOUR)?,
            copy: get("copy", 0.0, HOUR)?,
            apply: get("apply", 0.0, HOUR)?,
            fetch: get("fetch", 0.0, HOUR)?,
            lock: get("lock", 0.0, HOUR)?,
            message: get("message", 0.0, HOUR)?,
            barrier: get("barrier", 0.0, HOUR)?,
            first_layer: get("first_layer", 0.0, 1.0)?,
        })
    }
}

/// How often each is measured; the median counts.
const TIMES: usize = 31;

/// How often something is done that is too short to be timed by itself.
const OFTEN: usize = 500;

/// Measures on the first batch of this comparison. What is handed over, is so between two threads.
pub fn measure(comparison: &Comparison) -> Costs {
    let (network, batches) = (comparison.network(), comparison.batches(1));
    let batch = batches.get(0).expect("at least one batch");
    let mut weights = comparison.initial().to_vec();
    let (mut gradient, mut copy) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
    let mut scratch = network.scratch(batch.len());
    let time_of_gradient = timed(|| {
        black_box(network.gradient(&weights, batch, &mut gradient, &mut scratch));
    });
    let time_of_copy = timed(|| copy.copy_from_slice(black_box(&weights)));
    let apply = timed(|| descend(black_box(&mut weights), &gradient, 1e-9));
    let layers = network.layers();
    let work = |(number, range): (usize, &std::ops::Range<usize>)| {
        range.len() as f64 * if number == 0 { 2.0 } else { 3.0 }
    };
    let all: f64 = layers.iter().enumerate().map(work).sum();
    Costs {
        gradient: time_of_gradient,
        copy: time_of_copy,
        apply,
        fetch: (copy_of_anothers(&weights) - time_of_copy).max(0.0),
        lock: lock(),
        message: message(),
        barrier: meeting(),
        first_layer: work((0, &layers[0])) / all,
    }
}

/// The median time of `work`, in nanoseconds, after one time for nothing.
fn timed(mut work: impl FnMut()) -> f64 {
    work();
    median((0..TIMES).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_nanos() as f64
    }))
}

/// Two threads take turns: one writes all weights, the other copies them and is timed.
fn copy_of_anothers(weights: &[f32]) -> f64 {
    let (shared, turn) = (Guarded::new(weights.to_vec()), AtomicUsize::new(0));
    let wait_for = |mine: usize| {
        // Acquire: pairs with the Release of the other thread's store.
        while turn.load(Acquire) != mine {
            spin_loop();
            thread::yield_now();
        }
    };
    let times = workers(2, |me| {
        let (mut copy, mut times) = (weights.to_vec(), Vec::with_capacity(TIMES));
        for time in 0..TIMES {
            let mine = 2 * time + me;
            wait_for(mine);
            let start = Instant::now();
            // SAFETY: whoever has the turn is alone with the weights, and hands them over by a Release.
            unsafe {
                match me {
                    0 => shared.write(|weights| weights.iter_mut().for_each(|weight| *weight += 1.0)),
                    _ => shared.read(|weights| copy.copy_from_slice(weights)),
                }
            }
            times.push(start.elapsed().as_nanos() as f64);
            // Release: pairs with the Acquire in `wait_for`.
            turn.store(mine + 1, Release);
        }
        black_box(copy);
        times
    });
    median(times[1].iter().copied())
}

/// Two threads that want one lock all the time, less what it costs one alone.
fn lock() -> f64 {
    let alone = timed_for_two(1, || {
        let counter = Mutex::new(0_u64);
        move || *counter.lock().unwrap() += 1
    });
    let both = timed_for_two(2, || {
        let counter = Mutex::new(0_u64);
        move || *counter.lock().unwrap() += 1
    });
    (both / 2.0 - alone).max(0.0)
}

/// How long one `work` takes while several threads do it at the same time, again and again.
fn timed_for_two<W: Fn() + Sync>(threads: usize, make: impl Fn() -> W) -> f64 {
    median((0..TIMES).map(|_| {
        let work = make();
        let times = workers(threads, |_| {
            let start = Instant::now();
            (0..OFTEN).for_each(|_| work());
            start.elapsed().as_nanos() as f64 / OFTEN as f64
        });
        times.into_iter().fold(0.0, f64::max)
    }))
}

/// There and back through two channels, halved.
fn message() -> f64 {
    let (there, arrives) = bounded(1);
    let (back, returns) = bounded(1);
    thread::scope(|scope| {
        scope.spawn(move || {
            while let Ok(message) = arrives.recv() {
                if back.send(message).is_err() {
                    return;
                }
            }
        });
        let there = there;
        timed(|| {
            for number in 0..OFTEN {
                let _ = there.send(number);
                let _ = returns.recv();
            }
        }) / (2 * OFTEN) as f64
    })
}

/// Two threads that meet again and again.
fn meeting() -> f64 {
    timed_for_two(2, || {
        let barrier = Barrier::new(2);
        move || {
            let _ = barrier.wait();
        }
    })
}
