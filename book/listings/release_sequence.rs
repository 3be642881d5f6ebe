//! Two workers add to one version, and only one of them has something to announce.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::AtomicUsize;
use racelab_loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_loom::sync::{AtomicF32, label_thread, named, workers};

// ANCHOR: sequence
const SEQUENCE: Scenario = Scenario::new(
    "release sequence",
    "worker 0 publishes, worker 1 counts too; a reader",
    &[
        "version 0, weight 0",
        "version 0, weight 1",
        "version 1, weight 0",
        "version 1, weight 1",
        "version 2, weight 1",
    ],
    || {
        let weight = AtomicF32::new(0.0).named("weight");
        let version = named("version", AtomicUsize::new(0));
        let seen = workers(3, |me| {
            if me == 0 {
                weight.store(1.0, Relaxed);
                version.fetch_add(1, Release);
            } else if me == 1 {
                version.fetch_add(1, Relaxed);
            } else {
                label_thread("reader");
                return format!("version {}, weight {}", version.load(Acquire), weight.load(Relaxed));
            }
            String::new()
        });
        seen[2].clone()
    },
);
// ANCHOR_END: sequence

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(&SEQUENCE).report());
}
