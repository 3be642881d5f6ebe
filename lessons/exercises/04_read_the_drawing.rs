//! Where did the update go?
//!
//! What for: a counterexample is read from the top: who found what, and who left what.
//!
//! One thread adds 4 to a weight, the other one halves it. From 10, that makes 7 or 9, depending on which comes
//! first. In one execution it is 5: the 4 that was added has vanished. racelab shows you that execution. A column is
//! a thread, and at the left is the line that it was in.
//!
//! In which line is the 4 written over? Write its number into `LINE`.

// exercise: lesson 02_lost_update
// exercise: kind reading
// exercise: minutes 2
// exercise: hint Find the line of the drawing that leaves 14. Which one comes after it?
// exercise: hint The next line finds 14, and leaves something that does not come from 14.
// exercise: hint What it leaves is half of 10, which it has read long before. At the left of the drawing is its number.
// exercise: after That line does just what it says. What is wrong is the time between it and the line that read the 10. What is done between locking and letting go is called a critical section: here there are two, and it has to be one.

use std::sync::Mutex;
use std::thread;

fn add(weight: &Mutex<u32>) {
    *weight.lock().unwrap() += 4;
}

fn halve(weight: &Mutex<u32>) {
    let before = *weight.lock().unwrap();
    let half = before / 2;
    *weight.lock().unwrap() = half; // exercise: here
}

// racelab: outcomes 7, 9
fn one_adds_and_one_halves() -> u32 {
    let weight = Mutex::new(10);
    thread::scope(|scope| {
        scope.spawn(|| add(&weight));
        scope.spawn(|| halve(&weight));
    });
    weight.into_inner().unwrap()
}

// yours: line
const LINE: u32 = 22;
//- const LINE: u32 = 0;
// end
