//! A note that is announced by an atomic flag, which orders nothing.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racelab_loom::sync::named;

use super::handed_over::{OUTCOMES, hand_over};

const UNLOCKED: Scenario = Scenario::new("flag_alone", "a flag that is no lock", OUTCOMES, unlocked);

// ANCHOR: flag
fn unlocked() -> String {
    let flag = named("flag", AtomicBool::new(false));
    hand_over(|| flag.store(true, Relaxed), || flag.load(Relaxed))
}
// ANCHOR_END: flag

/// Prints what the engine finds.
pub fn main() {
    print!("{}", explore(&UNLOCKED).report());
}
