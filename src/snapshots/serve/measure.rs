//! One thread that trains, another that predicts, and the clock.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use super::{Answers, Served};
use crate::compare::Comparison;
use crate::network::{Classifier, Network, Perceptron, is_right};
use crate::snapshots::training::train;
use crate::trainers::{Plan, Watch};

/// Weights with the sum of their bits.
#[derive(Clone, Debug)]
pub(super) struct Published {
    pub weights: Vec<f32>,
    pub sum: u32,
}

impl Published {
    pub fn of(weights: &[f32]) -> Self {
        Published { weights: weights.to_vec(), sum: sum(weights) }
    }

    /// Becomes a copy of these, without allocating.
    pub fn copy(&mut self, weights: &[f32]) {
        self.weights.copy_from_slice(weights);
        self.sum = sum(weights);
    }

    /// Whether all weights are of the same update.
    fn is_whole(&self) -> bool {
        sum(&self.weights) == self.sum
    }
}

pub(super) fn sum(weights: &[f32]) -> u32 {
    weights.iter().fold(0, |sum, weight| sum.wrapping_add(weight.to_bits()))
}

/// One who asks for predictions, about one test image after the other.
pub(super) struct Asker<'a> {
    comparison: &'a Comparison,
    scratch: <Perceptron as Network>::Scratch,
    asked: usize,
    right: usize,
    torn: usize,
}

impl Asker<'_> {
    /// Predicts what the next image is.
    pub fn ask(&mut self, published: &Published) {
        let test = &self.comparison.split().test;
        let image = self.asked % test.len();
        let network = self.comparison.network();
        let logits = network.logits(&published.weights, test.image(image), &mut self.scratch);
        self.right += usize::from(is_right(logits, test.labels()[image]));
        self.torn += usize::from(!published.is_whole());
        self.asked += 1;
    }
}

/// Serves in one way for so long, after each update by `publish`, to an asker who has the weights from `read`.
pub(super) fn serve(
    name: &'static str,
    comparison: &Comparison,
    time: Duration,
    publish: impl FnMut(&[f32]),
    mut read: impl FnMut(&mut Asker<'_>) + Send,
) -> Served {
    let (updates, (asker, mut took)) = training(comparison, time, publish, |over| {
        let scratch = comparison.network().scratch(1);
        let mut asker = Asker { comparison, scratch, asked: 0, right: 0, torn: 0 };
        let mut took = Vec::new();
        // At least once, however late this thread gets a core.
        while took.is_empty() || !over.load(Relaxed) {
            let before = Instant::now();
            read(&mut asker);
            took.push(before.elapsed());
        }
        (asker, took)
    });
    took.sort_unstable();
    let rank = |share: usize| took[(took.len() - 1) * share / 1000];
    let answers = Answers {
        predictions: took.len() as f64 / time.as_secs_f64(),
        right: asker.right as f64 / asker.asked as f64,
        torn: asker.torn,
        median: rank(500),
        longest: rank(999),
    };
    Served { name, updates, answers: Some(answers) }
}

/// How many updates a second there are where nobody asks, and nothing is published.
pub(super) fn train_alone(comparison: &Comparison, time: Duration) -> f64 {
    training(comparison, time, |_| {}, |_| ()).0
}

/// Ends a training when its time is over.
struct Until(Instant);

impl Watch for Until {
    fn step(&self, _worker: usize, _loss: f32) -> ControlFlow<()> {
        if Instant::now() < self.0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

/// Trains for so long, again and again from the beginning, while another thread does what `meanwhile` does until it is
/// told that it is over. Returns how many updates a second there were, and what came of the other.
fn training<R: Send>(
    comparison: &Comparison,
    time: Duration,
    mut publish: impl FnMut(&[f32]),
    meanwhile: impl FnOnce(&AtomicBool) -> R + Send,
) -> (f64, R) {
    let plan = Plan { workers: 1, rate: comparison.setting().rate };
    let batches = comparison.batches(comparison.setting().epochs);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let other = scope.spawn(|| meanwhile(&over));
        let start = Instant::now();
        let (until, mut updates) = (Until(start + time), 0.0);
        while Instant::now() < until.0 {
            let publish = |weights: &[f32]| {
                publish(weights);
                updates += 1.0;
            };
            let initial = comparison.initial().to_vec();
            train(comparison.network(), initial, &batches, &plan, &until, publish).expect("nobody panics");
        }
        let seconds = start.elapsed().as_secs_f64();
        over.store(true, Relaxed);
        (updates / seconds, other.join().expect("who asks does not panic"))
    })
}

#[cfg(test)]
mod tests {
    use super::Published;

    #[test]
    fn parts_of_two_updates_are_seen() {
        let (one, other) = (Published::of(&[0.5, 1.5, 2.5]), Published::of(&[0.25, 1.25, 2.25]));
        assert!(one.is_whole() && other.is_whole());
        let torn = Published { weights: [&one.weights[..1], &other.weights[1..]].concat(), ..other };
        assert!(!torn.is_whole());
    }
}
