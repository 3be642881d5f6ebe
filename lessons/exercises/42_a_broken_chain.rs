//! A broken chain
//!
//! What for: a read-modify-write passes on what a Release gave away; a store does not.
//!
//! Worker 0 updates the weight and makes the version 1, with Release. Worker 1 has nothing to
//! announce: when it sees version 1, it makes it 2. A reader that finds version 2 wants to see
//! worker 0's update, and now and then it finds weight 0. Worker 1's store has replaced what worker
//! 0 gave away.
//!
//! Change `next` so that version 2 stands for the update as version 1 did.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 5
// exercise: hint From which store does the reader's load read the 2? Is that store a Release, and what had its thread seen?
// exercise: hint There are two ways. Either worker 1 takes over and gives away itself, which takes both halves; or its change is one step, a read-modify-write, which continues the chain.
// exercise: hint For the second way, try a `compare_exchange` from 1 to 2, and see how weak its ordering may be.
// exercise: after A release sequence is a Release store and the read-modify-writes that follow it, by whichever thread and with whatever ordering. That is why counters made with fetch_add are good versions: with each addition, all that was announced before stays announced.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

struct Server {
    weight: AtomicU32,
    version: AtomicU32,
}

impl Server {
    fn first(&self) {
        self.weight.store(7, Relaxed);
        self.version.store(1, Release); // pairs with the Acquire in `read`
    }

    /// If the version is 1, makes it 2.
    fn next(&self) {
        // yours: next
        // Relaxed: as a read-modify-write it continues the release sequence of `first`.
        let _ = self.version.compare_exchange(1, 2, Relaxed, Relaxed);
        //- if self.version.load(Relaxed) == 1 {
        //-     self.version.store(2, Relaxed);
        //- }
        // end
    }

    fn read(&self) -> (u32, u32) {
        let version = self.version.load(Acquire);
        (version, self.weight.load(Relaxed))
    }
}

// racelab: outcomes (0, 0), (0, 7), (1, 7), (2, 7)
fn version_and_weight() -> (u32, u32) {
    let server = Server { weight: AtomicU32::new(0), version: AtomicU32::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| server.first());
        scope.spawn(|| server.next());
        server.read()
    })
}
