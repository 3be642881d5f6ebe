//! A pointer that counts its owners, and frees what it points to with the last of them.

use std::cell::UnsafeCell;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicUsize, fence};
use std::thread;

struct Inner<T> {
    owners: AtomicUsize,
    value: T,
}

pub struct Shared<T>(NonNull<Inner<T>>);

unsafe impl<T: Send + Sync> Send for Shared<T> {}
unsafe impl<T: Send + Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Shared(NonNull::from(Box::leak(Box::new(Inner { owners: AtomicUsize::new(1), value }))))
    }

    fn inner(&self) -> &Inner<T> {
        unsafe { self.0.as_ref() }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner().value
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        self.inner().owners.fetch_add(1, Relaxed);
        Shared(self.0)
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // Release: pairs with the fence of whoever frees it.
        if self.inner().owners.fetch_sub(1, Release) == 1 {
            fence(Acquire); // pairs with the Release of every other owner
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}

/// Something whose owners look at it, and that is written to as it is dropped.
struct Watched(UnsafeCell<u32>);

unsafe impl Sync for Watched {}

impl Watched {
    fn look(&self) -> u32 {
        unsafe { *self.0.get() }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        unsafe { *self.0.get() = 0 }
    }
}

#[test]
fn the_last_owner_frees() {
    let shared = Shared::new(Watched(UnsafeCell::new(7)));
    let other = shared.clone();
    let thread = thread::spawn(move || assert_eq!(other.look(), 7));
    assert_eq!(shared.look(), 7);
    drop(shared);
    thread.join().unwrap();
}
