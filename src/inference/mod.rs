//! Inference: images are asked about one by one, and several workers answer them, as many at a time as are waiting.
//!
//! Nothing is trained here, so the weights do not change and need no lock: `&[f32]` is all that the workers share. What
//! has to be synchronised is the work: each image is to be answered once, by whoever is free. A channel with several
//! receivers does that.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `mod` | [`work`]: what a worker does with the queue, whatever is asked |
//! | [`load`] | images that arrive at a network, and how long they wait |
//! | [`products`] | one image's work on two threads: inside each product, or across images |
//! | [`shown`] | what was measured, as tables and a chart |
//! | `scenarios` | what is explored of it |

#[cfg(not(only_explored))]
pub mod load;
#[cfg(not(only_explored))]
pub mod products;
pub(crate) mod scenarios;
#[cfg(not(only_explored))]
pub mod shown;

use crate::sync::channel::Receiver;

/// Epochs of training before anything is asked, with the batches and the rate that are usual for the digits: enough for 97
/// of 100 images that the network has never seen. `tests/training.rs` holds it to that.
pub const EPOCHS: usize = 30;

/// Answers what comes out of the queue until it is closed and empty: what is waiting, but at most so many at a time.
///
/// A worker never waits for a batch to become full. It sleeps until there is one request, and takes with it what has
/// come meanwhile. So where little is asked batches are small and nobody waits; where much is asked they grow by
/// themselves. Two things would be mistakes here: to wait for the last places of a batch (`waits_for_more`), and to
/// leave with a batch in hand when the queue is closed (`last_batch_lost`).
///
/// A request can be of any type: it is handed on, and only `answer` looks at it.
///
/// `batch` is memory for the requests, of which there is nothing left in the end.
// ANCHOR: work
pub fn work<T>(queue: &Receiver<T>, most: usize, batch: &mut Vec<T>, mut answer: impl FnMut(&[T])) {
    // An error means that the queue is closed, and empty: all is answered.
    while let Ok(first) = queue.recv() {
        batch.push(first);
        while batch.len() < most {
            // Nothing more is waiting, or nothing more will come. In either case the batch is answered.
            let Ok(next) = queue.try_recv() else { break };
            batch.push(next);
        }
        answer(batch);
        batch.clear();
    }
}
// ANCHOR_END: work
