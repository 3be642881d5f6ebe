//! A barrier that is only about time: it counts who has come, and orders nothing.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicUsize;
use racelab_loom::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed};
use racelab_loom::sync::{Guarded, named, thread, workers};

const RELAXED: Scenario =
    Scenario::new("relaxed barrier", "2 workers meet once", &["read 1 and 1"], || meet(Relaxed, Relaxed));
const ORDERED: Scenario =
    Scenario::new("ordered barrier", "2 workers meet once", &["read 1 and 1"], || meet(AcqRel, Acquire));

// ANCHOR: meet
fn meet(arrive: Ordering, look: Ordering) -> String {
    let arrivals = named("arrivals", AtomicUsize::new(0));
    let parts = [0, 1].map(|me| named(("parts", me), Guarded::new(0)));
    let read = workers(2, |me| {
        unsafe { parts[me].write(|mine| *mine = 1) };
        arrivals.fetch_add(1, arrive);
        while arrivals.load(look) < 2 {
            thread::yield_now();
        }
        // Both have come: each has written before it arrived.
        unsafe { parts[1 - me].read(|&other| other) }
    });
    format!("read {} and {}", read[0], read[1])
}
// ANCHOR_END: meet

/// Says what the engine finds with Relaxed, and then with orderings.
pub fn main() {
    println!("{}", explore(&RELAXED).report());
    print!("{}", explore(&ORDERED).report());
}
