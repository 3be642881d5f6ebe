//! A pointer with weak counterparts, as in the sixth chapter of *Rust Atomics and Locks*: the value goes with its last owner,
//! the block that it lies in with the last pointer of either kind.

use std::cell::UnsafeCell;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicUsize, fence};
use std::thread;

struct Block<T> {
    owners: AtomicUsize,
    /// Owners count here as well.
    pointers: AtomicUsize,
    /// None once the last owner is gone.
    value: UnsafeCell<Option<T>>,
}

pub struct Owner<T>(Weak<T>);

pub struct Weak<T>(NonNull<Block<T>>);

unsafe impl<T: Send + Sync> Send for Weak<T> {}
unsafe impl<T: Send + Sync> Sync for Weak<T> {}

impl<T> Weak<T> {
    fn block(&self) -> &Block<T> {
        unsafe { self.0.as_ref() }
    }

    pub fn upgrade(&self) -> Option<Owner<T>> {
        let owners = &self.block().owners;
        let mut count = owners.load(Relaxed);
        while count > 0 {
            match owners.compare_exchange(count, count + 1, Relaxed, Relaxed) {
                Ok(_) => return Some(Owner(self.clone())),
                Err(now) => count = now,
            }
        }
        None
    }
}

impl<T> Owner<T> {
    pub fn new(value: T) -> Self {
        let block = Block {
            owners: AtomicUsize::new(1),
            pointers: AtomicUsize::new(1),
            value: UnsafeCell::new(Some(value)),
        };
        Owner(Weak(NonNull::from(Box::leak(Box::new(block)))))
    }

    pub fn downgrade(&self) -> Weak<T> {
        self.0.clone()
    }

    /// The value to write to, for whoever has the only pointer.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        if self.0.block().pointers.load(Relaxed) > 1 {
            return None;
        }
        fence(Acquire); // pairs with the Release of every other pointer that has gone
        let value = self.0.block().value.get();
        unsafe { (*value).as_mut() }
    }
}

impl<T> Deref for Owner<T> {
    type Target = T;
    fn deref(&self) -> &T {
        let value = self.0.block().value.get();
        // As long as there is an owner, there is a value, and nobody writes to it.
        unsafe { (*value).as_ref().unwrap() }
    }
}

impl<T> Clone for Weak<T> {
    fn clone(&self) -> Self {
        self.block().pointers.fetch_add(1, Relaxed);
        Weak(self.0)
    }
}

impl<T> Clone for Owner<T> {
    fn clone(&self) -> Self {
        let pointer = self.0.clone();
        pointer.block().owners.fetch_add(1, Relaxed);
        Owner(pointer)
    }
}

impl<T> Drop for Weak<T> {
    fn drop(&mut self) {
        // Release: pairs with the fence of whoever frees the block.
        if self.block().pointers.fetch_sub(1, Release) == 1 {
            fence(Acquire); // pairs with the Release of every other pointer
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }
}

impl<T> Drop for Owner<T> {
    fn drop(&mut self) {
        // Release: pairs with the fence of whoever drops the value.
        if self.0.block().owners.fetch_sub(1, Release) == 1 {
            fence(Acquire); // pairs with the Release of every other owner
            let value = self.0.block().value.get();
            unsafe { *value = None };
        }
    }
}

#[test]
fn the_last_owner_drops_the_value() {
    let owner = Owner::new(7);
    let other = owner.clone();
    let thread = thread::spawn(move || assert_eq!(*other, 7));
    assert_eq!(*owner, 7);
    drop(owner);
    thread.join().unwrap();
}

#[test]
fn a_weak_pointer_has_the_value_or_nothing() {
    let owner = Owner::new(7);
    let weak = owner.downgrade();
    let thread = thread::spawn(move || weak.upgrade().is_none_or(|owner| *owner == 7));
    drop(owner);
    assert!(thread.join().unwrap());
}

#[test]
fn who_has_the_only_pointer_writes_after_all_others() {
    let mut owner = Owner::new(7);
    let other = owner.clone();
    let thread = thread::spawn(move || assert_eq!(*other, 7));
    if let Some(value) = owner.get_mut() {
        *value = 8;
    }
    thread.join().unwrap();
}
