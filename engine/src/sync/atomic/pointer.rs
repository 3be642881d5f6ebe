//! Pointer arithmetic in one step.

use super::{AtomicPtr, Ordering};
use crate::graph::Change;

impl<T> AtomicPtr<T> {
    /// Moves the pointer on by so many values; returns the one before.
    #[track_caller]
    pub fn fetch_ptr_add(&self, count: usize, ordering: Ordering) -> *mut T {
        self.fetch_byte_add(count.wrapping_mul(size_of::<T>()), ordering)
    }

    /// Moves the pointer back by so many values; returns the one before.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, count: usize, ordering: Ordering) -> *mut T {
        self.fetch_byte_sub(count.wrapping_mul(size_of::<T>()), ordering)
    }

    /// Moves the pointer on by so many bytes; returns the one before.
    #[track_caller]
    pub fn fetch_byte_add(&self, count: usize, ordering: Ordering) -> *mut T {
        self.change(Change::Add(count as u64), ordering)
    }

    /// Moves the pointer back by so many bytes; returns the one before.
    #[track_caller]
    pub fn fetch_byte_sub(&self, count: usize, ordering: Ordering) -> *mut T {
        self.change(Change::Sub(count as u64), ordering)
    }

    /// Bitwise or with the address: sets tags. Returns the pointer before.
    #[track_caller]
    pub fn fetch_or(&self, bits: usize, ordering: Ordering) -> *mut T {
        self.change(Change::Or(bits as u64), ordering)
    }

    /// Bitwise and with the address: clears tags. Returns the pointer before.
    #[track_caller]
    pub fn fetch_and(&self, bits: usize, ordering: Ordering) -> *mut T {
        self.change(Change::And(bits as u64), ordering)
    }

    /// Bitwise exclusive or with the address. Returns the pointer before.
    #[track_caller]
    pub fn fetch_xor(&self, bits: usize, ordering: Ordering) -> *mut T {
        self.change(Change::Xor(bits as u64), ordering)
    }
}
