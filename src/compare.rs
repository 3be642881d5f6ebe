//! Trains with one approach after the other, under the same conditions, and measures.
//!
//! The conditions are a [`Setting`]; what follows from it (data, initial weights, batches) is made once
//! by [`Comparison::new`] and is the same for all. Nothing but the trainer runs while the clock does:
//! accuracy is evaluated afterwards, on the weights that the trainer returned.

use std::time::{Duration, Instant};

use crate::data::{Batches, Source, Split};
use crate::network::{Network, Perceptron};
use crate::sync::WorkerPanic;
use crate::trainers::{Approach, Plan, Unwatched, Watch, approaches};

/// The share of test images to be classified correctly: how long that takes is measured.
pub const TARGET: f32 = 0.93;

/// How often each approach is trained in full; throughput is the median.
pub const REPEATS: usize = 5;

/// How often the training that reaches [`TARGET`] is timed; the time is the median.
const TARGET_REPEATS: usize = 3;

/// Everything that is the same for all approaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// What to train on.
    pub source: Source,
    /// How many workers there are, for all approaches but the sequential one.
    pub workers: usize,
    /// Passes over the training images.
    pub epochs: usize,
    /// Images a batch.
    pub batch: usize,
    /// Learning rate.
    pub rate: f32,
    /// What initial weights and the order of the images are drawn from.
    pub seed: u64,
}

impl Setting {
    /// The settings for `source`, with `workers` workers and seed 0.
    pub fn of(source: Source, workers: usize) -> Self {
        let defaults = source.defaults();
        let (epochs, batch, rate) = (defaults.epochs, defaults.batch, defaults.rate);
        Setting { source, workers, epochs, batch, rate, seed: 0 }
    }
}

/// Somebody who watches a comparison and may end it.
pub trait Observer: Watch {
    /// Whether it is to end. What was measured by then is thrown away; [`Watch::step`] ends the
    /// training in progress.
    fn interrupted(&self) -> bool;

    /// Told before each training run: which approach trains, and how many batches there are.
    fn begins(&self, _approach: &'static str, _batches: usize) {}
}

impl Observer for Unwatched {
    fn interrupted(&self) -> bool {
        false
    }
}

/// Why there is no measurement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmeasured {
    /// The observer ended it.
    #[error("interrupted")]
    Interrupted,
    /// A worker panicked.
    #[error(transparent)]
    Panic(#[from] WorkerPanic),
}

/// What was measured of one approach.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The approach's name.
    pub name: &'static str,
    /// What kind of training it is, in a word or two.
    pub kind: &'static str,
    /// How many workers computed gradients.
    pub workers: usize,
    /// The share of the test images that the trained network classifies correctly: the median over
    /// all full runs.
    pub accuracy: f32,
    /// How long it takes from the initial weights to [`TARGET`]; `None` if it is not reached.
    pub to_target: Option<Duration>,
    /// Training images a second: the median over all full runs.
    pub throughput: f64,
    /// How many times as quick as the sequential trainer: the median over all full runs, each of them
    /// compared with a sequential one just before it, so that a machine that slows down slows both.
    pub speed: f64,
    /// The least and the greatest throughput of a run.
    pub spread: (f64, f64),
    /// Whether all full runs ended with the same weights, bit for bit.
    pub same_again: bool,
}

/// The same conditions for all approaches.
#[derive(Debug)]
pub struct Comparison {
    setting: Setting,
    network: Perceptron,
    split: Split,
    initial: Vec<f32>,
}

impl Comparison {
    /// Loads or generates the data, and draws the initial weights.
    pub fn new(setting: Setting) -> Self {
        let split = setting.source.load();
        let hidden = setting.source.defaults().hidden;
        let network = Perceptron::new(&[split.train.features(), hidden, split.train.classes()]);
        let initial = network.initial(setting.seed);
        Comparison { setting, network, split, initial }
    }

    /// The network that is trained.
    pub fn network(&self) -> &Perceptron {
        &self.network
    }

    /// The images to train on and to test with.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// The initial weights.
    pub fn initial(&self) -> &[f32] {
        &self.initial
    }

    /// The batches of so many epochs. Those of fewer epochs are the first of those of more.
    pub fn batches(&self, epochs: usize) -> Batches<'_> {
        Batches::new(&self.split.train, self.setting.batch, epochs, self.setting.seed)
    }

    /// The share of the test images that the network classifies correctly.
    pub fn accuracy(&self, weights: &[f32]) -> f32 {
        let mut scratch = self.network.scratch(256);
        self.network.accuracy(weights, &self.split.test, &mut scratch)
    }

    /// Trains once; returns the weights and how long it took.
    pub fn train(
        &self,
        approach: &Approach<Perceptron>,
        batches: &Batches<'_>,
        observer: &impl Observer,
    ) -> Result<(Vec<f32>, Duration), Unmeasured> {
        let plan = Plan { workers: self.setting.workers, rate: self.setting.rate };
        let initial = self.initial.clone();
        observer.begins(approach.name, batches.len());
        let start = Instant::now();
        let weights = (approach.train)(&self.network, initial, batches, &plan, observer)?;
        let elapsed = start.elapsed();
        if observer.interrupted() { Err(Unmeasured::Interrupted) } else { Ok((weights, elapsed)) }
    }

    /// Trains again and again with one approach, and measures.
    pub fn measure(
        &self,
        approach: &Approach<Perceptron>,
        observer: &impl Observer,
    ) -> Result<Measured, Unmeasured> {
        // Once for nothing: the first run pays for memory that the others find in the cache.
        self.train(approach, &self.batches(1), observer)?;
        let batches = self.batches(self.setting.epochs);
        let baseline = approaches().remove(0);
        let (mut runs, mut ratios) = (Vec::with_capacity(REPEATS), vec![1.0; REPEATS]);
        for ratio in &mut ratios {
            let alone =
                if approach.parallel { Some(self.train(&baseline, &batches, observer)?.1) } else { None };
            let (weights, elapsed) = self.train(approach, &batches, observer)?;
            *ratio = alone.map_or(1.0, |alone| alone.as_secs_f64() / elapsed.as_secs_f64());
            runs.push((weights, elapsed));
        }
        ratios.sort_by(f64::total_cmp);
        let mut speeds: Vec<_> =
            runs.iter().map(|(_, elapsed)| batches.images() as f64 / elapsed.as_secs_f64()).collect();
        speeds.sort_by(f64::total_cmp);
        let mut accuracies: Vec<_> = runs.iter().map(|(weights, _)| self.accuracy(weights)).collect();
        accuracies.sort_by(f32::total_cmp);
        let bits = |weights: &[f32]| weights.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>();
        let first = bits(&runs[0].0);
        Ok(Measured {
            name: approach.name,
            kind: approach.kind.name(),
            workers: if approach.parallel { self.setting.workers } else { 1 },
            accuracy: accuracies[REPEATS / 2],
            to_target: self.time_to_target(approach, observer)?,
            throughput: speeds[REPEATS / 2],
            speed: ratios[REPEATS / 2],
            spread: (speeds[0], speeds[REPEATS - 1]),
            same_again: runs.iter().all(|(weights, _)| bits(weights) == first),
        })
    }

    /// How long it takes to reach [`TARGET`]: the time of a whole training run of as few epochs as
    /// will do, found by trying one, two, three, ...
    ///
    /// Why not look at the accuracy during a long run? Whoever looks takes time, and the weights from
    /// the workers.
    fn time_to_target(
        &self,
        approach: &Approach<Perceptron>,
        observer: &impl Observer,
    ) -> Result<Option<Duration>, Unmeasured> {
        for epochs in 1..=self.setting.epochs {
            let batches = self.batches(epochs);
            let (weights, _) = self.train(approach, &batches, observer)?;
            if self.accuracy(&weights) < TARGET {
                continue;
            }
            let mut times = Vec::with_capacity(TARGET_REPEATS);
            for _ in 0..TARGET_REPEATS {
                times.push(self.train(approach, &batches, observer)?.1);
            }
            times.sort();
            return Ok(Some(times[TARGET_REPEATS / 2]));
        }
        Ok(None)
    }
}
