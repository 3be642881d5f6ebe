//! To add a float
//!
//! What for: with compare-exchange you can make a step of your own: try until nobody was in the way.
//!
//! There is no `AtomicF32` with a `fetch_add`, so a weight is kept in an `AtomicU32`, by its bits: `to_bits` makes a
//! `u32` of an `f32`, and `from_bits` an `f32` of a `u32`. `add` loads, computes and stores, and updates are lost.
//! (The drawing shows the bits: 1065353216 is 1.0.)
//!
//! Mend it with this: `compare_exchange(old, new, Relaxed, Relaxed)` writes `new` if `old` is still there, in one
//! step, and returns `Ok`. If something else is there, it writes nothing and returns `Err` with what it found.

// exercise: lesson 07_atomics
// exercise: kind code
// exercise: minutes 5
// exercise: hint Write the sum only if the weight is still what the sum was computed from. Otherwise, what?
// exercise: hint If it fails, somebody else has added something. Take what was found, compute the sum anew, and try again: a loop.
// exercise: hint `loop { let sum = ...; match ... { Ok(_) => return, Err(found) => bits = found } }`, and the sum is computed within the loop.
// exercise: after Any function of a value can be made one step like this. `compare_exchange_weak` may fail for no reason as well; in a loop that does no harm, and on some processors it is cheaper.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::*;
use std::thread;

/// An `f32`, by its bits.
struct Weight(AtomicU32);

impl Weight {
    fn add(&self, amount: f32) {
        // yours: add
        let mut bits = self.0.load(Relaxed);
        loop {
            let sum = f32::from_bits(bits) + amount;
            match self.0.compare_exchange(bits, sum.to_bits(), Relaxed, Relaxed) {
                Ok(_) => return,
                Err(found) => bits = found,
            }
        }
        //- let bits = self.0.load(Relaxed);
        //- let sum = f32::from_bits(bits) + amount;
        //- self.0.store(sum.to_bits(), Relaxed);
        // end
    }
}

fn both_add(start: f32, one: f32, other: f32) -> f32 {
    let weight = Weight(AtomicU32::new(start.to_bits()));
    thread::scope(|scope| {
        scope.spawn(|| weight.add(one));
        scope.spawn(|| weight.add(other));
    });
    f32::from_bits(weight.0.into_inner())
}

// racelab: outcomes 1.75
fn both_gradients_arrive() -> f32 {
    both_add(1.0, 0.5, 0.25)
}

// racelab: outcomes 2.0
fn there_and_back() -> f32 {
    both_add(2.0, 0.5, -0.5)
}

// again: rounds
// racelab: outcomes 8.0
fn three_gradients_arrive() -> f32 {
    let weight = Weight(AtomicU32::new(4.25_f32.to_bits()));
    thread::scope(|scope| {
        scope.spawn(|| weight.add(0.5));
        scope.spawn(|| weight.add(0.25));
        weight.add(3.0);
    });
    f32::from_bits(weight.0.into_inner())
}

// racelab: outcomes 5.5
fn one_gradient_among_five() -> f32 {
    let weight = Weight(AtomicU32::new(0.0_f32.to_bits()));
    thread::scope(|scope| {
        scope.spawn(|| (0..5).for_each(|_| weight.add(0.5)));
        weight.add(3.0);
    });
    f32::from_bits(weight.0.into_inner())
}
// end
