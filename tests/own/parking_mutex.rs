//! A mutex with three states: free, locked, and locked with somebody waiting, who spins politely.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread;

const FREE: u32 = 0;
const LOCKED: u32 = 1;
const CONTENDED: u32 = 2;

pub struct Mutex<T> {
    state: AtomicU32,
    value: UnsafeCell<T>,
}

unsafe impl<T: Send> Sync for Mutex<T> {}

impl<T> Mutex<T> {
    pub fn new(value: T) -> Self {
        Mutex { state: AtomicU32::new(FREE), value: UnsafeCell::new(value) }
    }

    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        if self.state.compare_exchange(FREE, LOCKED, Acquire, Relaxed).is_err() {
            while self.state.swap(CONTENDED, Acquire) != FREE {
                thread::yield_now();
            }
        }
        let result = work(unsafe { &mut *self.value.get() });
        self.state.store(FREE, Release); // pairs with both Acquires above
        result
    }
}

#[test]
fn two_threads_count() {
    let mutex = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| mutex.with(|count| *count += 1));
        mutex.with(|count| *count += 1);
    });
    assert_eq!(mutex.with(|count| *count), 2);
}
