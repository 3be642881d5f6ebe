//! Good enough for one of us
//!
//! What for: a barrier counts on everybody, so whoever leaves has to leave together with the others.
//!
//! Two workers train in rounds. In each round they write down their losses, meet, look at both, and meet again. A
//! worker whose loss is good enough leaves. The other one comes to the next meeting, and waits there for ever.
//!
//! Mend `is_enough`, which each worker asks at the end of a round: both have to go on, or both have to leave. They
//! leave when either of them has a loss below 3.

// exercise: lesson 05_thread_local
// exercise: kind code
// exercise: minutes 4
// exercise: hint Worker 0 asks, and worker 1 asks. In the first round, what is the answer for each of them?
// exercise: hint All must decide by the same numbers. Which numbers can both of them see after the meeting?
// exercise: hint `losses` has both. It is not enough to look at one's own place in it.
// exercise: after The meeting makes both see the same losses, and from the same numbers the same decision follows. A flag that one of them raises when it likes would not do: the other might look just before.

use std::sync::{Barrier, Mutex};
use std::thread;

/// Whether worker `me` has trained enough. `losses` are those of this round, of both workers.
fn is_enough(losses: &[u32; 2], me: usize) -> bool {
    // yours: enough
    losses.iter().any(|loss| *loss < 3)
    //- losses[me] < 3
    // end
}

/// How many rounds worker `me` makes, whose losses these are.
fn train(shared: &Mutex<[u32; 2]>, meeting: &Barrier, me: usize, my_losses: &[u32]) -> usize {
    for (round, loss) in my_losses.iter().enumerate() {
        shared.lock().unwrap()[me] = *loss;
        meeting.wait();
        let losses = *shared.lock().unwrap();
        meeting.wait();
        if is_enough(&losses, me) {
            return round + 1;
        }
    }
    my_losses.len()
}

fn two_workers(losses_0: &[u32], losses_1: &[u32]) -> (usize, usize) {
    let (shared, meeting) = (Mutex::new([9, 9]), Barrier::new(2));
    thread::scope(|scope| {
        let other = scope.spawn(|| train(&shared, &meeting, 1, losses_1));
        (train(&shared, &meeting, 0, losses_0), other.join().unwrap())
    })
}

// racelab: outcomes (1, 1)
fn worker_0_is_good_enough_at_once() -> (usize, usize) {
    two_workers(&[2, 1], &[5, 4])
}

// racelab: outcomes (1, 1)
fn worker_1_is() -> (usize, usize) {
    two_workers(&[8, 6], &[1, 4])
}

// racelab: outcomes (2, 2)
fn neither_is() -> (usize, usize) {
    two_workers(&[8, 6], &[5, 4])
}

// again: rounds
// racelab: outcomes (3, 3)
fn three_rounds() -> (usize, usize) {
    two_workers(&[7, 5, 1], &[6, 3, 4])
}

// racelab: outcomes (2, 2)
fn worker_1_is_in_the_second_round() -> (usize, usize) {
    two_workers(&[5, 4, 9], &[3, 0, 9])
}
// end
