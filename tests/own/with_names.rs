//! Written for racelab: `racelab::sync` has std's names, and in it objects and threads can have names of their own.
//!
//! A trainer changes both weights, and lets go of the lock in between. What stands behind the lock is shown as `Debug`
//! has it.

use racelab::sync::{Mutex, label_thread, named, thread};

#[derive(Debug)]
struct Weights {
    slope: f32,
    bias: f32,
}

#[test]
fn nobody_sees_half_an_update() {
    let weights = named("weights", Mutex::new(Weights { slope: 0.0, bias: 0.0 }));
    thread::scope(|scope| {
        scope.spawn(|| {
            label_thread("trainer");
            weights.lock().unwrap().slope = 0.5;
            weights.lock().unwrap().bias = 0.5;
        });
        label_thread("evaluator");
        let seen = weights.lock().unwrap();
        assert_eq!(seen.slope, seen.bias);
    });
}
