//! A flag that is loaded Relaxed, beside an `unpark`. Whoever does not park learns nothing from an `unpark`: a data race.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, Release};
use std::thread;

struct Message {
    ready: AtomicBool,
    text: UnsafeCell<&'static str>,
}

unsafe impl Sync for Message {}

fn main() {
    let message = Arc::new(Message { ready: AtomicBool::new(false), text: UnsafeCell::new("") });
    let (sent, receiver) = (message.clone(), thread::current());
    let sender = thread::spawn(move || {
        unsafe { *sent.text.get() = "hello" }
        sent.ready.store(true, Release);
        receiver.unpark();
    });
    if message.ready.load(Relaxed) {
        assert_eq!(unsafe { *message.text.get() }, "hello");
    }
    sender.join().unwrap();
}
