//! At least that many
//!
//! What for: knowing what a version promises, and what it does not.
//!
//! A worker makes two updates of the weight and announces each by a version, with Release. A reader
//! loads the version, with Acquire, and then the weight. The orderings are the right ones.
//! Which (version, weight) can the reader get?
//!
//! Write down every pair that is possible, and none that is not. You may list them in any order.

// exercise: lesson 08_publish
// exercise: kind prediction
// exercise: minutes 4
// exercise: hint Take version 0 first. The reader has learnt nothing then. Which weights may it find?
// exercise: hint Between its two loads the reader may be held up for as long as you like. What may the worker do meanwhile?
// exercise: hint Version 2 allows one weight only. Version 1 rules out one of the three.
// exercise: after Whoever reads version v finds at least v updates. An Acquire does not wait, does not fetch what is newest, and makes no snapshot. The one thing that it does is to rule out what is older than the announcement.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

// yours: possible
const POSSIBLE: &[(u32, u32)] = &[(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];
//- const POSSIBLE: &[(u32, u32)] = &[(0, 0)];
// end

// racelab: scenario
fn version_and_weight() -> (u32, u32) {
    let (version, weight) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            weight.store(1, Relaxed);
            version.store(1, Release); // pairs with the Acquire below
            weight.store(2, Relaxed);
            version.store(2, Release); // pairs with the Acquire below
        });
        let seen = version.load(Acquire); // pairs with both Releases
        (seen, weight.load(Relaxed))
    })
}
