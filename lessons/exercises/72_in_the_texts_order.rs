//! In the text's order
//!
//! What for: whoever holds several locks takes them in the same order as everybody else, and each of them once.
//!
//! A step of word2vec changes the rows of all words of a window, and nobody may see it half done. So it holds all their
//! locks. It takes them as the words stand in the text. Another worker has the same words the other way round, a reader
//! goes through the rows from the first to the last, and in some windows a word stands twice.
//!
//! Mend `step`. All rows of the window are to be changed at once, each by 1, however often its word stands there.

// exercise: lesson 17_word2vec
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint In the drawing: which lock does each of the two hold, and which one does it want?
// exercise: hint The order of the text is another one in each window. Which order do all windows have in common, and the reader?
// exercise: hint Sort a copy of the window before the locks are taken. And what if the same row stands there twice?
// exercise: after Sorting costs nothing beside a deadlock. But does anybody have to see a step whole? word2vec trains well with one lock at a time, and whoever holds one lock at a time is in no circle.

use std::sync::Mutex;
use std::thread;

/// Adds 1 to each row of the window.
fn step(rows: &[Mutex<u32>], window: &[usize]) {
    // yours: step
    let mut window = window.to_vec();
    window.sort_unstable();
    window.dedup();
    let mut held: Vec<_> = window.iter().map(|&row| rows[row].lock().unwrap()).collect();
    for row in &mut held {
        **row += 1;
    }
    //- let mut held: Vec<_> = window.iter().map(|&row| rows[row].lock().unwrap()).collect();
    //- for row in &mut held {
    //-     **row += 1;
    //- }
    // end
}

fn new_rows() -> [Mutex<u32>; 2] {
    [Mutex::new(0), Mutex::new(0)]
}

// racelab: outcomes [2, 2]
fn two_workers_the_other_way_round() -> [u32; 2] {
    let rows = new_rows();
    thread::scope(|scope| {
        scope.spawn(|| step(&rows, &[1, 0]));
        step(&rows, &[0, 1]);
    });
    rows.map(|row| row.into_inner().unwrap())
}

// racelab: outcomes [1, 1]
fn a_word_that_stands_twice() -> [u32; 2] {
    let rows = new_rows();
    step(&rows, &[1, 0, 1]);
    rows.map(|row| row.into_inner().unwrap())
}

// racelab: outcomes (0, 0), (1, 1)
fn a_reader_sees_all_or_nothing() -> (u32, u32) {
    let rows = new_rows();
    thread::scope(|scope| {
        scope.spawn(|| step(&rows, &[1, 0]));
        let first = rows[0].lock().unwrap();
        let second = rows[1].lock().unwrap();
        (*first, *second)
    })
}

// again: numbers
// racelab: outcomes [2, 1, 2]
fn three_rows() -> [u32; 3] {
    let rows = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
    thread::scope(|scope| {
        scope.spawn(|| step(&rows, &[2, 0]));
        step(&rows, &[0, 1, 2, 2]);
    });
    rows.map(|row| row.into_inner().unwrap())
}
// end
