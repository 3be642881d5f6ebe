//! Owners that go about as pointers, and statics.

mod common;

use common::message;
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::sync::{Arc, Mutex};
use loom::thread;
use racelab_as_loom as loom;
use std::sync::atomic::Ordering::SeqCst;

#[test]
fn an_owner_may_go_about_as_a_pointer() {
    loom::model(|| {
        let pointer = Arc::into_raw(Arc::new(AtomicUsize::new(1)));
        unsafe { Arc::increment_strong_count(pointer) };
        let one = unsafe { Arc::from_raw(pointer) };
        assert_eq!(Arc::strong_count(&one), 2);
        let address = pointer as usize;
        let thread = thread::spawn(move || {
            let other = unsafe { Arc::from_raw(address as *const AtomicUsize) };
            other.fetch_add(1, Relaxed);
        });
        thread.join().unwrap();
        assert_eq!(Arc::try_unwrap(one).unwrap().into_inner(), 2);
    });
}

#[test]
fn a_pointer_that_is_made_an_owner_by_nobody_is_a_leak() {
    let told = message(|| {
        loom::model(|| {
            let _ = Arc::into_raw(Arc::new(1));
        })
    });
    assert!(told.starts_with("a leak: the Arc made at as-loom/tests/owners.rs"), "{told}");
}

#[test]
fn a_pointer_from_elsewhere_is_no_owner() {
    let told = message(|| {
        loom::model(|| {
            let number = 1;
            drop(unsafe { Arc::from_raw(&raw const number) });
        });
    });
    assert!(told.contains("this pointer comes from no `Arc`"), "{told}");
    let told = message(|| {
        loom::model(|| {
            let pointer = Arc::into_raw(Arc::new(1));
            unsafe { Arc::decrement_strong_count(pointer) };
            drop(unsafe { Arc::from_raw(pointer) });
        });
    });
    assert!(told.contains("this pointer comes from no `Arc`"), "{told}");
}

/// How many are there.
static PRESENT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// Something that is counted, and that would be a leak if it stayed.
struct Counted(AtomicUsize, #[expect(dead_code, reason = "it is there to be dropped")] Arc<u32>);

impl Counted {
    fn new() -> Counted {
        PRESENT.fetch_add(1, SeqCst);
        Counted(AtomicUsize::new(0), Arc::new(0))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        PRESENT.fetch_sub(1, SeqCst);
    }
}

loom::lazy_static! {
    static ref COUNTED: Counted = Counted::new();
    static ref REGISTRY: Mutex<Vec<usize>> = Mutex::new(Vec::new());
}

#[test]
fn a_static_begins_anew_in_each_execution_and_ends_with_it() {
    loom::model(|| {
        assert_eq!(PRESENT.load(SeqCst), 0);
        let threads = [(); 2].map(|()| thread::spawn(|| COUNTED.0.fetch_add(1, Relaxed)));
        let mut found = threads.map(|thread| thread.join().unwrap());
        found.sort_unstable();
        assert_eq!((found, PRESENT.load(SeqCst)), ([0, 1], 1));
    });
    assert_eq!(PRESENT.load(SeqCst), 0);
}

struct Member(usize);

impl Member {
    fn new() -> Member {
        REGISTRY.lock().unwrap().push(7);
        Member(7)
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut all = REGISTRY.lock().unwrap();
        let at = all.iter().position(|&member| member == self.0);
        all.remove(at.expect("it is there"));
    }
}

loom::thread_local! {
    static MEMBER: Member = Member::new();
}

#[test]
fn threads_that_nobody_waits_for_and_their_locals_may_use_a_static_to_their_end() {
    loom::model(|| {
        MEMBER.with(|member| assert_eq!(member.0, 7));
        thread::spawn(|| MEMBER.with(|member| assert_eq!(member.0, 7)));
    });
}

#[test]
fn two_explorations_at_once_do_not_share_a_static() {
    let explore = || {
        for _ in 0..50 {
            loom::model(|| {
                let thread = thread::spawn(|| REGISTRY.lock().unwrap().push(1));
                REGISTRY.lock().unwrap().push(2);
                thread.join().unwrap();
                assert_eq!(REGISTRY.lock().unwrap().len(), 2);
            });
        }
    };
    let other = std::thread::spawn(explore);
    explore();
    other.join().unwrap();
}
