//! Keeps Rust's last words off the screen, where a report will say more.
//!
//! Before it aborts because of a panic, Rust writes a line that no hook can keep back, and `weaken` would show one for
//! each of its scenarios. So standard error leads nowhere between the hook and the signal.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use libc::{O_WRONLY, STDERR_FILENO, close, dup, dup2, open};

/// Whether a thread has standard error lead nowhere. Acquire and Release pair with each other: what one of them has
/// put back, the next one finds.
static TAKEN: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Where standard error led before this thread took it; negative where it has not.
    static BEFORE: Cell<i32> = const { Cell::new(-1) };
}

/// Lets standard error lead nowhere until this thread aborts, which it is about to do.
pub(in crate::explore) fn hush() {
    while TAKEN.compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
        std::thread::yield_now();
    }
    // SAFETY: the calls are given what they ask for. Where one fails, the words are seen, and nothing is lost.
    unsafe {
        let (before, nowhere) = (dup(STDERR_FILENO), open(c"/dev/null".as_ptr(), O_WRONLY));
        if before >= 0 && nowhere >= 0 {
            dup2(nowhere, STDERR_FILENO);
        }
        close(nowhere);
        BEFORE.set(before);
    }
    if BEFORE.get() < 0 {
        TAKEN.store(false, Ordering::Release);
    }
}

/// Puts standard error back, if this thread took it. Called in a handler.
pub(super) fn end() {
    let before = BEFORE.replace(-1);
    if before >= 0 {
        // SAFETY: it is a copy that `hush` made, and nobody else has.
        unsafe {
            dup2(before, STDERR_FILENO);
            close(before);
        }
        TAKEN.store(false, Ordering::Release);
    }
}
