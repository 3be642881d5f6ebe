//! Each of two threads stores after its load what the other loads: once with nothing that forbids it, and then in two
//! ways in which C++20 forbids that both loads find it.

use std::sync::Mutex;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use std::thread;

fn crossed(load: Ordering, store: Ordering) -> (u32, u32) {
    let (left, right) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let found = right.load(Relaxed);
            left.store(1, store);
            found
        });
        let found = left.load(load);
        right.store(1, Relaxed);
        (found, other.join().unwrap())
    })
}

#[test]
fn relaxed() {
    crossed(Relaxed, Relaxed);
}

#[test]
fn one_pair_synchronises() {
    crossed(Acquire, Release);
}

#[test]
fn under_a_lock() {
    let (left, right, lock) = (AtomicU32::new(0), AtomicU32::new(0), Mutex::new(()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let _guard = lock.lock();
            right.load(Relaxed);
            left.store(1, Relaxed);
        });
        let _guard = lock.lock();
        left.load(Relaxed);
        right.store(1, Relaxed);
    });
}
