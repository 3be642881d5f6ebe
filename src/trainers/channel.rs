//! A parameter server: one thread owns the weights, and the workers send it their gradients.
//!
//! Nothing is shared, so nothing needs a lock: a message belongs to the sender before it is sent and
//! to the receiver afterwards. It is Rust's ownership that makes sure of it, and not the channel. Sending happens before
//! receiving, so what the sender wrote is visible to the receiver.
//!
//! A `Parcel` goes round between a worker and the server: out with a gradient, back with fresh
//! weights. Its two buffers are allocated once. A worker has one parcel and waits for it to come back,
//! so its weights are stale by what the other workers sent in between, as with
//! [`mutex_short`](super::mutex_short). The channel to the server has room for one parcel, and a worker
//! has only one to send (back-pressure): workers that are quicker than the server wait, rather than pile up
//! gradients that get ever more stale.
//!
//! It ends when the last worker drops its sender: then the server's loop sees the channel closed. For
//! that the server must not keep a sender itself, or it waits for its own message: the mistake
//! `channel_never_closed`. If a worker panics it sends the
//! error; the server leaves, its ends are dropped, and the other workers see *their* channels closed.

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::channel::{Receiver, Sender, bounded};
use crate::sync::{WorkerPanic, label_thread, named, thread};

// ANCHOR: parcel
/// What goes round between a worker and the server.
struct Parcel {
    worker: usize,
    /// On the way back: the server's weights. On the way out: those that the gradient was taken at.
    weights: Vec<f32>,
    gradient: Vec<f32>,
}
// ANCHOR_END: parcel

impl std::fmt::Debug for Parcel {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "weights {:?}, gradient {:?}", self.weights, self.gradient)
    }
}

/// Trains with a server on the calling thread and `plan.workers` threads beside it. See
/// [`Train`](super::Train).
pub fn train<N: Network>(
    network: &N,
    mut weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    thread::scope(|scope| {
        let (to_server, inbox) = named("inbox", bounded(1));
        let mut replies = Vec::with_capacity(plan.workers);
        for me in 0..plan.workers {
            let (reply, fresh) = named(("reply", me), bounded(1));
            replies.push(reply);
            let to_server = to_server.clone();
            let parcel = Parcel { worker: me, gradient: vec![0.0; weights.len()], weights: weights.clone() };
            scope.spawn(move || {
                label_thread(("worker", me));
                let worker = Worker::new(me, network, batches, watch);
                let ended = worker.and_then(|worker| work(worker, batches, plan, parcel, &to_server, &fresh));
                if let Err(panic) = ended {
                    // An error means that the server has left already, with an error of its own.
                    let _ = to_server.send(Err(panic));
                }
            });
        }
        // ANCHOR: server
        // Only the workers hold senders now, so the inbox is closed when the last of them ends.
        drop(to_server);

        label_thread("server");
        while let Ok(parcel) = inbox.recv() {
            let mut parcel = parcel?;
            descend(&mut weights, &parcel.gradient, plan.rate);
            parcel.weights.copy_from_slice(&weights);
            // There is room, and somebody to receive it: a worker waits for its parcel before it does
            // anything else.
            let _ = replies[parcel.worker].send(parcel);
        }
        Ok(weights)
        // ANCHOR_END: server
    })
}

fn work<N: Network>(
    mut worker: Worker<'_, N>,
    batches: &Batches<'_>,
    plan: &Plan,
    mut parcel: Parcel,
    to_server: &Sender<Result<Parcel, WorkerPanic>>,
    fresh: &Receiver<Parcel>,
) -> Result<(), WorkerPanic> {
    // ANCHOR: work
    for batch in batches.of(parcel.worker, plan.workers) {
        let loss = worker.gradient(&parcel.weights, batch, &mut parcel.gradient)?;
        // An error from either channel means that the server has left: another worker panicked.
        if to_server.send(Ok(parcel)).is_err() {
            return Ok(());
        }
        let Ok(back) = fresh.recv() else { return Ok(()) };
        parcel = back;
        if !worker.goes_on(loss)? {
            break;
        }
    }
    // ANCHOR_END: work
    Ok(())
}
