//! As many [`Turn`]s as make a measurement, and the time to a target.

use std::time::{Duration, Instant};

use super::{Comparison, Observer, Turn, Unmeasured, median, quartiles};
use crate::network::Classifier;
use crate::trainers::Approach;

/// The share of test images to be classified correctly: how long that takes is measured.
pub const TARGET: f32 = 0.93;

/// How long each approach is measured for, unless more is asked for.
pub const BUDGET: Duration = Duration::from_millis(500);

/// How long each approach is measured for where more is asked for.
pub const THOROUGH: Duration = Duration::from_secs(5);

/// Fewer turns than this have no middle half, however long they take.
const LEAST_TURNS: usize = 5;

/// How many runs decide whether an accuracy is reached.
const TRIES: usize = 5;

/// What was measured of one approach.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The approach's name.
    pub name: &'static str,
    /// What kind of training it is, in a word or two.
    pub kind: &'static str,
    /// How many workers computed gradients.
    pub workers: usize,
    /// How many full runs there were.
    pub runs: usize,
    /// The share of the test images that the trained network classifies correctly: the median over
    /// all full runs.
    pub accuracy: f32,
    /// How long it takes from the initial weights to [`TARGET`]; `None` if it is not reached.
    pub to_target: Option<ToTarget>,
    /// Training images a second: the median over all full runs.
    pub throughput: f64,
    /// The least and the greatest throughput of a run.
    pub spread: (f64, f64),
    /// How many times as quick as the sequential trainer: the median over all turns.
    pub speed: f64,
    /// A quarter of the speeds is below the first of these, and a quarter above the second.
    pub middle_half: (f64, f64),
    /// How many cores were had: [`Turn::cores`], the median over all turns.
    pub cores: f64,
    /// Whether all full runs ended with the same weights, bit for bit.
    pub same_again: bool,
}

/// The way from the initial weights to [`TARGET`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToTarget {
    /// The fewest epochs after which the median of several runs is there.
    pub epochs: usize,
    /// How long a whole training run of so many epochs takes: the median.
    pub time: Duration,
}

impl<N: Classifier> Comparison<N> {
    /// Trains in turn with the sequential trainer until `budget` is used up, and measures.
    pub fn measure(
        &self,
        approach: &Approach<N>,
        budget: Duration,
        observer: &impl Observer,
    ) -> Result<Measured, Unmeasured> {
        // Once for nothing: the first run pays for memory that the others find in the cache.
        self.train(approach, &self.batches(1), observer)?;
        let batches = self.batches(self.setting.epochs);
        let bits = |weights: &[f32]| weights.iter().map(|weight| weight.to_bits()).collect::<Vec<_>>();
        let (start, mut first, mut same_again) = (Instant::now(), None, true);
        let (mut turns, mut accuracies) = (Vec::<Turn>::new(), Vec::new());
        while turns.len() < LEAST_TURNS || start.elapsed() < budget {
            let (turn, weights) = self.turn(turns.len(), approach, &batches, observer)?;
            turns.push(turn);
            // Looked at between the turns, while no clock runs, so that nothing but figures is kept.
            accuracies.push(f64::from(self.accuracy(&weights)));
            same_again &= *first.get_or_insert_with(|| bits(&weights)) == bits(&weights);
            let of_turns = turns.len() as f64 / LEAST_TURNS as f64;
            observer.progress(of_turns.min(start.elapsed().div_duration_f64(budget)).min(1.0));
        }
        let speeds = || turns.iter().map(|turn| batches.images() as f64 / turn.approach.as_secs_f64());
        let [low, speed, high] = quartiles(turns.iter().map(Turn::ratio));
        Ok(Measured {
            name: approach.name,
            kind: approach.kind.name(),
            workers: if approach.parallel { self.setting.workers } else { 1 },
            runs: turns.len(),
            accuracy: median(accuracies) as f32,
            to_target: self.to_target(approach, budget / 10, observer)?,
            throughput: median(speeds()),
            spread: (speeds().fold(f64::INFINITY, f64::min), speeds().fold(0.0, f64::max)),
            speed,
            middle_half: (low, high),
            cores: median(turns.iter().map(Turn::cores)),
            same_again,
        })
    }

    /// How long it takes to reach [`TARGET`]: the time of a whole training run of as few epochs as will do.
    ///
    /// Several trainings go on epoch by epoch, side by side on paper and one after another in time, to
    /// find a number of epochs after which their median is there; then whole runs of so many epochs are
    /// timed, and their median has to be there as well. Why not look at the accuracy during a timed run?
    /// Whoever looks takes time, and the weights from the workers.
    fn to_target(
        &self,
        approach: &Approach<N>,
        budget: Duration,
        observer: &impl Observer,
    ) -> Result<Option<ToTarget>, Unmeasured> {
        let accuracy = |weights: &Vec<f32>| f64::from(self.accuracy(weights));
        let reached = |accuracies: Vec<f64>| median(accuracies) >= f64::from(TARGET);
        let batches = self.batches(self.setting.epochs);
        let mut tries = vec![self.initial.clone(); TRIES];
        for epoch in 0..self.setting.epochs {
            let next = batches.epoch(epoch, self.setting.epochs);
            for weights in &mut tries {
                *weights = self.train_from(std::mem::take(weights), approach, &next, observer)?.0;
            }
            if !reached(tries.iter().map(accuracy).collect()) {
                continue;
            }
            let epochs = epoch + 1;
            let whole = self.batches(epochs);
            let (start, mut times, mut accuracies) = (Instant::now(), Vec::new(), Vec::new());
            while times.len() < TRIES || start.elapsed() < budget {
                let (weights, elapsed) = self.train(approach, &whole, observer)?;
                times.push(elapsed);
                accuracies.push(accuracy(&weights));
            }
            if reached(accuracies) {
                times.sort();
                return Ok(Some(ToTarget { epochs, time: times[times.len() / 2] }));
            }
        }
        Ok(None)
    }
}
