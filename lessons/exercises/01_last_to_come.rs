//! The last one to come
//!
//! What for: before you can say that threads went wrong, you have to know what they are allowed to do.
//!
//! Two workers write their numbers on the same board. Nobody says which of them comes first. When both have finished,
//! somebody reads the board. What can it say?
//!
//! Write every number that is possible into `POSSIBLE`, in any order: `&[7, 8]`, say. racelab runs `on_the_board` in
//! every way in which the two workers can take turns, and compares what it saw with what you wrote.

// exercise: lesson 01_one_thread
// exercise: kind prediction
// exercise: minutes 2
// exercise: hint `thread::scope` starts the two workers, and does not go on before both have finished.
// exercise: hint So the 0 has been written over, twice. Which of the two numbers was written over as well?
// exercise: hint The number that stays is that of the worker who came last. Who can that be?
// exercise: after Each of the two answers is right, so neither is a mistake. What a program may leave behind is a set; only what lies outside of it is wrong.

use std::sync::Mutex;
use std::thread;

// racelab: scenario
fn on_the_board() -> u32 {
    let board = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *board.lock().unwrap() = 1);
        scope.spawn(|| *board.lock().unwrap() = 2);
    });
    board.into_inner().unwrap()
}

// yours: possible
const POSSIBLE: &[u32] = &[1, 2];
//- const POSSIBLE: &[u32] = &[];
// end
