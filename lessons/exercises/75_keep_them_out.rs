//! Keep them out
//!
//! What for: whoever adds up parts has to keep those out who change them, all of them at once.
//!
//! Each worker counts the batches that it has in flight, under a lock of its own on a cache line of its own. Worker 0
//! takes a batch over from worker 1. It holds both locks meanwhile, so that nobody sees the batch twice or not at all.
//! And yet the evaluator finds none in flight, or two.
//!
//! Mend `in_flight`. Whoever changes two parts takes the locks from the first to the last.

// exercise: lesson 18_false_sharing
// exercise: kind code
// exercise: minutes 4
// exercise: fast
// exercise: hint How long is the lock of a part held, and what may happen before the next one is taken?
// exercise: hint A guard lets go when it is dropped. All of them have to live until the sum is there.
// exercise: hint Collect the guards in a `Vec`, from the first part to the last, and add up what they guard.
// exercise: after Each part was right when it was read, and the sum was not. With all locks held it is of one moment; and in one order for everybody, or two wait for each other. An estimate needs no lock, where it is only to be shown.

use crossbeam_utils::CachePadded;
use std::sync::Mutex;
use std::thread;

struct InFlight {
    parts: [CachePadded<Mutex<u32>>; 2],
}

impl InFlight {
    /// How many batches are in flight, all workers together.
    fn in_flight(&self) -> u32 {
        // yours: sum
        let parts: Vec<_> = self.parts.iter().map(|part| part.lock().unwrap()).collect();
        parts.iter().map(|part| **part).sum()
        //- self.parts.iter().map(|part| *part.lock().unwrap()).sum()
        // end
    }

    /// Worker 0 takes a batch over from worker 1.
    fn take_over(&self) {
        let (mut to, mut from) = (self.parts[0].lock().unwrap(), self.parts[1].lock().unwrap());
        *to += 1;
        *from -= 1;
    }
}

// racelab: outcomes 1
fn one_is_in_flight() -> u32 {
    let batches = InFlight { parts: [0, 1].map(|part| CachePadded::new(Mutex::new(part))) };
    thread::scope(|scope| {
        scope.spawn(|| batches.take_over());
        batches.in_flight()
    })
}

// again: rounds
// racelab: outcomes 5
fn five_are_in_flight() -> u32 {
    let batches = InFlight { parts: [2, 3].map(|part| CachePadded::new(Mutex::new(part))) };
    thread::scope(|scope| {
        scope.spawn(|| (0..2).for_each(|_| batches.take_over()));
        batches.in_flight()
    })
}
// end
