//! Arithmetic and logic in one step.

use super::value::Integer;
use super::{Atomic, Ordering};
use crate::graph::Change;

impl<T: Integer> Atomic<T> {
    /// Adds, wrapping around, and returns the value before.
    #[track_caller]
    pub fn fetch_add(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Add(value.to_bits()), ordering)
    }

    /// Subtracts, wrapping around, and returns the value before.
    #[track_caller]
    pub fn fetch_sub(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Sub(value.to_bits()), ordering)
    }

    /// Bitwise and; returns the value before.
    #[track_caller]
    pub fn fetch_and(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::And(value.to_bits()), ordering)
    }

    /// Bitwise and, negated; returns the value before.
    #[track_caller]
    pub fn fetch_nand(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Nand(value.to_bits()), ordering)
    }

    /// Bitwise or; returns the value before.
    #[track_caller]
    pub fn fetch_or(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Or(value.to_bits()), ordering)
    }

    /// Bitwise exclusive or; returns the value before.
    #[track_caller]
    pub fn fetch_xor(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Xor(value.to_bits()), ordering)
    }

    /// The greater of both stays; returns the value before.
    #[track_caller]
    pub fn fetch_max(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Max(value.to_bits()), ordering)
    }

    /// The smaller of both stays; returns the value before.
    #[track_caller]
    pub fn fetch_min(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Min(value.to_bits()), ordering)
    }
}

impl Atomic<bool> {
    /// Logical and; returns the value before.
    #[track_caller]
    pub fn fetch_and(&self, value: bool, ordering: Ordering) -> bool {
        self.change(Change::And(u64::from(value)), ordering)
    }

    /// Logical and, negated; returns the value before.
    #[track_caller]
    pub fn fetch_nand(&self, value: bool, ordering: Ordering) -> bool {
        self.change(Change::Nand(u64::from(value)), ordering)
    }

    /// Logical or; returns the value before.
    #[track_caller]
    pub fn fetch_or(&self, value: bool, ordering: Ordering) -> bool {
        self.change(Change::Or(u64::from(value)), ordering)
    }

    /// Logical exclusive or; returns the value before.
    #[track_caller]
    pub fn fetch_xor(&self, value: bool, ordering: Ordering) -> bool {
        self.change(Change::Xor(u64::from(value)), ordering)
    }

    /// Negates; returns the value before.
    #[track_caller]
    pub fn fetch_not(&self, ordering: Ordering) -> bool {
        self.change(Change::Xor(1), ordering)
    }
}
