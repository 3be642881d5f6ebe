//! Too quick for the next round
//!
//! What for: those who read have to be done before anybody writes anew.
//!
//! Now there are two batches, and two rounds with the same slots. In each round both workers write their parts, meet,
//! and add up both parts. That is one meeting in each round, at the right place. And there is a data race all the
//! same.
//!
//! The drawing says which read it is that races, and with the write of which round. Mend `two_rounds`.

// exercise: lesson 05_thread_local
// exercise: kind code
// exercise: minutes 4
// exercise: hint Nobody reads before both have written. What about writing before both have read?
// exercise: hint A worker that has its sum goes on to the next round and writes its slot. The other one may not have read it yet.
// exercise: hint A barrier can be used again. Let them meet a second time in each round: when both have their sums.
// exercise: after Each round now has two meetings: what is written is there, and what is there has been read. (With two slots for each worker, used in turn, one meeting is enough. racelab's trainer does that.)

use std::cell::UnsafeCell;
use std::sync::Barrier;
use std::thread;

struct Slots {
    parts: [UnsafeCell<u32>; 2],
    meeting: Barrier,
}

// SAFETY: sound as long as nobody reads a part while its worker may write it. That is your part.
unsafe impl Sync for Slots {}

impl Slots {
    fn write(&self, me: usize, part: u32) {
        unsafe { *self.parts[me].get() = part }
    }

    fn sum(&self) -> u32 {
        unsafe { *self.parts[0].get() + *self.parts[1].get() }
    }
}

/// What worker `me` does: it returns the whole gradient of each round.
fn two_rounds(slots: &Slots, me: usize, parts: [u32; 2]) -> [u32; 2] {
    // yours: rounds
    parts.map(|part| {
        slots.write(me, part);
        slots.meeting.wait();
        let sum = slots.sum();
        slots.meeting.wait();
        sum
    })
    //- parts.map(|part| {
    //-     slots.write(me, part);
    //-     slots.meeting.wait();
    //-     slots.sum()
    //- })
    // end
}

fn two_workers(parts_0: [u32; 2], parts_1: [u32; 2]) -> ([u32; 2], [u32; 2]) {
    let (slot_0, slot_1) = (UnsafeCell::new(0), UnsafeCell::new(0));
    let slots = Slots { parts: [slot_0, slot_1], meeting: Barrier::new(2) };
    thread::scope(|scope| {
        let other = scope.spawn(|| two_rounds(&slots, 1, parts_1));
        (two_rounds(&slots, 0, parts_0), other.join().unwrap())
    })
}

// racelab: outcomes ([3, 30], [3, 30])
fn two_batches() -> ([u32; 2], [u32; 2]) {
    two_workers([1, 10], [2, 20])
}

// racelab: outcomes ([9, 9], [9, 9])
fn two_more() -> ([u32; 2], [u32; 2]) {
    two_workers([4, 3], [5, 6])
}

// again: numbers
// racelab: outcomes ([7, 3], [7, 3])
fn other_parts() -> ([u32; 2], [u32; 2]) {
    two_workers([7, 1], [0, 2])
}
// end
