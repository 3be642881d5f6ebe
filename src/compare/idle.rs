//! How idle the stages of a pipeline are, measured, beside what the arithmetic says.
//!
//! The network of the measurement sleeps where another would compute: that needs no cores, so that four stages are at work at
//! the same time also on one core, and nothing is measured but the pipeline. All layers take equally long, and going back takes
//! twice as long as going forward, as it does with matrices.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::data::{Batch, Batches, Dataset};
use crate::network::{Chain, Layer, Layered, Network, Product};
use crate::report::{Align, table};
use crate::sync::WorkerPanic;
use crate::trainers::{Plan, Unwatched, pipeline};

/// How long a layer takes to go forward with an image.
const NAP: Duration = Duration::from_micros(500);

/// Images a batch: as many micro-batches as there can be.
const IMAGES: usize = 8;

/// Batches a measurement.
const BATCHES: usize = 4;

/// The share of the time that a stage is idle for, at best: with K stages and M micro-batches
/// (K - 1) / (M + K - 1).
///
/// The first micro-batch comes to the last stage after K - 1 others have had it. From then on that stage has M of them to do. So
/// M + K - 1 turns pass, and each stage is at work in M of them; and so on the way back.
pub fn at_best(stages: usize, micro_batches: usize) -> f64 {
    (stages - 1) as f64 / (micro_batches + stages - 1) as f64
}

/// What was measured of a pipeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Idle {
    /// How many stages.
    pub stages: usize,
    /// How many micro-batches.
    pub micro_batches: usize,
    /// The share of the time for which no layer of a stage was at work, on average over the stages.
    pub share: f64,
}

/// Trains in a pipeline of so many layers, a stage each, and measures for how long they are at work.
pub fn measure(stages: usize, micro_batches: usize) -> Result<Idle, WorkerPanic> {
    let network = Sleeper { chain: Chain::new(&vec![1; stages + 1]), at_work: Arc::default() };
    let images = Dataset::new(1, 1, 1, vec![1.0; IMAGES], vec![0; IMAGES]);
    let (batches, plan) = (Batches::new(&images, IMAGES, BATCHES, 0), Plan { workers: stages, rate: 0.0 });
    let start = Instant::now();
    pipeline::train_with(micro_batches, &network, vec![1.0; stages], &batches, &plan, &Unwatched)?;
    let all = start.elapsed() * stages as u32;
    let at_work = Duration::from_nanos(network.at_work.load(Relaxed));
    Ok(Idle { stages, micro_batches, share: 1.0 - at_work.div_duration_f64(all) })
}

/// A row for each measurement.
pub fn show(measured: &[Idle]) -> String {
    let headers = ["stages", "micro-batches", "idle", "at best"].map(|header| (header, Align::Right));
    let rows: Vec<_> = measured
        .iter()
        .map(|idle| {
            let percent = |share: f64| format!("{:.0} %", 100.0 * share);
            let at_best = at_best(idle.stages, idle.micro_batches);
            vec![
                idle.stages.to_string(),
                idle.micro_batches.to_string(),
                percent(idle.share),
                percent(at_best),
            ]
        })
        .collect();
    table(&headers, &rows)
}

/// A chain whose layers sleep, and note for how long they were at work.
struct Sleeper {
    chain: Chain,
    /// In nanoseconds, of all layers together.
    at_work: Arc<AtomicU64>,
}

/// A layer of it.
#[derive(Clone, Debug)]
struct Sleeping {
    product: Product,
    at_work: Arc<AtomicU64>,
}

impl Sleeping {
    /// Computes, and sleeps for so many images.
    fn work(&self, images: usize, compute: impl FnOnce()) {
        let start = Instant::now();
        compute();
        sleep(NAP * images as u32);
        self.at_work.fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
    }
}

impl Network for Sleeper {
    type Scratch = ();

    fn weights(&self) -> usize {
        self.chain.weights()
    }

    fn layers(&self) -> Vec<Range<usize>> {
        self.chain.layers()
    }

    fn scratch(&self, _batch: usize) {}

    fn gradient(&self, weights: &[f32], batch: Batch<'_>, gradient: &mut [f32], scratch: &mut ()) -> f32 {
        self.chain.gradient(weights, batch, gradient, scratch)
    }
}

impl Layered for Sleeper {
    type Layer = Sleeping;

    fn layer(&self, number: usize) -> Sleeping {
        Sleeping { product: self.chain.layer(number), at_work: Arc::clone(&self.at_work) }
    }

    fn images(&self, batch: Batch<'_>, inputs: &mut [f32]) {
        self.chain.images(batch, inputs);
    }

    fn loss(&self, weights: &[f32], outputs: &mut [f32], batch: Batch<'_>, deltas: &mut [f32]) -> f32 {
        self.chain.loss(weights, outputs, batch, deltas)
    }
}

impl Layer for Sleeping {
    fn inputs(&self) -> usize {
        self.product.inputs()
    }

    fn outputs(&self) -> usize {
        self.product.outputs()
    }

    fn weights(&self) -> usize {
        self.product.weights()
    }

    fn forward(&self, weights: &[f32], inputs: &[f32], outputs: &mut [f32]) {
        self.work(inputs.len(), || self.product.forward(weights, inputs, outputs));
    }

    fn backward(
        &self,
        weights: &[f32],
        inputs: &[f32],
        deltas: &[f32],
        gradient: &mut [f32],
        input_deltas: Option<&mut [f32]>,
    ) {
        let back = || self.product.backward(weights, inputs, deltas, gradient, input_deltas);
        self.work(2 * inputs.len(), back);
    }

    fn columns(&self, columns: Range<usize>) -> Self {
        Sleeping { product: self.product.columns(columns), at_work: Arc::clone(&self.at_work) }
    }
}

#[cfg(test)]
mod tests {
    use super::at_best;

    #[test]
    fn the_idle_share_is_that_of_the_formula() {
        assert_eq!(at_best(1, 8), 0.0);
        assert_eq!(at_best(2, 1), 0.5);
        assert_eq!(at_best(4, 8), 3.0 / 11.0);
    }
}
