//! What it costs to copy and to change the weights of the wide network: all at once under a lock, or one
//! atomic after the other. One thread, so nobody is in the way.

use std::hint::black_box;
use std::time::Instant;

use racelab::network::descend;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::{AtomicF32, Mutex};

/// As many as a 784-128-10 network has.
const WEIGHTS: usize = 101_770;

/// Microseconds that this takes. Of 201 runs, the middle one.
fn microseconds(mut run: impl FnMut()) -> f64 {
    let mut runs: Vec<_> = (0..201)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_nanos() as f64 / 1000.0
        })
        .collect();
    runs.sort_by(f64::total_cmp);
    runs[100]
}

/// Prints five prices.
pub fn main() {
    let gradient = vec![1e-6; WEIGHTS];
    let mut copy = vec![0.0; WEIGHTS];
    // ANCHOR: prices
    let locked = Mutex::new(vec![0.0; WEIGHTS]);
    let atomic: Vec<_> = (0..WEIGHTS).map(|_| AtomicF32::new(0.0)).collect();

    let to_copy = microseconds(|| {
        copy.copy_from_slice(&locked.lock().unwrap());
        black_box(&mut copy);
    });
    let to_load = microseconds(|| {
        for (copied, weight) in copy.iter_mut().zip(&atomic) {
            *copied = weight.load(Relaxed);
        }
        black_box(&mut copy);
    });
    let to_change = microseconds(|| descend(&mut locked.lock().unwrap(), &gradient, 0.1));
    let to_store = microseconds(|| {
        for (weight, slope) in atomic.iter().zip(&gradient) {
            weight.store(weight.load(Relaxed) - 0.1 * slope, Relaxed);
        }
    });
    let to_add = microseconds(|| {
        for (weight, slope) in atomic.iter().zip(&gradient) {
            weight.add(-0.1 * slope, Relaxed);
        }
    });
    // ANCHOR_END: prices
    println!("what is done               all weights");
    println!("copy under a lock            {to_copy:7.1} us");
    println!("copy by Relaxed loads        {to_load:7.1} us");
    println!("change under a lock          {to_change:7.1} us");
    println!("change by load and store     {to_store:7.1} us");
    println!("change by compare-exchange   {to_add:7.1} us");
}
