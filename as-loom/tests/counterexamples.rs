//! What a failing model says: what went wrong, and each step that led to it.

mod common;

use common::message;
use loom::cell::UnsafeCell;
use loom::sync::atomic::AtomicBool;
use loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use loom::sync::{Arc, Mutex, Notify};
use loom::thread;
use racelab_as_loom as loom;

struct Chan {
    full: AtomicBool,
    value: UnsafeCell<u32>,
}

// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl Sync for Chan {}

fn send_and_receive(ordering: std::sync::atomic::Ordering) {
    loom::model(move || {
        let sender = Arc::new(Chan { full: AtomicBool::new(false), value: UnsafeCell::new(0) });
        let receiver = Arc::clone(&sender);
        let thread = thread::spawn(move || {
            sender.value.with_mut(|value| unsafe { *value = 1 });
            sender.full.store(true, ordering);
        });
        if receiver.full.load(Acquire) {
            receiver.value.with(|value| assert_eq!(unsafe { *value }, 1));
        }
        thread.join().unwrap();
    });
}

#[test]
fn a_race_is_told_with_the_steps_that_led_to_it() {
    send_and_receive(Release);
    let told = message(|| send_and_receive(Relaxed));
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("a data race: thread "), "{told}");
    for step in [
        "starts thread 1",
        "AtomicBool a: store true (Relaxed)",
        "AtomicBool a: load (Acquire), finds true from step 2",
        "AtomicBool a: made at as-loom/tests/counterexamples.rs:23:",
    ] {
        assert!(told.contains(step), "{step} is missing in\n{told}");
    }
}

#[test]
fn a_panic_in_a_thread_ends_the_execution_whoever_waits_for_that_thread() {
    let told = message(|| {
        loom::model(|| {
            let one = Arc::new(Notify::new());
            let other = Arc::clone(&one);
            let thread = thread::spawn(move || {
                assert_eq!(1 + 1, 3, "the sum is right");
                other.notify();
            });
            // It waits for ever where the thread has panicked.
            one.wait();
            let _ = thread.join();
        });
    });
    assert!(told.contains("thread 1 panicked at") && told.contains("the sum is right"), "{told}");
}

#[test]
fn a_deadlock_is_told_with_what_each_thread_waits_for() {
    let told = message(|| {
        loom::model(|| {
            let one = Arc::new((Mutex::new(1), Mutex::new(2)));
            let two = Arc::clone(&one);
            let thread = thread::spawn(move || {
                let _second = two.1.lock().unwrap();
                let _first = two.0.lock().unwrap();
            });
            let _first = one.0.lock().unwrap();
            let _second = one.1.lock().unwrap();
            drop((_first, _second));
            thread.join().unwrap();
        });
    });
    assert!(told.starts_with("a deadlock: thread 0 waits for the Mutex made at "), "{told}");
    assert!(told.contains("thread 1 waits for the Mutex made at "), "{told}");
}

#[test]
fn it_says_which_execution_fails() {
    let told = message(|| send_and_receive(Relaxed));
    assert!(told.contains("This is execution 2 of this model."), "{told}");
}
