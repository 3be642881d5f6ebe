//! Two mutexes without names, locked in both orders: a deadlock between two, and not between one and itself.

use std::{sync::Mutex, thread};

fn main() {
    let (one, other) = (Mutex::new(()), Mutex::new(()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let _one = one.lock().unwrap();
            let _other = other.lock().unwrap();
        });
        let _other = other.lock().unwrap();
        let _one = one.lock().unwrap();
    });
}
