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
    /// The engine's for what may be an address, and so another number in each run.
    Address(of_engine::AtomicUsize),
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

/// What a read-modify-write makes of what it finds.
#[derive(Clone, Copy, Debug)]
pub enum Update {
    /// Another value in its place.
    Swap,
    /// `fetch_add`, which wraps around.
    Add,
    /// `fetch_sub`, which wraps around.
    Sub,
    /// `fetch_or`.
    Or,
    /// `fetch_xor`.
    Xor,
    /// `fetch_and`.
    And,
}

impl Update {
    /// What is written, with this operand.
    pub fn result(self, found: u64, operand: u64) -> u64 {
        match self {
            Update::Swap => operand,
            Update::Add => found.wrapping_add(operand),
            Update::Sub => found.wrapping_sub(operand),
            Update::Or => found | operand,
            Update::Xor => found ^ operand,
            Update::And => found & operand,
        }
    }
}

/// What both have under the same names.
macro_rules! update {
    ($atomic:expr, $update:expr, $operand:expr, $ordering:expr) => {
        match $update {
            Update::Swap => $atomic.swap($operand, $ordering),
            Update::Add => $atomic.fetch_add($operand, $ordering),
            Update::Sub => $atomic.fetch_sub($operand, $ordering),
            Update::Or => $atomic.fetch_or($operand, $ordering),
            Update::Xor => $atomic.fetch_xor($operand, $ordering),
            Update::And => $atomic.fetch_and($operand, $ordering),
        }
    };
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

    /// One that holds an address.
    #[track_caller]
    pub fn address(value: u64) -> AtomicU64 {
        match judge() {
            Judge::Engine => AtomicU64::Address(of_engine::AtomicUsize::new(value as usize)),
            Judge::Loom => AtomicU64::Loom(of_loom::AtomicU64::new(value)),
        }
    }

    pub fn into_inner(self) -> u64 {
        match self {
            AtomicU64::Engine(atomic) => atomic.into_inner(),
            AtomicU64::Address(atomic) => atomic.into_inner() as u64,
            AtomicU64::Loom(atomic) => atomic.into_inner(),
        }
    }

    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> u64 {
        match self {
            AtomicU64::Engine(atomic) => atomic.load(ordering),
            AtomicU64::Address(atomic) => atomic.load(ordering) as u64,
            AtomicU64::Loom(atomic) => atomic.load(ordering),
        }
    }

    #[track_caller]
    pub fn store(&self, value: u64, ordering: Ordering) {
        match self {
            AtomicU64::Engine(atomic) => atomic.store(value, ordering),
            AtomicU64::Address(atomic) => atomic.store(value as usize, ordering),
            AtomicU64::Loom(atomic) => atomic.store(value, ordering),
        }
    }

    /// A function pointer would lose the caller's place, so the operation comes by name.
    #[track_caller]
    pub fn update(&self, update: Update, operand: u64, ordering: Ordering) -> u64 {
        match self {
            AtomicU64::Engine(atomic) => update!(atomic, update, operand, ordering),
            AtomicU64::Address(atomic) => update!(atomic, update, operand as usize, ordering) as u64,
            AtomicU64::Loom(atomic) => update!(atomic, update, operand, ordering),
        }
    }

    /// `fetch_add`.
    #[track_caller]
    pub fn fetch_add(&self, operand: u64, ordering: Ordering) -> u64 {
        self.update(Update::Add, operand, ordering)
    }

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
            AtomicU64::Address(atomic) => {
                let (current, new) = (current as usize, new as usize);
                let result = atomic.compare_exchange(current, new, success, failure);
                result.map(|found| found as u64).map_err(|found| found as u64)
            }
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
            AtomicU64::Address(atomic) => {
                let (current, new) = (current as usize, new as usize);
                let result = atomic.compare_exchange_weak(current, new, success, failure);
                result.map(|found| found as u64).map_err(|found| found as u64)
            }
            AtomicU64::Loom(atomic) => atomic.compare_exchange_weak(current, new, success, failure),
        }
    }
}
