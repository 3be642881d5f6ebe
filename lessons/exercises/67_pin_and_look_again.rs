//! Pin it, and look again
//!
//! What for: to have read a pointer does not keep what it points to alive.
//!
//! A server publishes snapshots of the weights by swapping a pointer. The reader pins the snapshot
//! that it reads, by writing its address where the server can see it. The server frees the old one
//! if it is not pinned. But between reading the pointer and pinning it, the reader may be too late.
//!
//! Mend `pin`: it must return a snapshot that was still the current one when it had been pinned.

// exercise: lesson 15_snapshots
// exercise: kind code
// exercise: minutes 5
// exercise: fast
// exercise: hint In the counterexample, what did the server find in `pinned` when it looked? And what did the reader do just before and just after?
// exercise: hint Once it is pinned, it will not be freed any more, unless that has been decided already. How can the reader tell that it has not?
// exercise: hint Load `current` once more after pinning. If it has changed, the pin came too late: begin again.
// exercise: after These are hazard pointers. Pin, then look, and on the other side swap, then look for pins: each stores and then looks at the other's place, and that is why all of it is SeqCst.

use std::alloc::{Layout, alloc, dealloc};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering::*};
use std::thread;

type Snapshot = AtomicU32; // the weights at one moment: here there is one
const ROOM: Layout = Layout::new::<Snapshot>();

fn snapshot(weight: u32) -> *mut Snapshot {
    let memory: *mut Snapshot = unsafe { alloc(ROOM) }.cast(); // SAFETY: the room is not empty
    unsafe { memory.write(AtomicU32::new(weight)) }; // SAFETY: it is room for one
    memory
}

fn free(old: *mut Snapshot) {
    unsafe { dealloc(old.cast(), ROOM) }; // SAFETY: nobody uses it any more; see `publish`
}

struct Shelf {
    current: AtomicPtr<Snapshot>,
    pinned: AtomicPtr<Snapshot>,
}

impl Shelf {
    /// The reader: a snapshot that will not be freed as long as it is pinned.
    fn pin(&self) -> *mut Snapshot {
        // yours: pin
        loop {
            let seen = self.current.load(SeqCst);
            self.pinned.store(seen, SeqCst);
            if self.current.load(SeqCst) == seen {
                return seen;
            }
        }
        //- let seen = self.current.load(SeqCst);
        //- self.pinned.store(seen, SeqCst);
        //- seen
        // end
    }

    fn read(&self) -> u32 {
        let snapshot = self.pin();
        let weight = unsafe { (*snapshot).load(Relaxed) }; // SAFETY: it is pinned
        self.pinned.store(null_mut(), SeqCst);
        weight
    }

    /// The server: publishes a snapshot, and frees the last one. If that is pinned, it is returned.
    fn publish(&self, new: *mut Snapshot) -> Option<*mut Snapshot> {
        let old = self.current.swap(new, SeqCst);
        let in_use = self.pinned.load(SeqCst) == old;
        if !in_use {
            free(old);
        }
        in_use.then_some(old)
    }
}

// racelab: outcomes 3, 4, 5
fn what_the_reader_finds() -> u32 {
    let shelf = Shelf { current: AtomicPtr::new(snapshot(3)), pinned: AtomicPtr::new(null_mut()) };
    let mut left = Vec::new();
    let weight = thread::scope(|scope| {
        let reader = scope.spawn(|| shelf.read());
        left.extend(shelf.publish(snapshot(4)));
        left.extend(shelf.publish(snapshot(5)));
        reader.join().unwrap()
    });
    left.into_iter().chain([shelf.current.into_inner()]).for_each(free);
    weight
}

// again: rounds
// racelab: outcomes 0, 1, 2, 3, 4
fn five_are_published() -> u32 {
    let shelf = Shelf { current: AtomicPtr::new(snapshot(0)), pinned: AtomicPtr::new(null_mut()) };
    let mut left = Vec::new();
    let weight = thread::scope(|scope| {
        let reader = scope.spawn(|| shelf.read());
        left.extend((1..=4).filter_map(|weight| shelf.publish(snapshot(weight))));
        reader.join().unwrap()
    });
    left.into_iter().chain([shelf.current.into_inner()]).for_each(free);
    weight
}
// end
