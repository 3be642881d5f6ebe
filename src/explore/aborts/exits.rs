//! A scenario or a trainer that calls `std::process::exit`, which would end the program without a word.
//!
//! Nothing can keep the program alive then: Rust lets no second thread come to an end of the program, and so the first
//! one would be waited for. But what is registered by `atexit` runs on the thread that called, and can say what
//! happened.

use std::sync::Once;
use std::sync::atomic::Ordering::Relaxed;

use super::{FATE, TOLD_BY_ANOTHER, WAITS, WATCHED, leave};
use crate::report::complain;

/// The exit code of a program that what it runs has ended.
const EXIT_CODE: u8 = 1;

/// What is said of how to do without.
const ADVICE: &str =
    "What is explored or measured may not end the process: let it panic, or return an outcome";

/// From now on, a line says who ended the program, if it is not the program itself.
pub(super) fn listen() {
    static ONCE: Once = Once::new();
    // SAFETY: the function does not unwind. Where it cannot be registered, all is as it was.
    ONCE.call_once(|| unsafe {
        libc::atexit(exits);
    });
}

/// Runs on the thread that ends the program.
extern "C" fn exits() {
    let fate = FATE.get();
    if TOLD_BY_ANOTHER.load(Relaxed) {
        return;
    }
    // A panic's hook ends the program where standard output is gone, and has said so.
    if std::thread::panicking() || fate.is_null() && (WAITS.get() || !WATCHED.load(Relaxed)) {
        return;
    }
    // SAFETY: by the invariant of FATE, it is borrowed by a `Marked` of this very thread.
    let explored = unsafe { fate.as_ref() }.and_then(|fate| fate.explored.get());
    let who = match explored {
        Some((scenario, trail)) => {
            format!("the scenario of {scenario} calls std::process::exit. Last seen: {}", trail.end())
        }
        None => "what is measured calls std::process::exit".to_owned(),
    };
    complain(&format!("{who}. {ADVICE}"));
    leave(EXIT_CODE);
}
