//! A note that is written before a lock is taken, and read after it was let go.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racelab_loom::sync::{Guarded, Mutex, named, workers};

const OUTCOMES: &[&str] = &["not yet", "the note says 7"];
const LOCKED: Scenario = Scenario::new("handed_over", "a flag under a lock", OUTCOMES, locked);
const UNLOCKED: Scenario = Scenario::new("handed_over", "a flag that is no lock", OUTCOMES, unlocked);

// ANCHOR: hand_over
fn hand_over(raise: impl Fn() + Sync, is_up: impl Fn() -> bool + Sync) -> String {
    let note = named("note", Guarded::new(0));
    let read = workers(2, |me| {
        if me == 0 {
            // SAFETY: worker 1 reads it only after the flag is up; loom checks whether that is enough.
            unsafe { note.write(|note| *note = 7) };
            raise();
        } else if is_up() {
            // SAFETY: as above.
            return unsafe { note.read(|note| format!("the note says {note}")) };
        }
        "not yet".to_owned()
    });
    read[1].clone()
}

fn locked() -> String {
    let flag = named("flag", Mutex::new(false));
    hand_over(|| *flag.lock().unwrap() = true, || *flag.lock().unwrap())
}

fn unlocked() -> String {
    let flag = named("flag", AtomicBool::new(false));
    hand_over(|| flag.store(true, Relaxed), || flag.load(Relaxed))
}
// ANCHOR_END: hand_over

/// Prints what loom finds of both.
pub fn main() {
    println!("{}\n{}", explore(&LOCKED).report(), explore(&UNLOCKED).report());
}
