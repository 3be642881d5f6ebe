//! A readers-writer lock: a number of readers, or a writer.

use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread;

const WRITER: u32 = u32::MAX;

pub struct RwLock<T> {
    state: AtomicU32,
    value: UnsafeCell<T>,
}

unsafe impl<T: Send + Sync> Sync for RwLock<T> {}

impl<T> RwLock<T> {
    pub fn new(value: T) -> Self {
        RwLock { state: AtomicU32::new(0), value: UnsafeCell::new(value) }
    }

    pub fn read<R>(&self, work: impl FnOnce(&T) -> R) -> R {
        loop {
            let state = self.state.load(Relaxed);
            if state != WRITER && self.state.compare_exchange(state, state + 1, Acquire, Relaxed).is_ok() {
                break;
            }
            spin_loop();
        }
        let result = work(unsafe { &*self.value.get() });
        self.state.fetch_sub(1, Release); // pairs with the Acquire of the next writer
        result
    }

    pub fn write<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        while self.state.compare_exchange(0, WRITER, Acquire, Relaxed).is_err() {
            spin_loop();
        }
        let result = work(unsafe { &mut *self.value.get() });
        self.state.store(0, Release); // pairs with the Acquire of whoever comes next
        result
    }
}

#[test]
fn a_reader_and_two_writers() {
    let lock = RwLock::new((0, 0));
    thread::scope(|scope| {
        scope.spawn(|| lock.write(|pair| *pair = (pair.0 + 1, pair.1 + 1)));
        scope.spawn(|| assert!(lock.read(|pair| pair.0 == pair.1)));
        lock.write(|pair| *pair = (pair.0 + 1, pair.1 + 1));
    });
    assert_eq!(lock.read(|pair| *pair), (2, 2));
}
