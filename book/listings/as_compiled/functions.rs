//! Functions for `as_compiled` to compile, and for nobody to call: with a second thread at the same plain
//! memory they would have a data race.
#![crate_type = "lib"]

use std::sync::atomic::Ordering::{Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU32};

// ANCHOR: wait
#[unsafe(no_mangle)]
pub unsafe fn wait_plain(flag: *const bool) {
    while !unsafe { *flag } {}
}

#[unsafe(no_mangle)]
pub fn wait_relaxed(flag: &AtomicBool) {
    while !flag.load(Relaxed) {}
}
// ANCHOR_END: wait

// ANCHOR: publish
#[unsafe(no_mangle)]
pub unsafe fn publish_relaxed(data: *mut u32, flag: &AtomicBool) {
    unsafe { *data = 1 };
    flag.store(true, Relaxed);
    unsafe { *data = 2 };
}

#[unsafe(no_mangle)]
pub unsafe fn publish_release(data: *mut u32, flag: &AtomicBool) {
    unsafe { *data = 1 };
    flag.store(true, Release);
    unsafe { *data = 2 };
}

#[unsafe(no_mangle)]
pub fn publish_atomic(data: &AtomicU32, flag: &AtomicBool) {
    data.store(1, Relaxed);
    flag.store(true, Relaxed);
    data.store(2, Relaxed);
}
// ANCHOR_END: publish
