//! Two threads write to one cell, each under a read guard: a data race, since readers do not keep each other out.

use std::cell::UnsafeCell;
use std::sync::RwLock;
use std::thread;

struct Shared {
    lock: RwLock<()>,
    count: UnsafeCell<u32>,
}

unsafe impl Sync for Shared {}

impl Shared {
    fn count_up(&self) {
        let _guard = self.lock.read().unwrap();
        unsafe { *self.count.get() += 1 }
    }
}

#[test]
fn two_count_up() {
    let shared = Shared { lock: RwLock::new(()), count: UnsafeCell::new(0) };
    thread::scope(|scope| {
        scope.spawn(|| shared.count_up());
        scope.spawn(|| shared.count_up());
    });
}
