//! What an addition costs, depending on who else has the cache line.

use std::time::Instant;

use racelab::sync::atomic::AtomicU64;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::{CachePadded, workers};

const ADDITIONS: u64 = 5_000_000;

/// Nanoseconds an addition, with a thread for each of the counters. Of five runs, the middle one.
fn nanoseconds(counters: &[&AtomicU64]) -> f64 {
    let mut runs: Vec<_> = (0..5)
        .map(|_| {
            let start = Instant::now();
            workers(counters.len(), |me| {
                for _ in 0..ADDITIONS {
                    counters[me].fetch_add(1, Relaxed);
                }
            });
            start.elapsed().as_nanos() as f64 / ADDITIONS as f64
        })
        .collect();
    runs.sort_by(f64::total_cmp);
    runs[2]
}

/// Prints four prices.
pub fn main() {
    // ANCHOR: counters
    let one = AtomicU64::new(0);
    // Each on a cache line of its own.
    let apart = [const { CachePadded::new(AtomicU64::new(0)) }; 2];
    // Both on one line, which they have for themselves.
    let together = CachePadded::new([const { AtomicU64::new(0) }; 2]);

    println!("who adds                       an addition");
    println!("one thread alone                  {:5.1} ns", nanoseconds(&[&one]));
    println!("two threads, a line each          {:5.1} ns", nanoseconds(&[&apart[0], &apart[1]]));
    println!("two counters on one line          {:5.1} ns", nanoseconds(&[&together[0], &together[1]]));
    println!("one counter for both              {:5.1} ns", nanoseconds(&[&one, &one]));
    // ANCHOR_END: counters
}
