//! Which line?
//!
//! What for: to read a counterexample.
//!
//! Two workers lose an update. Which line lets the other one come in between?

// exercise: lesson 02_lost_update
// exercise: kind reading
// exercise: minutes 2
// exercise: hint A guard lives to the end of its statement.
// exercise: hint The lock is taken twice.
// exercise: hint After which line is it free?
// exercise: after What was read under one lock is old under the next.

use std::sync::Mutex;
use std::thread;

fn count(arrived: &Mutex<u32>) {
    let before = *arrived.lock().unwrap(); // exercise: here
    *arrived.lock().unwrap() = before + 1;
}

// racelab: outcomes 2
fn both_count() -> u32 {
    let arrived = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| count(&arrived));
        count(&arrived);
    });
    arrived.into_inner().unwrap()
}

// yours: line
const LINE: u32 = 12;
//- const LINE: u32 = 0;
// end
