//! Ctrl-C: asks whatever runs to end in its own way; the second time ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a program that was ended by Ctrl-C returns, by custom: 128 and the number of the signal.
pub const EXIT_CODE: u8 = 130;

/// Set once, by the thread that hears of Ctrl-C, and looked at between steps. Relaxed, because the
/// flag is all there is to know: nothing that was written before it is read by whoever sees it.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Starts to listen for Ctrl-C.
pub fn listen() {
    // Where it cannot be heard of, it ends the program as usual, which is no worse.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_CODE.into());
        }
    });
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
