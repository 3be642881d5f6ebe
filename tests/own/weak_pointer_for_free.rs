//! The same pointer where weak ones cost only those who use them, as at the end of that chapter: all owners together count as
//! one weak pointer, and to look whether there is no other, that count is locked for a moment.

use std::cell::UnsafeCell;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicUsize, fence};
use std::{hint, thread};

/// In place of the number of weak pointers, while somebody looks whether there are any.
const LOCKED: usize = usize::MAX;

struct Block<T> {
    owners: AtomicUsize,
    /// And one more, as long as there is an owner.
    weak: AtomicUsize,
    /// Dropped once the last owner is gone.
    value: UnsafeCell<ManuallyDrop<T>>,
}

pub struct Owner<T>(NonNull<Block<T>>);

unsafe impl<T: Send + Sync> Send for Owner<T> {}
unsafe impl<T: Send + Sync> Sync for Owner<T> {}

pub struct Weak<T>(NonNull<Block<T>>);

unsafe impl<T: Send + Sync> Send for Weak<T> {}
unsafe impl<T: Send + Sync> Sync for Weak<T> {}

impl<T> Owner<T> {
    pub fn new(value: T) -> Self {
        let block = Block {
            owners: AtomicUsize::new(1),
            weak: AtomicUsize::new(1),
            value: UnsafeCell::new(ManuallyDrop::new(value)),
        };
        Owner(NonNull::from(Box::leak(Box::new(block))))
    }

    fn block(&self) -> &Block<T> {
        unsafe { self.0.as_ref() }
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        // Acquire: pairs with the Release of a weak pointer that has gone, so an upgrade of it shows in `owners`.
        if self.block().weak.compare_exchange(1, LOCKED, Acquire, Relaxed).is_err() {
            return None;
        }
        let is_alone = self.block().owners.load(Relaxed) == 1;
        self.block().weak.store(1, Release); // pairs with the Acquire of `downgrade`
        if !is_alone {
            return None;
        }
        fence(Acquire); // pairs with the Release of every other owner
        let value = self.block().value.get();
        unsafe { Some(&mut *value) }
    }

    pub fn downgrade(&self) -> Weak<T> {
        let mut count = self.block().weak.load(Relaxed);
        loop {
            if count == LOCKED {
                hint::spin_loop();
                count = self.block().weak.load(Relaxed);
                continue;
            }
            // Acquire: pairs with the Release of `get_mut`.
            match self.block().weak.compare_exchange(count, count + 1, Acquire, Relaxed) {
                Ok(_) => return Weak(self.0),
                Err(now) => count = now,
            }
        }
    }
}

impl<T> Deref for Owner<T> {
    type Target = T;
    fn deref(&self) -> &T {
        let value = self.block().value.get();
        unsafe { &*value }
    }
}

impl<T> Weak<T> {
    fn block(&self) -> &Block<T> {
        unsafe { self.0.as_ref() }
    }

    pub fn upgrade(&self) -> Option<Owner<T>> {
        let owners = &self.block().owners;
        let mut count = owners.load(Relaxed);
        while count > 0 {
            match owners.compare_exchange(count, count + 1, Relaxed, Relaxed) {
                Ok(_) => return Some(Owner(self.0)),
                Err(now) => count = now,
            }
        }
        None
    }
}

impl<T> Clone for Owner<T> {
    fn clone(&self) -> Self {
        self.block().owners.fetch_add(1, Relaxed);
        Owner(self.0)
    }
}

impl<T> Drop for Owner<T> {
    fn drop(&mut self) {
        // Release: pairs with the fences of whoever drops the value or writes to it.
        if self.block().owners.fetch_sub(1, Release) == 1 {
            fence(Acquire); // pairs with the Release of every other owner
            let value = self.block().value.get();
            unsafe { ManuallyDrop::drop(&mut *value) };
            drop(Weak(self.0));
        }
    }
}

impl<T> Drop for Weak<T> {
    fn drop(&mut self) {
        // Release: pairs with the fence of whoever frees the block.
        if self.block().weak.fetch_sub(1, Release) == 1 {
            fence(Acquire); // pairs with the Release of every other weak pointer
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
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
fn who_is_alone_writes_after_all_others() {
    let mut owner = Owner::new(7);
    let other = owner.clone();
    let thread = thread::spawn(move || assert_eq!(*other, 7));
    if let Some(value) = owner.get_mut() {
        *value = 8;
    }
    thread.join().unwrap();
}

#[test]
fn a_weak_pointer_that_becomes_an_owner_is_seen_by_who_would_be_alone() {
    let mut owner = Owner::new(7);
    let weak = owner.downgrade();
    let thread = thread::spawn(move || {
        let owner = weak.upgrade().unwrap();
        drop(weak);
        assert!([7, 8].contains(&*owner));
    });
    if let Some(value) = owner.get_mut() {
        *value = 8;
    }
    thread.join().unwrap();
}

#[test]
fn an_owner_that_leaves_a_weak_pointer_is_not_passed_over() {
    let mut owner = Owner::new(7);
    let other = owner.clone();
    let thread = thread::spawn(move || {
        let weak = other.downgrade();
        drop(other);
        weak.upgrade().is_none_or(|owner| [7, 8].contains(&*owner))
    });
    if let Some(value) = owner.get_mut() {
        *value = 8;
    }
    assert!(thread.join().unwrap());
}
