//! Two updates, and one arrives
//!
//! What for: the commonest race of all, and the shortest cure.
//!
//! Each worker that has made an update counts it. No line looks at the count without its lock. And yet there are
//! executions in which two updates were made and the count went up by one: racelab draws you one of them.
//!
//! Look at what happens in the drawing between a worker's first line and its second. Then mend `count_one`, so that
//! nobody can come in between.

// exercise: lesson 02_lost_update
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint For how long does each of the two lines hold the lock? Who may take it between them?
// exercise: hint What is done between locking and letting go is called a critical section. Reading the old count and writing the new one must be one of them, not two.
// exercise: hint Lock once. Either keep the guard in a variable and use it for both, or let `+=` do both.
// exercise: after The guard of a `lock()` without a name lives to the end of its statement. Two statements were two critical sections, and what the first one read was old by the time the second one wrote.

use std::sync::Mutex;
use std::thread;

/// Counts an update that has been made.
fn count_one(arrived: &Mutex<u32>) {
    // yours: count
    *arrived.lock().unwrap() += 1;
    //- let before = *arrived.lock().unwrap();
    //- *arrived.lock().unwrap() = before + 1;
    // end
}

// racelab: outcomes 42
fn forty_and_two_more() -> u32 {
    let arrived = Mutex::new(40);
    thread::scope(|scope| {
        scope.spawn(|| count_one(&arrived));
        scope.spawn(|| count_one(&arrived));
    });
    arrived.into_inner().unwrap()
}

// racelab: outcomes 1
fn the_first() -> u32 {
    let arrived = Mutex::new(0);
    count_one(&arrived);
    arrived.into_inner().unwrap()
}

// again: rounds
// racelab: outcomes 10
fn seven_and_three_more() -> u32 {
    let arrived = Mutex::new(7);
    thread::scope(|scope| {
        scope.spawn(|| count_one(&arrived));
        scope.spawn(|| count_one(&arrived));
        count_one(&arrived);
    });
    arrived.into_inner().unwrap()
}

// racelab: outcomes 6
fn one_step_among_five() -> u32 {
    let arrived = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| (0..5).for_each(|_| count_one(&arrived)));
        count_one(&arrived);
    });
    arrived.into_inner().unwrap()
}
// end
