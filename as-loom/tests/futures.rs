//! Futures, notifications, and what a model is told of limits.

mod common;

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc as Shared;
use std::sync::atomic::AtomicUsize as Plain;
use std::sync::atomic::Ordering::SeqCst;
use std::task::Poll;

use common::message;
use loom::future::{AtomicWaker, block_on};
use loom::sync::atomic::AtomicBool;
use loom::sync::atomic::Ordering::{Acquire, Release};
use loom::sync::{Arc, Notify};
use loom::{model, thread};
use racelab_as_loom as loom;

/// One waits for a flag as a future, the other raises it and wakes, in the right order or the wrong one.
fn wait_for_flag(registers_first: bool) {
    model(move || {
        let one = Arc::new((AtomicBool::new(false), AtomicWaker::new()));
        let other = Arc::clone(&one);
        thread::spawn(move || {
            other.0.store(true, Release);
            other.1.wake();
        });
        block_on(poll_fn(|context| {
            if registers_first {
                one.1.register_by_ref(context.waker());
            }
            if one.0.load(Acquire) {
                return Poll::Ready(());
            }
            if !registers_first {
                one.1.register_by_ref(context.waker());
            }
            Poll::Pending
        }));
    });
}

#[test]
fn a_waker_that_is_registered_too_late_is_not_woken() {
    wait_for_flag(true);
    let told = message(|| wait_for_flag(false));
    assert!(told.starts_with("a deadlock"), "{told}");
}

#[test]
fn a_waker_that_never_goes_is_a_leak() {
    let told = message(|| {
        model(|| {
            block_on(poll_fn(|context| {
                std::mem::forget(context.waker().clone());
                Poll::Ready(())
            }));
        });
    });
    assert!(told.starts_with("a leak"), "{told}");
}

#[test]
fn what_happens_before_a_notification_is_known_to_who_waited() {
    model(|| {
        let one = Arc::new((AtomicBool::new(false), Notify::new()));
        let other = Arc::clone(&one);
        thread::spawn(move || {
            other.0.store(true, SeqCst);
            other.1.notify();
        });
        while !one.0.load(SeqCst) {
            one.1.wait();
        }
    });
}

#[test]
fn a_thread_may_have_what_is_not_send() {
    model(|| {
        let one = Rc::new(1);
        let other = Rc::clone(&one);
        let thread = thread::Builder::new().name("other".to_owned()).spawn(move || other).unwrap();
        assert_eq!(thread.thread().name(), Some("other"));
        assert!(Rc::ptr_eq(&one, &thread.join().unwrap()));
    });
}

#[test]
fn executions_can_be_limited() {
    let runs = Shared::new(Plain::new(0));
    let counted = Shared::clone(&runs);
    let mut builder = model::Builder::new();
    builder.max_permutations = Some(3);
    builder.preemption_bound = Some(0);
    builder.check(move || {
        counted.fetch_add(1, SeqCst);
        let flag = Arc::new(AtomicBool::new(false));
        let others = [(); 3].map(|()| {
            let flag = Arc::clone(&flag);
            thread::spawn(move || flag.swap(true, Acquire))
        });
        let found = others.map(|other| other.join().unwrap());
        assert_eq!(found.iter().filter(|found| !**found).count(), 1);
    });
    assert_eq!(runs.load(SeqCst), 3);
}
