//! Runs that are timed back to back, and what a series of them says.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::{Comparison, Observer, Unmeasured};
use crate::data::Batches;
use crate::machine::cores;
use crate::network::Classifier;
use crate::sync::workers;
use crate::trainers::{Approach, Watch, data_parallel};

/// How long three training runs took that came one right after the other: the same batches, from the same
/// weights. A machine that slows down for a while slows down all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Trainings that share nothing, at the same time, on a thread each.
    pub side_by_side: Duration,
    /// How many of them: one for each worker that there is a core for.
    pub threads: usize,
    /// One thread alone.
    pub sequential: Duration,
    /// The approach.
    pub approach: Duration,
}

impl Turn {
    /// How many times as quick as one thread the approach was.
    pub fn ratio(&self) -> f64 {
        self.sequential.div_duration_f64(self.approach)
    }

    /// How many times as much as one thread the threads got done that share nothing: their number, where
    /// each had a core to itself. No approach can be expected to do better.
    pub fn cores(&self) -> f64 {
        self.threads as f64 * self.sequential.div_duration_f64(self.side_by_side)
    }
}

/// What can be asked to end, and is told nothing. Trainings that are to share nothing cannot all count
/// their steps in one place.
struct OnlyInterrupted<'a, O>(&'a O);

impl<O: Observer> Watch for OnlyInterrupted<'_, O> {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        if self.0.interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl<O: Observer> Observer for OnlyInterrupted<'_, O> {
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

impl<N: Classifier> Comparison<N> {
    /// Three runs back to back, and the weights that the approach ended with.
    ///
    /// `number` counts the turns: in each second one the approach comes before the sequential run, so that
    /// whatever the first of two finds better or worse (caches, the clock rate) is no approach's
    /// advantage.
    pub fn turn(
        &self,
        number: usize,
        approach: &Approach<N>,
        batches: &Batches<'_>,
        observer: &impl Observer,
    ) -> Result<(Turn, Vec<f32>), Unmeasured> {
        let baseline = data_parallel().swap_remove(0);
        let threads = self.setting.workers.min(cores());
        let side_by_side = match threads {
            1 => None,
            _ => Some(self.side_by_side(threads, &baseline, batches, observer)?),
        };
        let alone = || self.train(&baseline, batches, observer);
        let before = if number.is_multiple_of(2) { Some(alone()?.1) } else { None };
        let (weights, elapsed) = self.train(approach, batches, observer)?;
        let sequential = match before {
            Some(sequential) => sequential,
            None => alone()?.1,
        };
        let side_by_side = side_by_side.unwrap_or(sequential);
        Ok((Turn { side_by_side, threads, sequential, approach: elapsed }, weights))
    }

    /// How long so many trainings take at the same time that have nothing to do with each other.
    fn side_by_side(
        &self,
        threads: usize,
        baseline: &Approach<N>,
        batches: &Batches<'_>,
        observer: &impl Observer,
    ) -> Result<Duration, Unmeasured> {
        let start = Instant::now();
        let ended = workers(threads, |_| self.train(baseline, batches, &OnlyInterrupted(observer)).map(drop));
        let elapsed = start.elapsed();
        ended.into_iter().collect::<Result<(), _>>()?;
        Ok(elapsed)
    }
}

/// The quartiles of a series: a quarter of it is below the first, a half below the second, and three
/// quarters below the third.
///
/// Quartiles, and not mean and deviation, because disturbances are rare and huge: a run that the
/// operating system interrupted for 20 ms moves a mean as far as it likes, and the median by one rank.
///
/// # Panics
/// If the series is empty.
pub fn quartiles(values: impl IntoIterator<Item = f64>) -> [f64; 3] {
    let mut sorted: Vec<_> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarters| sorted[(sorted.len() - 1) * quarters / 4])
}

/// The value in the middle of a series.
///
/// # Panics
/// If the series is empty.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let [_, median, _] = quartiles(values);
    median
}
