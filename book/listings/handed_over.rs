//! A note that is written before a lock is taken, and read after it was let go.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Guarded, Mutex, named, workers};

/// What may come of it: a worker that found the flag down, or the note.
pub const OUTCOMES: &[&str] = &["not yet", "the note says 7"];
const LOCKED: Scenario = Scenario::new("handed_over", "a flag under a lock", OUTCOMES, locked);

/// Worker 0 writes a note and raises the flag; worker 1 reads the note if the flag is up.
// ANCHOR: hand_over
pub fn hand_over(raise: impl Fn() + Sync, is_up: impl Fn() -> bool + Sync) -> String {
    let note = named("note", Guarded::new(0));
    let read = workers(2, |me| {
        if me == 0 {
            // SAFETY: worker 1 reads it only after the flag is up; the exploration checks whether that is enough.
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
// ANCHOR_END: hand_over

// ANCHOR: locked
fn locked() -> String {
    let flag = named("flag", Mutex::new(false));
    hand_over(|| *flag.lock().unwrap() = true, || *flag.lock().unwrap())
}
// ANCHOR_END: locked

/// Prints what the engine finds.
pub fn main() {
    print!("{}", explore(&LOCKED).report());
}
