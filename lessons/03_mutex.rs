//! Lesson 03, mutex: what a lock keeps out, how long to hold it, and which one.
//!
//! Run it: `cargo run --release --bin 03_mutex`
//!
//! Claim: a lock keeps out only those who ask for the same lock, for as long as it is held. How long
//! that is decides speed, and what is inside decides what can go wrong.

use std::sync::Mutex;

use racelab::lesson::{seen, tell};
use racelab::sync::workers;
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::{Mistake, lock_order, relock, torn_weights, wrong_lock};
use racelab_loom::trainers::scenarios::safe;

/// The mistakes of this lesson, and why each goes wrong.
const MISTAKES: [(Mistake, &str); 4] = [
    (
        wrong_lock::MISTAKE,
        "Nobody ever waits for a lock of its own, and two locks order nothing, whatever comes first in the \
         drawing. A lock knows nothing of the data that it is meant to guard, and a reader needs the right \
         one as much as a writer does. Put the data into the lock, Mutex<Vec<f32>>, and there is no other \
         way to them.",
    ),
    (
        torn_weights::MISTAKE,
        "Each layer was locked when it was read, but the update came in between. What has to be consistent \
         belongs behind one lock, or behind several that are held at the same time.",
    ),
    (
        lock_order::MISTAKE,
        "So hold several locks; but each worker got one, and waits for the other's. The cure is one order \
         for everybody. An execution that ends well, as others do, shows nothing.",
    ),
    (
        relock::WITH_MUTEX,
        "One thread and one lock will do for a deadlock: the guard still lives when the function that is \
         called locks again.",
    ),
];

/// The longest row of turns that one of two threads has while both want the lock, when each takes it so
/// many times.
fn longest_row(turns: usize) -> usize {
    let taken = Mutex::new(Vec::with_capacity(2 * turns));
    workers(2, |me| (0..turns).for_each(|_| taken.lock().unwrap().push(me)));
    let taken = taken.into_inner().unwrap();
    // Both want it from the first turn of the one that came later to the last of the one that left first.
    let came = (0..2).filter_map(|me| taken.iter().position(|&taker| taker == me)).max();
    let left = (0..2).filter_map(|me| taken.iter().rposition(|&taker| taker == me)).min();
    let both = came.zip(left).and_then(|(came, left)| taken.get(came..left)).unwrap_or_default();
    both.chunk_by(|one, next| one == next).map(<[_]>::len).max().unwrap_or(0)
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("03_mutex");
    lesson.claim(
        "A lock keeps out only those who ask for the same lock, for as long as it is held. How long that \
         is decides the speed, and what is behind it decides what can go wrong.",
    );
    lesson.section(
        "Three trainers",
        "mutex-whole-step holds the lock while it computes a gradient. mutex-short holds it to copy the \
         weights, and again to apply the gradient to the shared ones. mutex-per-layer does as mutex-short, \
         with a lock for each layer (src/trainers/mutex_*.rs).",
    );
    lesson.predict(
        "Which is faster than one thread, and which is slower? Which of them trains exactly as one thread \
         does? Can a thread deadlock with nobody else there?",
    );
    lesson.section("They train", "On the digits, all with the same batches:");
    lesson.train(&["mutex-whole-step", "mutex-short", "mutex-per-layer"]);
    lesson.say(
        "A gradient is nearly all of the work. Under mutex-whole-step only one worker at a time computes \
         one, however many cores there are: it trains as one thread does, and cannot be faster. Under \
         mutex-short they compute side by side where they have the cores, and pay with staleness: while a \
         worker computes, the weights that it copied grow old. Per layer, its copy may also be torn: one \
         layer from before an update, the next from after it.",
    );

    lesson.section("What loom says of them", "The same functions, with a network that counts its updates:");
    lesson.show(&explore(safe("mutex-whole-step", "2 workers, 2")).report());
    lesson.show(&explore(safe("mutex-short", "2 workers, 2")).report());
    lesson.show(&explore(safe("mutex-per-layer", "2 workers, 1")).report());
    lesson.say(
        "An unlock also happens before the next lock of the same mutex: whoever gets it sees all that was \
         done under it. A lock gives exclusion and visibility, or it would be useless.",
    );
    for (mistake, why) in MISTAKES {
        lesson.section(&format!("Mistake: {}", mistake.name), &format!("It {}.", mistake.summary));
        let explored = explore(&mistake.scenario);
        lesson.explored(&explored.report(), explored.mended(), why);
    }

    let turns = 100_000;
    lesson.section("Is it fair?", &seen::turns_in_a_row(turns, longest_row(turns)));
    lesson.next(
        "Mend src/mistakes/wrong_lock.rs: make the lock before the workers start, and call it just \
         \"lock\", for there is only one. Mend src/mistakes/lock_order.rs by removing an `if`. Run this \
         again after each.",
    );
}
