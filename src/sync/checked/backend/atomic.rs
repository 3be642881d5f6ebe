//! Atomics of 64 bits, and fences.

use loom::sync::atomic as of_loom;
use racelab_engine::sync::atomic as of_engine;
use std::sync::atomic::Ordering;

use super::{Judge, judge};

/// An atomic of 64 bits.
#[derive(Debug)]
pub enum AtomicU64 {
    /// The engine's.
    Engine(of_engine::AtomicU64),
    /// loom's.
    Loom(of_loom::AtomicU64),
}

/// A fence.
#[track_caller]
pub fn fence(ordering: Ordering) {
    match judge() {
        Judge::Engine => of_engine::fence(ordering),
        Judge::Loom => of_loom::fence(ordering),
    }
}

/// What both have under the same name.
macro_rules! of_both {
    ($($name:ident)*) => {$(
        #[track_caller]
        pub fn $name(&self, operand: u64, ordering: Ordering) -> u64 {
            match self {
                AtomicU64::Engine(atomic) => atomic.$name(operand, ordering),
                AtomicU64::Loom(atomic) => atomic.$name(operand, ordering),
            }
        }
    )*};
}

#[allow(missing_docs)] // As in std.
impl AtomicU64 {
    #[track_caller]
    pub fn new(value: u64) -> AtomicU64 {
        match judge() {
            Judge::Engine => AtomicU64::Engine(of_engine::AtomicU64::new(value)),
            Judge::Loom => AtomicU64::Loom(of_loom::AtomicU64::new(value)),
        }
    }

    pub fn into_inner(self) -> u64 {
        match self {
            AtomicU64::Engine(atomic) => atomic.into_inner(),
            AtomicU64::Loom(atomic) => atomic.into_inner(),
        }
    }

    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> u64 {
        match self {
            AtomicU64::Engine(atomic) => atomic.load(ordering),
            AtomicU64::Loom(atomic) => atomic.load(ordering),
        }
    }

    #[track_caller]
    pub fn store(&self, value: u64, ordering: Ordering) {
        match self {
            AtomicU64::Engine(atomic) => atomic.store(value, ordering),
            AtomicU64::Loom(atomic) => atomic.store(value, ordering),
        }
    }

    of_both! { swap fetch_add fetch_sub fetch_or fetch_xor fetch_and }

    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64> {
        match self {
            AtomicU64::Engine(atomic) => atomic.compare_exchange(current, new, success, failure),
            AtomicU64::Loom(atomic) => atomic.compare_exchange(current, new, success, failure),
        }
    }

    /// The engine's may fail for no reason; loom's never does.
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64> {
        match self {
            AtomicU64::Engine(atomic) => atomic.compare_exchange_weak(current, new, success, failure),
            AtomicU64::Loom(atomic) => atomic.compare_exchange_weak(current, new, success, failure),
        }
    }
}
