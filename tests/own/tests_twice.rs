//! A waiter that looks again once: right as long as it wakes for no reason only once.

use std::sync::{Condvar, Mutex};
use std::thread;

#[test]
fn waits_until_it_is_ready() {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut guard = ready.lock().unwrap();
            if !*guard {
                guard = changed.wait(guard).unwrap();
            }
            if !*guard {
                guard = changed.wait(guard).unwrap();
            }
            assert!(*guard);
        });
        *ready.lock().unwrap() = true;
        changed.notify_one();
    });
}
