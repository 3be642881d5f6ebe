//! No stronger than it must be
//!
//! What for: an ordering that is too strong hides which one is needed.
//!
//! It works as it is. Make it no stronger than it must be.

// exercise: lesson 08_publish
// exercise: kind weakest
// exercise: minutes 3
// exercise: hint The counter hands nothing over.
// exercise: hint Who reads the counter before the threads are joined?
// exercise: hint Relaxed.
// exercise: after The join hands over; the counter only counts.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

fn count(counter: &AtomicU32) {
    // yours: count
    counter.fetch_add(1, Relaxed);
    //- counter.fetch_add(1, SeqCst);
    // end
}

// racelab: outcomes 2
fn both_count() -> u32 {
    let counter = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| count(&counter));
        count(&counter);
    });
    counter.into_inner()
}
