//! Version after weights: the weights are copied, then their version is read, and in between there was an update.
//!
//! **Specification:** the server knows how stale each gradient is.
//!
//! **What is wrong:** the version is an atomic beside the lock. A worker copies the weights under the lock, lets go,
//! and reads the version. If another worker's gradient is delivered in between, the version is that of newer weights
//! than it has. Its gradient then passes for fresher than it is, and gets a rate that is too large for it. Every
//! update arrives, nothing is torn, and `SeqCst` would not help: both reads find the newest there is, at two moments.
//!
//! **The fix:** read both under one lock, as in [`parameter_server`](crate::trainers::parameter_server): here, move
//! `drop(weights)` down one line. It is enough to read the version first, if one has to err: a gradient then passes
//! for more stale than it is, and its rate is too small.

use super::{FailureKind, Mistake};
use crate::scenario::Scenario;
use crate::sync::atomic::AtomicUsize;
use crate::sync::atomic::Ordering::{Acquire, Release};
use crate::sync::{Mutex, named, workers};

/// The mistake, for the list of mistakes.
pub static MISTAKE: Mistake = Mistake {
    name: "version_after_weights",
    lesson: "14_staleness",
    kind: FailureKind::WrongOutcome,
    summary: "copies the weights, lets go of the lock, and reads their version",
    specification: "the server knows how stale each gradient is",
    fix: "read the version under the lock under which the weights are copied",
    scenario: Scenario::new(
        "version_after_weights",
        "2 workers, a gradient each",
        &["as stale as they are"],
        || {
            let server = Server::new(0.0);
            let steps = workers(2, |_| {
                let (weight, version) = server.fetch();
                server.deliver(weight, version)
            });
            match steps.iter().find(|(taken_for, is)| taken_for != is) {
                None => "as stale as they are".to_owned(),
                Some((taken_for, is)) => format!("taken for stale by {taken_for}, and stale by {is}"),
            }
        },
    ),
};

/// A weight, to which every update adds 1, and how many updates there were.
#[derive(Debug)]
pub struct Server {
    weight: Mutex<f32>,
    version: AtomicUsize,
}

impl Server {
    /// A server with this weight.
    pub fn new(weight: f32) -> Self {
        Server { weight: named("weight", Mutex::new(weight)), version: named("version", AtomicUsize::new(0)) }
    }

    // ANCHOR: fetch
    /// Copies the weight, and then reads its version, or so it thinks.
    pub fn fetch(&self) -> (f32, usize) {
        let weight = self.weight.lock().unwrap();
        let copy = *weight;
        drop(weight);
        // Acquire: pairs with the Release in `deliver`. It orders; it does not hold the weight still.
        (copy, self.version.load(Acquire))
    }
    // ANCHOR_END: fetch

    /// Makes an update with a gradient of that weight at that version. Returns how stale the gradient is by the
    /// version, and how stale it is: each update since has added 1 to the weight.
    pub fn deliver(&self, copy: f32, version: usize) -> (usize, usize) {
        let mut weight = self.weight.lock().unwrap();
        // Release: pairs with the Acquire in `fetch`.
        let taken_for = self.version.fetch_add(1, Release) - version;
        let is = (*weight - copy) as usize;
        *weight += 1.0;
        (taken_for, is)
    }
}
