//! Trains with one approach after the other, under the same conditions, and measures.
//!
//! The conditions are a [`Setting`]; what follows from it (data, initial weights, batches) is made once
//! by [`Comparison::new`] and is the same for all. Nothing but the trainer runs while the clock does:
//! accuracy is evaluated afterwards, on the weights that the trainer returned.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `turn` | runs that are timed back to back, and what a series of them says |
//! | `measure` | as many turns as make a measurement, and the time to a target |
//! | `shown` | the table, and what its columns mean |
//! | `plot` | the loss over time and the speed, as charts |
//! | [`said`] | what may be said of a speed, given the cores that were had |
//! | [`simulate`] | more workers than cores, by a simulated clock, from costs measured here |
//! | [`idle`] | how idle the stages of a pipeline are |
//! | [`staleness`] | accuracy against staleness, by a simulated clock and on real threads |

pub mod idle;
mod measure;
mod plot;
pub mod said;
mod shown;
pub mod simulate;
pub mod staleness;
mod turn;

use std::time::{Duration, Instant};

pub use measure::{BUDGET, Measured, TARGET, THOROUGH, ToTarget};
pub use plot::Trace;
pub use shown::{Detail, legend, show, show_in_groups};
pub use turn::{Turn, median, quartiles};

use crate::data::{Batches, Source, Split};
use crate::network::{Architecture, Classifier, Perceptron};
use crate::sync::WorkerPanic;
use crate::trainers::{Approach, Plan, Slow, Slowing, Unwatched, Watch};

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
    /// Sizes of the hidden layers, in neurons.
    pub hidden: &'static [usize],
    /// Learning rate.
    pub rate: f32,
    /// What initial weights and the order of the images are drawn from.
    pub seed: u64,
    /// Who is slowed on purpose, if anybody is; the sequential trainer never is.
    pub slow: Option<Slow>,
}

impl Setting {
    /// The settings for `source`, with `workers` workers and seed 0.
    pub fn of(source: Source, workers: usize) -> Self {
        let defaults = source.defaults();
        let (epochs, batch, rate) = (defaults.epochs, defaults.batch, defaults.rate);
        Setting { source, workers, epochs, batch, hidden: defaults.hidden, rate, seed: 0, slow: None }
    }
}

/// Somebody who watches a comparison and may end it.
pub trait Observer: Watch {
    /// Whether it is to end. What was measured by then is thrown away; [`Watch::step`] ends the
    /// training in progress.
    fn interrupted(&self) -> bool;

    /// Told before each training run: which approach trains, and how many batches there are.
    fn begins(&self, _approach: &'static str, _batches: usize) {}

    /// Told between two runs which share of the measurement is done, from 0 to 1.
    fn progress(&self, _share: f64) {}
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

/// The same conditions for all approaches.
#[derive(Debug)]
pub struct Comparison<N = Perceptron> {
    setting: Setting,
    network: N,
    split: Split,
    initial: Vec<f32>,
}

impl Comparison {
    /// Loads or generates the data, and draws the initial weights of a perceptron.
    ///
    /// # Panics
    /// If the data lies in a folder and cannot be read: whoever asks for that loads it first, and calls
    /// [`Comparison::of`].
    pub fn new(setting: Setting) -> Self {
        let split = setting.source.load().expect("what is inside the program can be read");
        let network = Architecture::perceptron(setting.hidden, &split);
        Comparison::of(setting, network, split)
    }
}

impl<N: Classifier> Comparison<N> {
    /// Draws the initial weights of `network`, which is to be trained and tested on `split`.
    pub fn of(setting: Setting, network: N, split: Split) -> Self {
        let initial = network.initial(setting.seed);
        Comparison { setting, network, split, initial }
    }

    /// The network that is trained.
    pub fn network(&self) -> &N {
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

    /// What they are.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The batches of so many epochs. Those of fewer epochs are the first of those of more.
    pub fn batches(&self, epochs: usize) -> Batches<'_> {
        Batches::new(&self.split.train, self.setting.batch, epochs, self.setting.seed)
    }

    /// The share of the test images that the network classifies correctly.
    pub fn accuracy(&self, weights: &[f32]) -> f32 {
        let test = &self.split.test;
        let mut scratch = self.network.scratch(test.len().min(256));
        self.network.accuracy(weights, test, &mut scratch)
    }

    /// The mean loss of a test image.
    pub fn loss(&self, weights: &[f32]) -> f32 {
        let test = &self.split.test;
        let whole = Batches::new(test, test.len(), 1, 0);
        let (mut gradient, mut scratch) = (vec![0.0; weights.len()], self.network.scratch(test.len()));
        let losses =
            whole.all().map(|batch| self.network.gradient(weights, batch, &mut gradient, &mut scratch));
        losses.sum()
    }

    /// Trains once; returns the weights and how long it took.
    pub fn train(
        &self,
        approach: &Approach<N>,
        batches: &Batches<'_>,
        observer: &impl Observer,
    ) -> Result<(Vec<f32>, Duration), Unmeasured> {
        self.train_from(self.initial.clone(), approach, batches, observer)
    }

    /// The same, from other weights than the initial ones.
    fn train_from(
        &self,
        initial: Vec<f32>,
        approach: &Approach<N>,
        batches: &Batches<'_>,
        observer: &impl Observer,
    ) -> Result<(Vec<f32>, Duration), Unmeasured> {
        let plan = Plan { workers: self.setting.workers, rate: self.setting.rate };
        observer.begins(approach.name, batches.len());
        let slow = if approach.parallel { self.setting.slow } else { None };
        let watch = Slowing { slow, watch: observer };
        let start = Instant::now();
        let weights = (approach.train)(&self.network, initial, batches, &plan, &watch)?;
        let elapsed = start.elapsed();
        if observer.interrupted() { Err(Unmeasured::Interrupted) } else { Ok((weights, elapsed)) }
    }
}
