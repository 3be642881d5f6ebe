//! A lock whose loop does not say that it waits: wrong for whoever explores it, and named with its line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

#[test]
fn two_swap_in_loops() {
    let taken = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                // Acquire: pairs with the Release of whoever had the lock before.
                while taken.swap(true, Ordering::Acquire) {}
                // Release: pairs with the Acquire above.
                taken.store(false, Ordering::Release);
            });
        }
    });
}
