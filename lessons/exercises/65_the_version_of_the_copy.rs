//! The version of the copy
//!
//! What for: what belongs together is copied together.
//!
//! The server keeps its weight behind a lock, and its version in an atomic, so that it can be read
//! without the lock. A worker copies the weight under the lock and then reads the version, with
//! Acquire. It wants the version of its copy. It may get that of a newer weight, which it has not
//! seen.
//!
//! Mend `fetch`. (Both are changed under the lock, in `deliver`.)

// exercise: lesson 14_staleness
// exercise: kind code
// exercise: minutes 4
// exercise: hint What does the server do, in the counterexample, between the copy and the reading of the version?
// exercise: hint Acquire makes no snapshot. What can keep the server from delivering while the worker reads both?
// exercise: hint The guard has to live until the version has been read.
// exercise: after A gradient that passes for fresher than it is spoils every rule that divides by staleness, and no test of the result shows it. A version is a statement about the weights, so it stands behind their lock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

struct Server {
    weight: Mutex<u32>,
    version: AtomicU32,
}

impl Server {
    fn deliver(&self, gradient: u32) {
        let mut weight = self.weight.lock().unwrap();
        *weight += gradient;
        self.version.fetch_add(1, Release);
    }

    /// A copy of the weight, and its version.
    fn fetch(&self) -> (u32, u32) {
        // yours: fetch
        let weight = self.weight.lock().unwrap();
        let version = self.version.load(Relaxed); // the lock orders it
        (*weight, version)
        //- let weight = *self.weight.lock().unwrap();
        //- let version = self.version.load(Acquire);
        //- (weight, version)
        // end
    }
}

// racelab: outcomes (0, 0), (5, 1), (5, 2)
fn weight_and_version() -> (u32, u32) {
    let server = Server { weight: Mutex::new(0), version: AtomicU32::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| {
            server.deliver(5);
            server.deliver(0); // a gradient may be 0
        });
        server.fetch()
    })
}

// again: rounds
// racelab: outcomes (1, 3), (1, 4), (4, 5), (4, 6), (6, 7)
fn four_gradients() -> (u32, u32) {
    let server = Server { weight: Mutex::new(1), version: AtomicU32::new(3) };
    thread::scope(|scope| {
        scope.spawn(|| [0, 3, 0, 2].into_iter().for_each(|gradient| server.deliver(gradient)));
        server.fetch()
    })
}
// end
