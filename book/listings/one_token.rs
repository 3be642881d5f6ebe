//! An unpark is kept until somebody parks, but two are kept as one.
//!
//! One thread unparks, another parks. Nothing says who comes first.

use racelab_loom::explore::{Limits, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::thread::{self, current, park};

const ONCE: Scenario = Scenario::new("one token", "1 unpark, 1 park", &["woken"], || unparked(1));

const TWICE: Scenario = Scenario::new("two tokens", "2 unparks, 2 parks", &["woken"], || unparked(2));

// ANCHOR: token
fn unparked(times: usize) -> String {
    let sleeper = current();
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..times {
                sleeper.unpark();
            }
        });
        for _ in 0..times {
            park();
        }
        "woken".to_owned()
    })
}
// ANCHOR_END: token

/// Says what is found, where a thread wakes only when it was unparked.
pub fn main() {
    let limits = Limits { choices: false, ..Limits::default() };
    print!("{}\n{}", explore_within(&ONCE, &limits).report(), explore_within(&TWICE, &limits).report());
}
