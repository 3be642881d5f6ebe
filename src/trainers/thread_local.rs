//! Nothing is shared during a step: each worker computes the gradient of its part of the batch into a
//! buffer of its own. Then a barrier, and then everybody adds up all buffers, in the same order.
//!
//! Each worker keeps its own copy of the weights. All copies are alike, bit for bit: they start alike
//! and have the same gradients taken off in the same order. So the same seed and the same number of
//! workers give the same result on one machine, however the threads are scheduled, and the training
//! is that of one thread but for how the sums are rounded (another number of workers cuts the batch into
//! different parts, and float addition is not associative).
//!
//! Two buffers a worker, used in turn, make one barrier a step enough. A worker writes a buffer again
//! two rounds later; in between lies the next barrier, at which everybody arrives only after reading
//! this round's buffers. With one buffer, a quick worker would overwrite what a slow one still reads.
//! Without the barrier, readers would not wait for the gradient at all: the mistake
//! `forgotten_barrier`.
//!
//! The buffers are padded to whole cache lines. Each is written by one worker, but where two buffers
//! share a line, that line is sent back and forth between the cores all the same (false sharing).
//!
//! Why not start threads for each batch, and let `join` be the barrier? It takes longer to start a
//! thread than to compute a small gradient.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Barrier, CachePadded, Guarded, WorkerPanic, named, workers};

/// How many weights take all parts off before the next ones do: 8 KB of them, which stay in the
/// processor's nearest cache meanwhile. To go through all weights once for each part takes longer.
const BLOCK: usize = 2048;

/// What a worker contributes to a round.
struct Part {
    gradient: Vec<f32>,
    /// Whether this worker wants to go on after this round. Worker 0's word is taken by all, so that
    /// nobody waits at a barrier to which the others do not come.
    goes_on: bool,
}

impl std::fmt::Debug for Part {
    /// The gradient is what there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.gradient.fmt(formatter)
    }
}

/// Trains with gradients accumulated by each worker alone. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let slot = |_| Part { gradient: vec![0.0; network.weights()], goes_on: true };
    let slots: Vec<[_; 2]> = (0..plan.workers)
        .map(|me| [0, 1].map(slot).map(|part| CachePadded::new(named(("parts", me), Guarded::new(part)))))
        .collect();
    let barrier = Barrier::new(plan.workers);

    // Some(weights), or None where a worker left because another had panicked.
    let train = |me: usize| -> Result<Option<Vec<f32>>, WorkerPanic> {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut weights = weights.clone();
        let mut goes_on = true;
        // ANCHOR: round
        for (round, batch) in batches.parts(me, plan.workers).enumerate() {
            let turn = round % 2;
            // SAFETY: only this worker writes its slots, and whoever read this one two rounds ago did
            // so before arriving at the barrier of the last round, which this worker has passed.
            let loss = unsafe {
                slots[me][turn].write(|mine| {
                    mine.goes_on = goes_on;
                    worker.gradient(&weights, batch, &mut mine.gradient)
                })
            }?;
            if barrier.wait().is_err() {
                return Ok(None);
            }
            let mut all_go_on = true;
            for (number, weights) in weights.chunks_mut(BLOCK).enumerate() {
                let block = number * BLOCK..number * BLOCK + weights.len();
                for (other, slot) in slots.iter().enumerate() {
                    // SAFETY: whoever wrote this slot did so before arriving at the barrier just passed,
                    // and writes it again only after the next one, at which this worker has yet to arrive.
                    unsafe {
                        slot[turn].read(|part| {
                            descend(weights, &part.gradient[block.clone()], plan.rate);
                            all_go_on &= other != 0 || part.goes_on;
                        });
                    }
                }
            }
            if !all_go_on {
                break;
            }
            goes_on = worker.goes_on(loss)?;
        }
        // ANCHOR_END: round
        Ok(Some(weights))
    };
    let ended = workers(plan.workers, |me| {
        let result = train(me);
        if result.is_err() {
            barrier.abandon();
        }
        result
    });
    let results = ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(results.into_iter().flatten().next().expect("without a panic every worker has weights"))
}
