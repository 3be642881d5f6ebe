//! There is one message, and the receiver waits for a second one; and the receiver waits still where others race.

use std::cell::UnsafeCell;
use std::sync::mpsc::sync_channel;
use std::thread;

#[test]
fn one_for_two() {
    let (sender, receiver) = sync_channel(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            receiver.recv().unwrap();
            receiver.recv().unwrap();
        });
        sender.send(1).unwrap();
    });
}

struct Shared(UnsafeCell<u32>);
unsafe impl Sync for Shared {}

#[test]
fn a_race_beside_a_receiver() {
    let count = Shared(UnsafeCell::new(0));
    let (sender, receiver) = sync_channel(0);
    thread::scope(|scope| {
        let count = &count;
        scope.spawn(|| receiver.recv());
        scope.spawn(move || unsafe { *count.0.get() += 1 });
        unsafe { *count.0.get() += 1 };
        sender.send(1).unwrap();
    });
}
