//! What is explored of promises themselves: what happens in the scenarios of their subjects.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{Dropped, OneShot, block_on};
use crate::sync::label_thread;
use crate::sync::thread::{self, Thread};

/// One thread fulfils a promise, or drops it, and another waits for the value.
pub(crate) fn hand_over(value: Option<u32>) -> String {
    let mut cell = OneShot::<u32, Thread>::new();
    let (promise, receiver) = cell.split();
    thread::scope(|scope| {
        scope.spawn(move || {
            label_thread("giver");
            if let Some(value) = value {
                promise.fulfil(value);
            }
        });
        label_thread("receiver");
        told(receiver.receive())
    })
}

/// Two promises, one after the other: what is left of the first must not be taken for the second.
pub(crate) fn hand_over_twice() -> String {
    let (mut first, mut second) = (OneShot::<u32, Thread>::new(), OneShot::<u32, Thread>::new());
    let ((give_first, get_first), (give_second, get_second)) = (first.split(), second.split());
    thread::scope(|scope| {
        scope.spawn(move || {
            label_thread("giver");
            give_first.fulfil(1);
            give_second.fulfil(2);
        });
        label_thread("receiver");
        let (first, second) = (told(get_first.receive()), told(get_second.receive()));
        format!("{first}, then {second}")
    })
}

/// As `hand_over`, awaited.
pub(crate) fn hand_over_async(value: Option<u32>) -> String {
    let mut cell = OneShot::<u32, Waker>::new();
    let (promise, receiver) = cell.split();
    thread::scope(|scope| {
        scope.spawn(move || {
            label_thread("giver");
            if let Some(value) = value {
                promise.fulfil(value);
            }
        });
        label_thread("receiver");
        told(block_on(receiver))
    })
}

/// The receiver is polled with a waker that wakes nobody, and then by an executor: that one must be woken.
pub(crate) fn another_waker() -> String {
    let mut cell = OneShot::<u32, Waker>::new();
    let (promise, mut receiver) = cell.split();
    thread::scope(|scope| {
        scope.spawn(move || {
            label_thread("giver");
            promise.fulfil(7);
        });
        label_thread("receiver");
        let mut nobody = Context::from_waker(Waker::noop());
        match Pin::new(&mut receiver).poll(&mut nobody) {
            Poll::Ready(value) => told(value),
            Poll::Pending => told(block_on(poll_fn(|context| Pin::new(&mut receiver).poll(context)))),
        }
    })
}

fn told(received: Result<u32, Dropped>) -> String {
    received.map_or_else(|dropped| dropped.to_string(), |value| format!("received {value}"))
}
