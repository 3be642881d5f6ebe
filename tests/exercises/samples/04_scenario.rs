//! Show it
//!
//! What for: a test that cannot fail says nothing.
//!
//! `add` loses an update. Write a test that shows it.

// exercise: lesson 02_lost_update
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint One thread loses nothing.
// exercise: hint Two threads have to add.
// exercise: hint Look at the sum after both were joined.
// exercise: after A test has to fail with the mistake, and to pass without it.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

// given: add
fn add(sum: &AtomicU32) {
    sum.store(sum.load(Relaxed) + 1, Relaxed);
//+ fn add(sum: &AtomicU32) {
    //+ sum.fetch_add(1, Relaxed);
}
//+ }
// end

// yours: test
#[test]
fn no_update_is_lost() {
    let sum = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| add(&sum));
        add(&sum);
    });
    assert_eq!(sum.load(Relaxed), 2);
}
//- #[test]
//- fn no_update_is_lost() {
//-     let sum = AtomicU32::new(0);
//-     add(&sum);
//-     assert_eq!(sum.load(Relaxed), 1);
//- }
// end
