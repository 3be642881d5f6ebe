//! Atomics and fences, by the names and contracts of `std::sync::atomic`.
//!
//! What an atomic holds is not in it but in the execution graph: the same atomic has another value for each
//! thread that looks. In the object itself is what it began with, so that it can be a `static`, which begins anew in
//! each execution. There is no `as_ptr` and no `from_ptr`: whoever goes around the atomic is not seen.

mod integer;
mod plain;
mod pointer;
mod value;

use std::cell::UnsafeCell;
use std::fmt;
use std::panic::Location;
pub use std::sync::atomic::Ordering;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

pub use value::Value;

use crate::graph::Change;
use crate::run::{self, About, Slot};

/// A value that threads may access at once.
pub struct Atomic<T: Value> {
    slot: Slot,
    initial: UnsafeCell<T>,
}

/// An atomic `bool`.
pub type AtomicBool = Atomic<bool>;
/// An atomic `u8`.
pub type AtomicU8 = Atomic<u8>;
/// An atomic `u16`.
pub type AtomicU16 = Atomic<u16>;
/// An atomic `u32`.
pub type AtomicU32 = Atomic<u32>;
/// An atomic `u64`.
pub type AtomicU64 = Atomic<u64>;
/// An atomic `usize`.
pub type AtomicUsize = Atomic<usize>;
/// An atomic `i8`.
pub type AtomicI8 = Atomic<i8>;
/// An atomic `i16`.
pub type AtomicI16 = Atomic<i16>;
/// An atomic `i32`.
pub type AtomicI32 = Atomic<i32>;
/// An atomic `i64`.
pub type AtomicI64 = Atomic<i64>;
/// An atomic `isize`.
pub type AtomicIsize = Atomic<isize>;
/// An atomic pointer.
pub type AtomicPtr<T> = Atomic<*mut T>;

// SAFETY: threads reach `initial` by a shared reference only to read it. It changes by `&mut` alone.
unsafe impl<T: Value> Sync for Atomic<T> {}
// SAFETY: an atomic pointer may go where the pointer itself may not: using what it points to is unsafe anyway.
unsafe impl<T: Value> Send for Atomic<T> {}

impl<T: Value> Atomic<T> {
    /// A new atomic that holds a value.
    #[track_caller]
    pub const fn new(value: T) -> Atomic<T> {
        Atomic { slot: Slot::new(), initial: UnsafeCell::new(value) }
    }

    fn about(&self) -> About<'_> {
        // SAFETY: nobody writes while there is a shared reference.
        let initial = unsafe { *self.initial.get() };
        About { slot: &self.slot, sort: T::ATOMIC, initial: initial.to_bits(), call: "", family: 0 }
    }

    #[track_caller]
    fn change(&self, change: Change, ordering: Ordering) -> T {
        let place = Location::caller();
        T::from_bits(run::perform::read(self.about(), ordering, change, T::SHAPE, place).0)
    }

    /// Reads the value.
    ///
    /// # Panics
    ///
    /// If the ordering is `Release` or `AcqRel`.
    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> T {
        assert!(
            !matches!(ordering, Release | AcqRel),
            "there is no such thing as a release load or an acquire-release load"
        );
        self.change(Change::None, ordering)
    }

    /// Writes a value.
    ///
    /// # Panics
    ///
    /// If the ordering is `Acquire` or `AcqRel`.
    #[track_caller]
    pub fn store(&self, value: T, ordering: Ordering) {
        assert!(
            !matches!(ordering, Acquire | AcqRel),
            "there is no such thing as an acquire store or an acquire-release store"
        );
        run::perform::write(self.about(), value.to_bits(), ordering, T::SHAPE, Location::caller());
    }

    /// Writes a value and returns the one before.
    #[track_caller]
    pub fn swap(&self, value: T, ordering: Ordering) -> T {
        self.change(Change::Swap(value.to_bits()), ordering)
    }

    #[track_caller]
    fn exchange(&self, current: T, new: T, success: Ordering, failure: Ordering, weak: bool) -> Result<T, T> {
        assert!(
            !matches!(failure, Release | AcqRel),
            "there is no such thing as a release failure ordering or an acquire-release failure ordering"
        );
        let change =
            Change::CompareExchange { expected: current.to_bits(), new: new.to_bits(), failure, weak };
        let (found, written) =
            run::perform::read(self.about(), success, change, T::SHAPE, Location::caller());
        let found = T::from_bits(found);
        if written { Ok(found) } else { Err(found) }
    }

    /// Writes `new` if the value is `current`. Returns what it found: as `Ok` if it wrote.
    ///
    /// # Errors
    ///
    /// What was there instead.
    ///
    /// # Panics
    ///
    /// If `failure` is `Release` or `AcqRel`.
    #[track_caller]
    pub fn compare_exchange(&self, current: T, new: T, success: Ordering, failure: Ordering) -> Result<T, T> {
        self.exchange(current, new, success, failure, false)
    }

    /// The same, but it may fail for no reason though the value is `current`: as often as the explorer allows.
    ///
    /// # Errors
    ///
    /// What was there, which may be `current`.
    ///
    /// # Panics
    ///
    /// If `failure` is `Release` or `AcqRel`.
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        self.exchange(current, new, success, failure, true)
    }

    /// Replaces the value by what a function makes of it, by compare-exchange in a loop.
    ///
    /// # Errors
    ///
    /// The value, where the function makes nothing of it.
    #[track_caller]
    pub fn fetch_update(
        &self,
        set_order: Ordering,
        fetch_order: Ordering,
        mut update: impl FnMut(T) -> Option<T>,
    ) -> Result<T, T> {
        let mut found = self.load(fetch_order);
        while let Some(new) = update(found) {
            match self.compare_exchange_weak(found, new, set_order, fetch_order) {
                done @ Ok(_) => return done,
                Err(other) => found = other,
            }
        }
        Err(found)
    }

    /// As [`fetch_update`](Atomic::fetch_update), which it is the newer name of.
    ///
    /// # Errors
    ///
    /// The value, where the function makes nothing of it.
    #[track_caller]
    pub fn try_update(
        &self,
        set_order: Ordering,
        fetch_order: Ordering,
        update: impl FnMut(T) -> Option<T>,
    ) -> Result<T, T> {
        self.fetch_update(set_order, fetch_order, update)
    }

    /// Replaces the value by what a function makes of it, and returns the one before.
    #[track_caller]
    pub fn update(&self, set_order: Ordering, fetch_order: Ordering, mut update: impl FnMut(T) -> T) -> T {
        let mut found = self.load(fetch_order);
        loop {
            match self.compare_exchange_weak(found, update(found), set_order, fetch_order) {
                Ok(before) => return before,
                Err(other) => found = other,
            }
        }
    }

    /// The value, for whoever has the atomic alone.
    pub fn get_mut(&mut self) -> &mut T {
        let value = self.newest();
        // What is done by the reference is not seen: afterwards it is another atomic, that begins with what was left.
        self.slot.forget();
        let initial = self.initial.get_mut();
        *initial = value;
        initial
    }

    /// The value, for whoever has the atomic alone and needs it no more.
    pub fn into_inner(self) -> T {
        self.newest()
    }

    fn newest(&self) -> T {
        T::from_bits(run::perform::newest(self.about()))
    }
}

impl<T: Value> Default for Atomic<T> {
    /// Holds 0, `false`, or the null pointer.
    #[track_caller]
    fn default() -> Atomic<T> {
        Atomic::new(T::from_bits(0))
    }
}

impl<T: Value> From<T> for Atomic<T> {
    #[track_caller]
    fn from(value: T) -> Atomic<T> {
        Atomic::new(value)
    }
}

impl<T: Value + fmt::Debug> fmt::Debug for Atomic<T> {
    #[track_caller]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.load(Relaxed).fmt(formatter)
    }
}

/// A fence.
///
/// # Panics
///
/// If the ordering is `Relaxed`.
#[track_caller]
pub fn fence(ordering: Ordering) {
    assert!(
        matches!(ordering, Acquire | Release | AcqRel | SeqCst),
        "there is no such thing as a relaxed fence"
    );
    run::perform::fence(ordering, Location::caller());
}

/// Orders what one thread does for its own signal handlers. Threads do not notice it.
pub fn compiler_fence(_: Ordering) {}
