//! One fence for many looks
//!
//! What for: where an Acquire fence has to stand.
//!
//! Two workers leave their gradients in plain memory, and each raises its flag with Release. The
//! trainer looks at both flags with Relaxed loads, and means to make up for it by a single fence:
//! an ordering on a line of its own, for the loads and stores around it. It is the right ordering,
//! in the wrong place.
//!
//! Mend `sum` by moving the fence. Leave the two loads Relaxed.

// exercise: lesson 08_publish
// exercise: kind code
// exercise: minutes 4
// exercise: hint A fence has no value of its own. It can only build on what loads have seen. Which loads, those before it or those after it?
// exercise: hint The fence says: what the loads above me have seen, that I take over, for everything below me. What has to be above it here, and what below?
// exercise: hint It belongs between the two looks at the flags and the reading of the gradients.
// exercise: after An Acquire fence makes the loads *before* it count as Acquires, as far as what comes *after* it is concerned. One fence serves any number of looks, and that is when a fence pays.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering::*, fence};
use std::thread;

struct Part {
    gradient: UnsafeCell<u32>,
    ready: AtomicBool,
}

// SAFETY: one worker writes the gradient, before `ready`; it is read only by those who have seen `ready`.
unsafe impl Sync for Part {}

impl Part {
    fn new() -> Self {
        Part { gradient: UnsafeCell::new(0), ready: AtomicBool::new(false) }
    }

    fn hand_over(&self, gradient: u32) {
        unsafe { *self.gradient.get() = gradient };
        self.ready.store(true, Release); // pairs with the fence in `sum`
    }

    fn is_ready(&self) -> bool {
        self.ready.load(Relaxed)
    }

    fn gradient(&self) -> u32 {
        unsafe { *self.gradient.get() }
    }
}

/// The sum of the two gradients, if both are ready.
fn sum(parts: &[Part; 2]) -> Option<u32> {
    // yours: sum
    if !parts[0].is_ready() || !parts[1].is_ready() {
        return None;
    }
    fence(Acquire); // pairs with the Releases in `hand_over`
    Some(parts[0].gradient() + parts[1].gradient())
    //- fence(Acquire);
    //- if !parts[0].is_ready() || !parts[1].is_ready() {
    //-     return None;
    //- }
    //- Some(parts[0].gradient() + parts[1].gradient())
    // end
}

fn sum_of(gradients: [u32; 2]) -> Option<u32> {
    let parts = [Part::new(), Part::new()];
    thread::scope(|scope| {
        scope.spawn(|| parts[0].hand_over(gradients[0]));
        scope.spawn(|| parts[1].hand_over(gradients[1]));
        sum(&parts)
    })
}

// racelab: outcomes None, Some(7)
fn two_gradients() -> Option<u32> {
    sum_of([3, 4])
}

// racelab: outcomes None, Some(8)
fn two_others() -> Option<u32> {
    sum_of([5, 3])
}

// again: numbers
// racelab: outcomes None, Some(6)
fn one_is_zero() -> Option<u32> {
    sum_of([6, 0])
}
// end
