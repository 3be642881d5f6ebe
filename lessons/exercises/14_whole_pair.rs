//! Two looks at one network
//!
//! What for: to see both halves of an update, or neither, you have to look once.
//!
//! An `RwLock` lets many read at a time, or one write alone. A trainer publishes its weight here with a version:
//! first version 1 with weight 10, then version 2 with weight 20. It writes both of them under one write guard. A
//! reader takes the version first, and then the weight, with a read guard for each.
//!
//! Which pairs can the reader see? Write all of them into `POSSIBLE`, as in `&[(1, 2), (3, 4)]`.

// exercise: lesson 04_rwlock
// exercise: kind prediction
// exercise: minutes 3
// exercise: hint The trainer's write is one piece. When can it come: before both looks, after both, or ... ?
// exercise: hint Go through the three cases, and write down what the first look finds and what the second.
// exercise: hint If it comes between the looks, the version is old and the weight is new. Could it be the other way round?
// exercise: after A version of the one and a weight of the other: that is a torn pair, and no such network ever existed. The writer did all it could; it is the reader who has to copy both under one guard.

use std::sync::RwLock;
use std::thread;

struct Published {
    version: u32,
    weight: u32,
}

// racelab: scenario
fn what_the_reader_sees() -> (u32, u32) {
    let published = RwLock::new(Published { version: 1, weight: 10 });
    thread::scope(|scope| {
        scope.spawn(|| *published.write().unwrap() = Published { version: 2, weight: 20 });

        let version = published.read().unwrap().version;
        let weight = published.read().unwrap().weight;
        (version, weight)
    })
}

// yours: possible
const POSSIBLE: &[(u32, u32)] = &[(1, 10), (1, 20), (2, 20)];
//- const POSSIBLE: &[(u32, u32)] = &[];
// end
