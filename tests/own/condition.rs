//! A condition variable that counts notifications: who waits looks for another number than it saw under the lock. The
//! lock orders everything else, so Relaxed will do. What counts is that the number is read before the lock is let go.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, MutexGuard};
use std::thread;

pub struct Condition {
    rings: AtomicU32,
}

impl Condition {
    pub fn new() -> Self {
        Condition { rings: AtomicU32::new(0) }
    }

    pub fn notify(&self) {
        self.rings.fetch_add(1, Relaxed);
    }

    pub fn wait<'a, T>(&self, mutex: &'a Mutex<T>, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let before = self.rings.load(Relaxed);
        drop(guard);
        while self.rings.load(Relaxed) == before {
            thread::yield_now();
        }
        mutex.lock().unwrap()
    }
}

#[test]
fn who_waits_is_woken() {
    let (mutex, condition) = (Mutex::new(false), Condition::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            *mutex.lock().unwrap() = true;
            condition.notify();
        });
        let mut ready = mutex.lock().unwrap();
        while !*ready {
            ready = condition.wait(&mutex, ready);
        }
    });
}
