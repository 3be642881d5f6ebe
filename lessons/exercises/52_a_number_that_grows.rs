//! A number that only grows
//!
//! What for: a condition that comes back can be missed, and a number that only grows cannot.
//!
//! A meeting for two: the first to come waits until the second has come, and the second sets
//! `arrived` to 0 for the next round. So the first waits while `arrived` is not 0. For one round
//! that works. In two rounds, a worker may be so quick that it has arrived again before the other
//! one has looked.
//!
//! Mend the wait in `meet`. (`round.number` says how many rounds are complete.)

// exercise: lesson 10_barrier
// exercise: kind code
// exercise: minutes 5
// exercise: hint In the counterexample, what is `arrived` when the one who slept looks at it again? And what was it a moment ago?
// exercise: hint It has been 0 and is 1 again, so the sleeper takes the next round's arrival for its own, and goes on waiting. What has changed for good?
// exercise: hint Remember the number of the round in which you have arrived, and wait while the number is still the same.
// exercise: after That `arrived` is 0 is true for a moment only. That the number has grown stays true, however late one looks. A counter used in this way is called a generation, and every barrier that can be used twice has one.

use std::sync::atomic::{AtomicU32, Ordering::*};
use std::sync::{Condvar, Mutex};
use std::thread;

struct Round {
    arrived: u32,
    number: u32,
}

struct Meeting {
    round: Mutex<Round>,
    complete: Condvar,
}

impl Meeting {
    fn meet(&self) {
        let mut round = self.round.lock().unwrap();
        round.arrived += 1;
        if round.arrived == 2 {
            round.arrived = 0;
            round.number += 1;
            self.complete.notify_all();
            return;
        }
        // yours: wait
        let number = round.number;
        while round.number == number {
            round = self.complete.wait(round).unwrap();
        }
        //- while round.arrived != 0 {
        //-     round = self.complete.wait(round).unwrap();
        //- }
        // end
    }
}

/// Two rounds. Whether both workers had made their step whenever this one left a meeting.
fn work(steps: &AtomicU32, meeting: &Meeting) -> bool {
    let mut in_step = true;
    for round in 1..=2 {
        steps.fetch_add(1, Relaxed);
        meeting.meet();
        in_step &= steps.load(Relaxed) >= 2 * round;
    }
    in_step
}

// racelab: outcomes (true, true)
fn two_workers_meet_twice() -> (bool, bool) {
    let steps = AtomicU32::new(0);
    let meeting = Meeting { round: Mutex::new(Round { arrived: 0, number: 0 }), complete: Condvar::new() };
    thread::scope(|scope| {
        let one = scope.spawn(|| work(&steps, &meeting));
        let other = work(&steps, &meeting);
        (one.join().unwrap(), other)
    })
}

// again: rounds
// racelab: outcomes (true, true)
fn after_seven_rounds() -> (bool, bool) {
    let steps = AtomicU32::new(0);
    let meeting = Meeting { round: Mutex::new(Round { arrived: 0, number: 7 }), complete: Condvar::new() };
    thread::scope(|scope| {
        let one = scope.spawn(|| work(&steps, &meeting));
        let other = work(&steps, &meeting);
        (one.join().unwrap(), other)
    })
}

// racelab: outcomes 1
fn woken_for_nothing() -> u32 {
    let meeting = Meeting { round: Mutex::new(Round { arrived: 0, number: 0 }), complete: Condvar::new() };
    let steps = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            (0..3).for_each(|_| meeting.complete.notify_all());
            steps.fetch_add(1, Relaxed);
            meeting.meet();
        });
        meeting.meet();
        steps.load(Relaxed)
    })
}
// end
