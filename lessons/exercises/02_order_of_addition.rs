//! Two gradients, two sums
//!
//! What for: a sum of floats depends on the order of its additions, and that is no race.
//!
//! Two workers add their gradients to one sum. Each does it under the lock, so no addition is lost. But who comes
//! first is left to chance, and an `f32` keeps 24 binary digits and no more. 16,777,216 fits in. 16,777,217 needs one
//! digit more than that, and is rounded to 16,777,216.
//!
//! Which sums can there be in the end? Write all of them into `POSSIBLE`, as in `&[2.5, 3.0]`.

// exercise: lesson 01_one_thread
// exercise: kind prediction
// exercise: minutes 3
// exercise: fast
// exercise: hint There are only two orders: the 1 comes first, or the 1 comes last.
// exercise: hint Work through each order, and round after each single addition. What is 16,777,216 + 1 as an `f32`?
// exercise: hint In one order the 1 is added to a number so large that it drowns. In the other it is added to 0.
// exercise: after No update was lost and nobody made a mistake; the same numbers were added in another order, and that is another computation. So where the order is left to chance, never ask for the same bits.

use std::sync::Mutex;
use std::thread;

// racelab: scenario
fn sum_of_gradients() -> f32 {
    let sum = Mutex::new(16_777_216.0);
    thread::scope(|scope| {
        scope.spawn(|| *sum.lock().unwrap() += 1.0);
        scope.spawn(|| *sum.lock().unwrap() -= 16_777_216.0);
    });
    sum.into_inner().unwrap()
}

// yours: possible
const POSSIBLE: &[f32] = &[0.0, 1.0];
//- const POSSIBLE: &[f32] = &[];
// end
