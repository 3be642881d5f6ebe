//! A notification is not kept: without a flag, and then with one.
//!
//! One thread notifies, another waits. Nothing says who comes first.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Condvar, Mutex, named, workers};

const UNKEPT: Scenario = Scenario::new("without a flag", "1 notifies, 1 waits", &["woken"], unkept);

const KEPT: Scenario = Scenario::new("with a flag", "1 notifies, 1 waits", &["woken"], kept);

// ANCHOR: unkept
fn unkept() -> String {
    let (lock, ready) = (named("lock", Mutex::new(())), named("ready", Condvar::new()));
    workers(2, |me| {
        if me == 0 {
            ready.notify_one();
        } else {
            drop(ready.wait(lock.lock().unwrap()).unwrap());
        }
    });
    "woken".to_owned()
}
// ANCHOR_END: unkept

fn kept() -> String {
    let (flag, ready) = (named("flag", Mutex::new(false)), named("ready", Condvar::new()));
    workers(2, |me| {
        if me == 0 {
            *flag.lock().unwrap() = true;
            ready.notify_one();
        } else {
            drop(ready.wait_while(flag.lock().unwrap(), |flag| !*flag).unwrap());
        }
    });
    "woken".to_owned()
}

/// Says what is found.
pub fn main() {
    print!("{}\n{}", explore(&UNKEPT).report(), explore(&KEPT).report());
}
