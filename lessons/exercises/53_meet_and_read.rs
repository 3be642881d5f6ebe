//! Meet, and read
//!
//! What for: a meeting is not only about time; it hands over what everybody did before it.
//!
//! Two workers meet without a lock: each writes its part, adds 1 to `arrived`, waits until it is 2,
//! and then reads the other's part. It works as it is written, with SeqCst.
//!
//! Make the two orderings as weak as they can be without going wrong.

// exercise: lesson 10_barrier
// exercise: kind weakest
// exercise: minutes 4
// exercise: hint With Relaxed, both would still wait for each other. What would be missing?
// exercise: hint To arrive is to give away what was done before. To see the 2 is to take over. Which of the two operations does which?
// exercise: hint Need the addition take over anything? Each worker looks at `arrived` afterwards anyway, and even its own 2 continues what the first to come gave away.
// exercise: after The second to come reads its own 2, and yet synchronises with the first, because its addition continues the release sequence of the first one's. If the last to come did not look any more, the addition would have to be an AcqRel.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, Ordering::*};
use std::thread;

struct Meeting {
    parts: [UnsafeCell<u32>; 2],
    arrived: AtomicU32,
}

// SAFETY: each part is written by its worker before it arrives, and read after both have arrived.
unsafe impl Sync for Meeting {}

impl Meeting {
    fn arrive(&self) {
        // yours: arrive
        // Release: pairs with the Acquire in `wait`.
        self.arrived.fetch_add(1, Release);
        //- self.arrived.fetch_add(1, SeqCst);
        // end
    }

    fn wait(&self) {
        // yours: wait
        // Acquire: pairs with the Release in `arrive`, of both workers.
        while self.arrived.load(Acquire) < 2 {
            thread::yield_now();
        }
        //- while self.arrived.load(SeqCst) < 2 {
        //-     thread::yield_now();
        //- }
        // end
    }

    fn exchange(&self, me: usize, part: u32) -> u32 {
        unsafe { *self.parts[me].get() = part };
        self.arrive();
        self.wait();
        unsafe { *self.parts[1 - me].get() }
    }
}

// racelab: outcomes (4, 3)
fn what_each_reads() -> (u32, u32) {
    let parts = [UnsafeCell::new(0), UnsafeCell::new(0)];
    let meeting = Meeting { parts, arrived: AtomicU32::new(0) };
    thread::scope(|scope| {
        let one = scope.spawn(|| meeting.exchange(0, 3));
        let other = meeting.exchange(1, 4);
        (one.join().unwrap(), other)
    })
}
