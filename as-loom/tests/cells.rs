//! Cells, whose accesses last as long as the pointers that they return.

mod common;

use common::message;
use loom::cell::{Cell, UnsafeCell};
use loom::sync::Arc;
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use loom::thread;
use racelab_as_loom as loom;

struct Shared(UnsafeCell<u32>, AtomicUsize);

// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl Sync for Shared {}

fn shared() -> (Arc<Shared>, Arc<Shared>) {
    let one = Arc::new(Shared(UnsafeCell::new(0), AtomicUsize::new(0)));
    let other = Arc::clone(&one);
    (one, other)
}

/// A thread writes by a pointer, and gives the cell on before or after it lets go of the pointer.
fn hand_over(lets_go_first: bool) {
    loom::model(move || {
        let (one, other) = shared();
        thread::spawn(move || {
            let pointer = other.0.get_mut();
            unsafe { *pointer.deref() = 1 };
            if lets_go_first {
                drop(pointer);
                other.1.store(1, Release);
            } else {
                other.1.store(1, Release);
                drop(pointer);
            }
        });
        if one.1.load(Acquire) == 1 {
            assert_eq!(unsafe { *one.0.get().deref() }, 1);
        }
    });
}

#[test]
fn an_access_lasts_as_long_as_its_pointer() {
    hand_over(true);
    assert!(message(|| hand_over(false)).starts_with("a data race"), "the pointer was still there");
}

#[test]
fn a_pointer_may_outlive_its_cell() {
    loom::model(|| {
        let cell = Box::new(UnsafeCell::new(1));
        let pointer = cell.get();
        drop(cell);
        drop(pointer);
    });
}

#[test]
fn two_that_read_do_not_race_and_one_that_writes_does() {
    loom::model(|| {
        let (one, other) = shared();
        let thread = thread::spawn(move || other.0.with(|value| unsafe { *value }));
        assert_eq!(one.0.get().with(|value| unsafe { *value }), thread.join().unwrap());
    });
    let told = message(|| {
        loom::model(|| {
            let (one, other) = shared();
            let thread = thread::spawn(move || other.0.with(|value| unsafe { *value }));
            one.0.with_mut(|value| unsafe { *value = 2 });
            thread.join().unwrap();
        });
    });
    assert!(told.starts_with("a data race"), "{told}");
}

#[test]
fn memory_that_was_freed_is_not_to_be_looked_at_through_a_cell() {
    let told = message(|| {
        loom::model(|| {
            let layout = loom::alloc::Layout::new::<UnsafeCell<u32>>();
            unsafe {
                let cell = loom::alloc::alloc(layout).cast::<UnsafeCell<u32>>();
                cell.write(UnsafeCell::new(1));
                loom::alloc::dealloc(cell.cast(), layout);
                (*cell).with(|value| *value);
            }
        });
    });
    assert!(told.starts_with("use after free"), "{told}");
}

#[test]
fn a_cell_with_copies_in_and_out() {
    loom::model(|| {
        let (one, other) = (Cell::new(1), Cell::new(2));
        one.swap(&other);
        assert_eq!((one.replace(5), other.take(), one.get(), other.into_inner()), (2, 1, 5, 0));
    });
}

#[test]
fn a_plain_load_of_an_atomic_races_with_a_store_that_it_does_not_know() {
    let program = |joins_first: bool| {
        move || {
            let (one, other) = shared();
            let thread = thread::spawn(move || other.1.store(1, Relaxed));
            if joins_first {
                thread.join().unwrap();
                assert_eq!(unsafe { one.1.unsync_load() }, 1);
            } else {
                let _ = unsafe { one.1.unsync_load() };
            }
        }
    };
    loom::model(program(true));
    let told = message(|| loom::model(program(false)));
    assert!(told.starts_with("a data race"), "{told}");
}

#[test]
fn whoever_has_an_atomic_alone_may_change_it_plainly() {
    loom::model(|| {
        let mut number = AtomicUsize::new(1);
        assert_eq!(number.compare_and_swap(1, 2, Release), 1);
        number.with_mut(|number| *number += 1);
        assert_eq!(number.load(Relaxed), 3);
    });
}
