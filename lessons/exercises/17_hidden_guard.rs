//! The guard that you cannot see
//!
//! What for: a guard without a name can live for longer than the line that it is on.
//!
//! There is one thread here and one lock, and the thread waits for itself: it holds a read guard when it asks for the
//! write guard. But which one? Three lines of `keep` take a read guard, and none of the three has a name.
//!
//! Write into `LINE` the number of the line whose guard is still there. You need not mend it.

// exercise: lesson 04_rwlock
// exercise: kind reading
// exercise: minutes 3
// exercise: hint A guard without a name is dropped when its statement is done. How far does each of the three statements go?
// exercise: hint A `let` ends at its semicolon. The condition of an `if` is a statement of its own, more or less: what is in it is dropped before the block begins.
// exercise: hint A `match` needs what it looks at until its last arm, and so it ends at its closing brace. What is inside the braces here?
// exercise: after `match`, `if let`, `while let` and `for` hold what they look at until their closing brace, and a `Mutex` is no different there. Copy the value out with a `let` first, and match on that.

use std::sync::RwLock;

/// Keeps the loss if it is the lowest so far, and is no nonsense.
fn keep(best: &RwLock<u32>, loss: u32) {
    let nonsense = *best.read().unwrap() + 100;
    if loss > nonsense || *best.read().unwrap() == 0 {
        return;
    }
    match *best.read().unwrap() { // exercise: here
        best_so_far if best_so_far <= loss => {}
        _ => *best.write().unwrap() = loss,
    }
}

// racelab: outcomes 3
fn a_better_loss() -> u32 {
    let best = RwLock::new(5);
    keep(&best, 3);
    best.into_inner().unwrap()
}

// yours: line
const LINE: u32 = 19;
//- const LINE: u32 = 0;
// end
