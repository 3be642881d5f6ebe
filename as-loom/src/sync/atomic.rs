//! Atomics, by loom's names.

pub use racelab_engine::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering, compiler_fence, fence,
};

/// Says that a loop waits, as [`hint::spin_loop`](crate::hint::spin_loop) does.
#[track_caller]
pub fn spin_loop_hint() {
    racelab_engine::hint::spin_loop();
}
