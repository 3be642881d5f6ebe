//! For each batch threads are started, one for each part, and joined when they are done.
//!
//! This is the shortest way to use several cores, and it needs neither a lock nor an atomic nor `unsafe`: a thread
//! borrows what it works on, and its join gives that back. It is right, and it is the training of [`pool`](mod@super::pool)
//! bit for bit. But to start a thread takes tens of microseconds, and a small gradient takes no longer than that.
//!
//! Compare [`pool`](mod@super::pool), where the threads are started once, and are told of a batch by an atomic.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{WorkerPanic, label_thread, thread};

/// Trains with threads for each batch. See [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let new = |me| Ok((Worker::new(me, network, batches, watch)?, vec![0.0; network.weights()]));
    let mut workers = (0..plan.workers).map(new).collect::<Result<Vec<_>, WorkerPanic>>()?;
    // ANCHOR: batch
    for batch in 0..batches.len() {
        let weights_now = &weights;
        let compute = |me, (worker, gradient): &mut (Worker<'_, N>, Vec<f32>)| {
            label_thread(("worker", me));
            let Some(part) = batches.part(batch, me, plan.workers) else { return Ok(false) };
            let loss = worker.gradient(weights_now, part, gradient)?;
            worker.goes_on(loss)
        };
        let go_on: Vec<Result<bool, WorkerPanic>> = thread::scope(|scope| {
            let mut each = workers.iter_mut().enumerate();
            let mine = each.next();
            let others: Vec<_> = each.map(|(me, its)| scope.spawn(move || compute(me, its))).collect();
            let mine = mine.map(|(me, its)| compute(me, its));
            let others = others.into_iter();
            let others =
                others.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            mine.into_iter().chain(others).collect()
        });
        let go_on = go_on.into_iter().collect::<Result<Vec<_>, _>>()?;
        workers.iter().for_each(|(_, gradient)| descend(&mut weights, gradient, plan.rate));
        if go_on.contains(&false) {
            break;
        }
    }
    // ANCHOR_END: batch
    Ok(weights)
}
