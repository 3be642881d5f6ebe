//! The value that she wanted fresh
//!
//! What for: an Acquire belongs where something is learnt, and not where something is wanted.
//!
//! "The weight is the value that has to be fresh," said a colleague, "so I made its load an
//! Acquire." The store of the version is a Release, as it should be. And still a reader of version
//! 1 can find weight 0, as the counterexample shows.
//!
//! Which line should have had the Acquire? Write its number into LINE.

// exercise: lesson 08_publish
// exercise: kind reading
// exercise: minutes 3
// exercise: hint Find the Release in the counterexample. Which load reads the value that it stored?
// exercise: hint An Acquire takes over what went before the store that it reads from. What does the load of the weight read from here, and what went before that?
// exercise: hint It has to be the load that reads what the Release stored, and it comes before the load of the weight.
// exercise: after No ordering makes a load fresh. Acquire is about what comes after it: once this load has seen the announcement, the loads below it see what was announced. So it stands on the load that decides, not on the one that fetches.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

struct Server {
    version: AtomicU32,
    weight: AtomicU32,
}

impl Server {
    fn publish(&self) {
        self.weight.store(7, Relaxed);
        self.version.store(1, Release);
    }

    fn read(&self) -> (u32, u32) {
        let version = self.version.load(Relaxed); // exercise: here
        let weight = self.weight.load(Acquire);
        (version, weight)
    }
}

// racelab: outcomes (0, 0), (0, 7), (1, 7)
fn version_and_weight() -> (u32, u32) {
    let server = Server { version: AtomicU32::new(0), weight: AtomicU32::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| server.publish());
        server.read()
    })
}

// yours: line
const LINE: u32 = 27;
//- const LINE: u32 = 0;
// end
