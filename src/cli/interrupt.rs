//! Ctrl-C: asks whatever runs to end in its own way; the second time ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use racelab_loom::explore::aborts;

/// What a program that was ended by Ctrl-C returns, by custom: 128 and the number of the signal.
pub const EXIT_CODE: u8 = 130;

/// Set once, by the thread that hears of Ctrl-C, and looked at between steps. Relaxed, because the
/// flag is all there is to know: nothing that was written before it is read by whoever sees it.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// What comes sooner after the first Ctrl-C is the same one once more: some programs that start others, such
/// as `timeout`, pass on what the terminal has sent to all of them already. Nobody presses twice so fast.
const ECHO: Duration = Duration::from_millis(100);

/// Starts to listen for Ctrl-C.
pub fn listen() {
    let mut first: Option<Instant> = None;
    // Where it cannot be heard of, it ends the program as usual, which is no worse.
    let _ = ctrlc::set_handler(move || {
        INTERRUPTED.store(true, Ordering::Relaxed);
        if first.get_or_insert_with(Instant::now).elapsed() > ECHO {
            aborts::leave(EXIT_CODE);
        }
    });
}

/// Whether Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
