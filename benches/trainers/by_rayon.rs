//! The same job by [rayon](https://docs.rs/rayon), which is what one would use: a task for each part of a batch.
//!
//! Parts are cut as for the kit's own `pool`, and added up in their order; so the weights are the same, bit for bit. Its
//! threads are none that could be explored, which is why it is measured here and is no approach of the kit.

use racelab::compare::Comparison;
use racelab::data::Batches;
use racelab::network::{Classifier, Network, descend};
use racelab::sync::{CachePadded, WorkerPanic};
use racelab::trainers::{Approach, Kind, Plan, Unwatched, Watch};
use rayon::ThreadPoolBuilder;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

/// As a row of the tables.
pub fn approach<N: Network>() -> Approach<N> {
    Approach {
        name: "rayon",
        lesson: "12_pool",
        kind: Kind::AsSequential,
        parallel: true,
        deterministic: true,
        train,
    }
}

/// Asserts that it trains as the kit's own pool does, bit for bit: otherwise there would be nothing to compare.
pub fn is_what_the_pool_is<N: Classifier>(comparison: &Comparison<N>, approaches: &[Approach<N>]) {
    let trained = |name| {
        let approach = approaches.iter().find(|approach| approach.name == name).expect("it is among them");
        let (weights, _) =
            comparison.train(approach, &comparison.batches(1), &Unwatched).expect("no worker panics");
        weights.into_iter().map(f32::to_bits).collect::<Vec<_>>()
    };
    assert!(trained("rayon") == trained("pool"));
}

/// Trains. What waits for the end of a job is a thread of the pool's, which takes tasks meanwhile as any other.
fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    _watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let count = plan.workers;
    let pool = ThreadPoolBuilder::new().num_threads(count).build().expect("threads can be had");
    let part = |_| CachePadded::new((vec![0.0; network.weights()], network.scratch(batches.largest())));
    let mut parts: Vec<_> = (0..count).map(part).collect();
    pool.install(|| {
        for batch in 0..batches.len() {
            parts.par_iter_mut().with_max_len(1).enumerate().for_each(|(number, part)| {
                let (gradient, scratch) = &mut **part;
                if let Some(batch) = batches.part(batch, number, count) {
                    network.gradient(&weights, batch, gradient, scratch);
                }
            });
            for part in &parts {
                descend(&mut weights, &part.0, plan.rate);
            }
        }
    });
    Ok(weights)
}
