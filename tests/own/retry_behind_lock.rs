//! A reader that looks again until the version stayed as it was: the lock in its loop orders the loads, so that it
//! ends, however often it was disturbed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

#[test]
fn the_reader_comes_to_an_end() {
    let (version, lock) = (AtomicU32::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2 {
                let mut weight = lock.lock().unwrap();
                *weight += 1;
                // Release: pairs with the reader's Acquire.
                version.fetch_add(1, Ordering::Release);
            }
        });
        loop {
            // Acquire, here and below: pairs with the writer's Release.
            let before = version.load(Ordering::Acquire);
            let weight = *lock.lock().unwrap();
            if version.load(Ordering::Acquire) == before && weight == before {
                break;
            }
            thread::yield_now();
        }
    });
}
