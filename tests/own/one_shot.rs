//! A channel for one message: who sends it wakes who waits for it.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::thread::{self, Thread};

struct Channel<T> {
    message: UnsafeCell<MaybeUninit<T>>,
    ready: AtomicBool,
}

unsafe impl<T: Send> Sync for Channel<T> {}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        // Whoever drops it has it alone: everything has happened before.
        if *self.ready.get_mut() {
            unsafe { self.message.get_mut().assume_init_drop() }
        }
    }
}

pub struct Sender<T>(Arc<Channel<T>>, Thread);
pub struct Receiver<T>(Arc<Channel<T>>);

pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel =
        Arc::new(Channel { message: UnsafeCell::new(MaybeUninit::uninit()), ready: AtomicBool::new(false) });
    (Sender(channel.clone(), thread::current()), Receiver(channel))
}

impl<T> Sender<T> {
    pub fn send(self, message: T) {
        unsafe { (*self.0.message.get()).write(message) };
        self.0.ready.store(true, Release); // pairs with the swap of `receive`
        self.1.unpark();
    }
}

impl<T> Receiver<T> {
    pub fn receive(self) -> T {
        while !self.0.ready.swap(false, Acquire) {
            thread::park();
        }
        unsafe { (*self.0.message.get()).assume_init_read() }
    }
}

// racelab: outcomes "hello"
fn one_message() -> String {
    let (sender, receiver) = channel();
    let other = thread::spawn(move || sender.send("hello".to_owned()));
    let message = receiver.receive();
    other.join().unwrap();
    message
}

// racelab: scenario
fn nobody_receives() {
    let (sender, receiver) = channel();
    let other = thread::spawn(move || sender.send(Box::new(1)));
    drop(receiver);
    other.join().unwrap();
}
