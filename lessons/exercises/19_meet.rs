//! The forgotten meeting
//!
//! What for: a barrier lets nobody pass before all have come, and shows each what the others wrote before.
//!
//! Each of two workers computes a part of the gradient and writes it into a slot of its own. Then each of them adds
//! up both slots. No slot has two writers, so there is no lock, and the slots are in `UnsafeCell`s. But the one
//! worker reads what the other one writes, and nothing says which of that comes first.
//!
//! There is a barrier, `meeting`, and nobody uses it. Both workers run `round`. Put the meeting where it belongs.

// exercise: lesson 05_thread_local
// exercise: kind code
// exercise: minutes 3
// exercise: fast
// exercise: hint `slots.meeting.wait()` blocks until both workers have called it. After it, each sees what the other wrote before.
// exercise: hint What must both have done before either may go on? And what must neither do sooner?
// exercise: hint Between writing its own part and adding up both.
// exercise: after One writer for each slot is not enough: those who read have to be ordered after it. A sleep in the barrier's place would make threads late, and would order nothing.

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

/// What worker `me` does: it returns the whole gradient.
fn round(slots: &Slots, me: usize, part: u32) -> u32 {
    // yours: round
    slots.write(me, part);
    slots.meeting.wait();
    slots.sum()
    //- slots.write(me, part);
    //- slots.sum()
    // end
}

fn two_workers(part_0: u32, part_1: u32) -> (u32, u32) {
    let (slot_0, slot_1) = (UnsafeCell::new(0), UnsafeCell::new(0));
    let slots = Slots { parts: [slot_0, slot_1], meeting: Barrier::new(2) };
    thread::scope(|scope| {
        let other = scope.spawn(|| round(&slots, 1, part_1));
        (round(&slots, 0, part_0), other.join().unwrap())
    })
}

// racelab: outcomes (30, 30)
fn the_whole_gradient() -> (u32, u32) {
    two_workers(10, 20)
}

// racelab: outcomes (5, 5)
fn of_the_next_batch() -> (u32, u32) {
    two_workers(3, 2)
}

// again: numbers
// racelab: outcomes (9, 9)
fn other_parts() -> (u32, u32) {
    two_workers(1, 8)
}
// end
