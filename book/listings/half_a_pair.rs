//! One weight is published, with orderings on both sides, on one, on none, and with fences instead. Which
//! outcomes does each allow?

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use racelab_loom::sync::atomic::{AtomicUsize, fence};
use racelab_loom::sync::{AtomicF32, label_thread, named, workers};

// ANCHOR: publish
fn publish(fence_before: bool, add: Ordering, load: Ordering, fence_after: bool) -> String {
    let weight = AtomicF32::new(0.0).named("weight");
    let version = named("version", AtomicUsize::new(0));
    let seen = workers(2, |me| {
        if me == 0 {
            weight.store(1.0, Relaxed);
            if fence_before {
                fence(Release);
            }
            version.fetch_add(1, add);
            return String::new();
        }
        label_thread("reader");
        let version = version.load(load);
        if fence_after {
            fence(Acquire);
        }
        format!("{version},{}", weight.load(Relaxed))
    });
    seen[1].clone()
}
// ANCHOR_END: publish

/// Version and weight that a reader may find.
const OUTCOMES: [&str; 4] = ["0,0", "0,1", "1,0", "1,1"];

/// A way to announce and to look: what it is called, and the program.
type Way = (&'static str, fn() -> String);

// ANCHOR: ways
const WAYS: [Way; 7] = [
    ("add Relaxed, load Relaxed", || publish(false, Relaxed, Relaxed, false)),
    ("add Release, load Relaxed", || publish(false, Release, Relaxed, false)),
    ("add Relaxed, load Acquire", || publish(false, Relaxed, Acquire, false)),
    ("add Release, load Acquire", || publish(false, Release, Acquire, false)),
    ("a fence before the add", || publish(true, Relaxed, Relaxed, false)),
    ("a fence after the load", || publish(false, Relaxed, Relaxed, true)),
    ("both fences", || publish(true, Relaxed, Relaxed, true)),
];
// ANCHOR_END: ways

/// Says which outcomes the engine finds of each way.
pub fn main() {
    let row = |name: &str, cells: [&str; 4]| {
        let cells = cells.map(|cell| format!("{cell:>5}")).concat();
        println!("{name:26}{cells}");
    };
    row("version,weight", OUTCOMES);
    for (way, run) in WAYS {
        let exploration = explore(&Scenario::new("publish", "a worker and a reader", &OUTCOMES, run));
        assert!(exploration.is_exhaustive() && !exploration.failed(), "{way}");
        row(way, OUTCOMES.map(|outcome| if exploration.values().contains(&outcome) { "yes" } else { "-" }));
    }
}
