//! A channel that is never closed: the server waits for a message that nobody will send.
//!
//! **Specification:** training ends.
//!
//! **What is wrong:** a receiver's loop ends when every sender is gone, and the server still holds the
//! sender that it cloned for the workers. All workers end, and the server waits for itself. This hangs,
//! and so it exists in the loom build only.
//!
//! **The fix:** `drop(to_server)` before the loop, as in [`channel`](crate::trainers::channel).

use super::{FailureKind, Mistake};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::scenario::{Scenario, tally};
use crate::sync::channel::bounded;
use crate::sync::{WorkerPanic, label_thread, named, thread};
use crate::trainers::{Plan, Watch, Worker};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "channel_never_closed",
    lesson: "06_channels",
    kind: FailureKind::Deadlock,
    summary: "receives until every sender is gone, and holds a sender itself",
    specification: "training ends",
    fix: "drop the server's own sender before the loop",
    scenario: Scenario::new("channel_never_closed", "1 worker, 1 batch", &["1 of 1 updates arrived"], || {
        tally(train, 1, 1, 1)
    }),
};

/// Trains, and hangs. The workers send gradients of the initial weights, which is enough to show it.
/// Arguments and errors as for [`Train`](crate::trainers::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    thread::scope(|scope| {
        let (to_server, inbox) = named("inbox", bounded(plan.workers));
        for me in 0..plan.workers {
            let (to_server, weights) = (to_server.clone(), weights.clone());
            scope.spawn(move || {
                label_thread(("worker", me));
                let Ok(mut worker) = Worker::new(me, network, batches, watch) else { return };
                for batch in batches.of(me, plan.workers) {
                    let mut gradient = vec![0.0; weights.len()];
                    let result = worker.gradient(&weights, batch, &mut gradient);
                    if to_server.send(result.map(|_| gradient)).is_err() {
                        return;
                    }
                }
            });
        }
        // ANCHOR: server
        // Here a drop is missing: `to_server` lives on, and so the inbox is never closed.
        label_thread("server");
        while let Ok(gradient) = inbox.recv() {
            descend(&mut weights, &gradient?, plan.rate);
        }
        Ok(weights)
        // ANCHOR_END: server
    })
}
