//! One wide layer, split by columns: each worker has some columns of the first layer's weights, and computes those of its
//! outputs. Then all exchange what they have. (Shazeer et al. 2018, Mesh-TensorFlow, arXiv 1811.02084, and Shoeybi et al. 2019,
//! Megatron-LM, arXiv 1909.08053, split layers that way over many machines.)
//!
//! A column of the weights makes one output of the layer, from *all* inputs; a neuron, in other words. So half of the neurons are a
//! layer of their own, with weights that nobody else has or changes. The next layer needs the outputs of all neurons.
//! That is the exchange: each worker writes its outputs into a place of its own, all meet at a barrier, and each
//! reads the places of all.
//!
//! The layers after the first are small. Every worker has a copy of each and does all of its work: the same outputs, the
//! same loss, the same deltas, and the same update, bit for bit. Of the deltas that come back each
//! worker takes its own columns, and there is nothing to add up and no second exchange. So the gradient is that of one thread,
//! and what everybody does for himself is Amdahl's serial share.
//!
//! Two places a worker, used in turn, make one barrier a step enough, for the reason that [`thread_local`](mod@super::thread_local)
//! gives; and worker 0's word whether to go on is taken by all, as there. Compare what is exchanged: there it is a gradient,
//! a number for each weight; here it is a number for each neuron and image.
//!
//! A layer of n columns has work for n workers at most. A network of one layer is not split: its outputs are what
//! the loss is made of, together with *all* its biases.
//!
//! Why not split the other layers too? The deltas for the inputs of a split layer are a sum over its columns, and so over
//! workers: that is a second exchange, on the way back. The first layer gives no deltas to anybody. (Megatron-LM splits the
//! *next* layer by rows and so does with one exchange for two layers.)

mod replica;

use std::fmt;
use std::ops::Range;

use self::replica::{Replica, joined};
use super::worker::Pace;
use super::{Plan, Watch};
use crate::data::Batches;
use crate::network::{Layer, Layered};
use crate::sync::{Barrier, CachePadded, Guarded, WorkerPanic, named, workers};

/// What a worker contributes to a step.
struct Outputs {
    /// Those of its columns: as many an image as it has columns.
    columns: Vec<f32>,
    /// Whether this worker wants to go on after this step.
    goes_on: bool,
}

impl fmt::Debug for Outputs {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.columns.fmt(formatter)
    }
}

/// The columns of each worker: they follow one another, and their numbers differ by one at most.
fn columns(all: usize, workers: usize) -> Vec<Range<usize>> {
    (0..workers).map(|worker| all * worker / workers..all * (worker + 1) / workers).collect()
}

/// Trains with the first layer split over the workers. See [`Train`](super::Train).
pub fn train<N: Layered>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let ranges = network.layers();
    let wide = network.layer(0);
    let most = if ranges.len() == 1 { 1 } else { wide.outputs() };
    let columns = columns(wide.outputs(), plan.workers.min(most));
    let rows = batches.largest();
    let slot = |width: usize| Outputs { columns: vec![0.0; rows * width], goes_on: true };
    let slots: Vec<[_; 2]> = columns
        .iter()
        .enumerate()
        .map(|(me, mine)| {
            [(); 2].map(|()| CachePadded::new(named(("outputs", me), Guarded::new(slot(mine.len())))))
        })
        .collect();
    let barrier = Barrier::new(columns.len());

    // Some(weights), or None where a worker left because another had panicked.
    let train = |me: usize| -> Result<Option<Vec<Vec<f32>>>, WorkerPanic> {
        let pace = Pace::new(me, watch)?;
        let mut net = Replica::new(network, &weights, columns[me].clone(), rows);
        let mut goes_on = true;
        // ANCHOR: step
        for (step, batch) in batches.all().enumerate() {
            let turn = step % 2;
            // SAFETY: only this worker writes its slots, and whoever read this one two steps ago did so before
            // arriving at the barrier of the last step, which this worker has passed.
            unsafe {
                slots[me][turn].write(|mine| {
                    mine.goes_on = goes_on;
                    pace.compute(|| net.first(batch, &mut mine.columns))
                })
            }?;
            if barrier.wait().is_err() {
                return Ok(None);
            }
            let mut all_go_on = true;
            for (other, slot) in slots.iter().enumerate() {
                // SAFETY: whoever wrote this slot did so before arriving at the barrier just passed, and writes it
                // again only after the next one, at which this worker has yet to arrive.
                unsafe {
                    slot[turn].read(|outputs| {
                        net.take(&outputs.columns, columns[other].clone(), batch.len());
                        all_go_on &= other != 0 || outputs.goes_on;
                    });
                }
            }
            let loss = pace.compute(|| net.rest_and_back(batch, plan.rate))?;
            if !all_go_on {
                break;
            }
            goes_on = pace.goes_on(loss)?;
        }
        // ANCHOR_END: step
        Ok(Some(net.into_weights()))
    };
    let ended = workers(columns.len(), |me| {
        let result = train(me);
        if result.is_err() {
            barrier.abandon();
        }
        result
    });
    let trained = ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    let trained: Vec<_> = trained.into_iter().map(|weights| weights.expect("nobody panicked")).collect();
    Ok(joined(&trained, wide.weights() / wide.outputs()))
}
