//! A pipeline: each worker has some layers of the network, a **stage**, and batches flow through them. (GPipe: Huang et al. 2019,
//! arXiv 1811.06965.)
//!
//! Nobody has all weights, and no weight is shared. What is handed over is activations, on the way forward, and deltas, on
//! the way back. A batch by itself would be in one stage at a time, and all other stages idle. So it is cut
//! into **micro-batches**: while the second stage has the first of them, the first stage has the second.
//! Their gradients are those of parts of one batch, at one and the same weights, and so they add up to its gradient; it
//! differs from that of one thread only in how the sums are rounded. Each stage then makes its update by itself.
//!
//! GPipe has all of them go forward before the first comes back. Here the last stage, which waits for nobody, takes each
//! back at once. Where the way back is longer than the way forward, the others have less to wait for.
//!
//! That works because a stage makes its update only after *all* micro-batches have come back. Whoever is quicker updates
//! weights that a later micro-batch still has to be computed with: the mistake [`early_update`](crate::mistakes::early_update).
//! The price is that the pipeline runs empty after each batch and has to be filled anew: with K stages and M
//! micro-batches each stage is idle for a share (K - 1) / (M + K - 1) of the time, at best.
//!
//! A `Parcel` has room for the activations and for the deltas. A stage sends it forward, and gets the same one back. In
//! between it belongs to the next stage, which needs the activations once more on the way back. Nobody can overwrite them
//! meanwhile: they have been moved. Where buffers are shared to save that, somebody can: `overwritten_activations`.
//!
//! A channel has room for all micro-batches of a batch, so that nobody ever waits to send. Where two stages wait to
//! send to each other, they wait for ever: `circular_wait`.
//!
//! A stage that leaves, for whatever reason, drops its ends of the channels; its neighbours find out when
//! they next send or receive, and leave as well. The last stage alone knows the loss, and is asked whether to go
//! on. What it sent back before it left is still received. So all have made the same number of updates.
//!
//! A network of K layers has K stages at most. More workers than that would have no layer, and are not started.
//! With one stage there is nothing to fill, and a batch is taken whole.
//!
//! Why not begin the next batch while this one comes back? The gradients would be of old weights, and of different ones
//! at each stage (PipeDream: Narayanan et al. 2019, keeps several versions of the weights for that).

mod partition;
mod stage;

pub use partition::stages;

use self::stage::Stage;
use super::{Plan, Watch};
use crate::data::Batches;
use crate::network::Layered;
use crate::sync::channel::bounded;
use crate::sync::{WorkerPanic, label_thread, named, thread};

/// How many parts a batch is cut into, unless it has fewer images.
pub const MICRO_BATCHES: usize = 8;

/// Trains with a stage of the network on each thread. See [`Train`](super::Train).
pub fn train<N: Layered>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    train_with(MICRO_BATCHES, network, weights, batches, plan, watch)
}

/// The same with another number of micro-batches; with one stage there is one.
///
/// # Panics
/// If `micro_batches` is 0.
pub fn train_with<N: Layered>(
    micro_batches: usize,
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    assert!(micro_batches > 0, "a batch is cut into at least one part");
    let ranges = stages(&network.layers(), plan.workers);
    let micro_batches = if ranges.len() == 1 { 1 } else { micro_batches };
    let mut stages: Vec<_> = ranges
        .into_iter()
        .enumerate()
        .map(|(me, layers)| Stage::new(me, network, layers, &weights, batches, micro_batches))
        .collect();
    for boundary in 1..stages.len() {
        let (forward, arrives) = named(("forward", boundary), bounded(micro_batches));
        let (back, returns) = named(("back", boundary), bounded(micro_batches));
        stages[boundary - 1].next = Some((forward, returns));
        stages[boundary].previous = Some((arrives, back));
    }
    let run = |stage: Stage<'_, N>| {
        label_thread(("stage", stage.number));
        stage.run(plan.rate, watch)
    };
    let mut stages = stages.into_iter();
    let first = stages.next().expect("at least one stage");
    thread::scope(|scope| {
        let others: Vec<_> = stages.map(|stage| scope.spawn(move || run(stage))).collect();
        let mut weights = vec![run(first)];
        for other in others {
            weights.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        Ok(weights.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    })
}
