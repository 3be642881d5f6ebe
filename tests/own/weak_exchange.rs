//! A store beside a weak compare-exchange that may succeed before it, fail after it, or fail for no reason: it is 1 in
//! the end.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Relaxed, Release};
use std::thread;

// racelab: outcomes 1
fn in_the_end() -> u32 {
    let x = AtomicU32::new(7);
    thread::scope(|scope| {
        scope.spawn(|| x.store(1, Release));
        scope.spawn(|| x.compare_exchange_weak(7, 8, Relaxed, Relaxed));
    });
    x.load(Relaxed)
}
