//! Two scenarios, the first of them the last by its name, that write to plain memory by a pointer.

use std::cell::UnsafeCell;
use std::thread;

struct Weight(UnsafeCell<u32>);

// SAFETY: a promise that nobody keeps.
unsafe impl Sync for Weight {}

impl Weight {
    fn set(&self, value: u32) {
        // SAFETY: none: that is what there is to find.
        unsafe { *self.0.get() = value };
    }

    fn add(&self, value: u32) {
        // SAFETY: none: that is what there is to find.
        unsafe { *self.0.get() += value };
    }
}

#[test]
fn zebra() {
    let weight = Weight(UnsafeCell::new(3));
    thread::scope(|scope| {
        scope.spawn(|| weight.add(4));
        weight.set(11);
    });
}

#[test]
fn antelope() {
    let weight = Weight(UnsafeCell::new(3));
    thread::scope(|scope| {
        scope.spawn(|| weight.set(9));
        weight.add(20);
    });
}
