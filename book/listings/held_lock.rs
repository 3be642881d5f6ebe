//! How much faster several workers are than one, if each holds the same lock for a share of every step.

use std::thread::sleep;
use std::time::{Duration, Instant};

use racelab::sync::{Mutex, workers};

const STEPS: u32 = 12;
const STEP: Duration = Duration::from_millis(20);

// ANCHOR: steps
/// How long `count` workers take for `STEPS` steps each, holding the lock for this share of every step.
fn time(count: usize, share: f64) -> Duration {
    let lock = Mutex::new(());
    let start = Instant::now();
    workers(count, |_| {
        for _ in 0..STEPS {
            sleep(STEP.mul_f64(1.0 - share)); // Others may do this at the same time,
            let _guard = lock.lock().unwrap();
            sleep(STEP.mul_f64(share)); // and this one at a time.
        }
    });
    start.elapsed()
}
// ANCHOR_END: steps

/// How many times as many steps a second `count` workers take as one does. A sleep may last longer than it was
/// told to and never shorter, so the quickest of three tries counts.
fn speed_up(count: usize, share: f64) -> f64 {
    let quickest = |workers| (0..3).map(|_| time(workers, share)).min().expect("three tries");
    count as f64 * quickest(1).div_duration_f64(quickest(count))
}

/// Prints what was measured, beside what the two formulas say. It takes 20 seconds.
pub fn main() {
    println!("under the lock  workers  measured  min(n, 1/s)  Amdahl's law");
    for share in [1.0, 0.5, 0.25, 0.1] {
        for count in [2, 8] {
            let n = count as f64;
            let (bound, amdahl) = (n.min(1.0 / share), 1.0 / (share + (1.0 - share) / n));
            let (percent, measured) = (100.0 * share, speed_up(count, share));
            println!("{percent:12.0} %  {count:7}  {measured:8.2}  {bound:11.2}  {amdahl:12.2}");
        }
    }
}
