//! loom reports by panicking. While it explores, a panic of its thread is kept off the screen, and its
//! message is kept here instead.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::sync::checked::record;

thread_local! {
    static EXPLORING: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; returns its panic message, if it panicked with one, and what it ended with otherwise.
///
/// The first message counts: it is the cause, and what comes later happens while things fall apart.
pub(crate) fn quietly(work: impl FnOnce()) -> (Option<String>, std::thread::Result<()>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let other_threads = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !EXPLORING.get() {
                return other_threads(info);
            }
            if info.payload().is::<generator::Error>() {
                // Not a failure: this is how a coroutine that is done with is unwound. (One that overflows
                // its stack ends the run with such a payload, and is noticed there.)
                return;
            }
            record::fail();
            let message = info.payload_as_str().unwrap_or("a panic without a message");
            MESSAGE.with_borrow_mut(|kept| kept.get_or_insert_with(|| message.to_owned()).len());
        }));
    });
    EXPLORING.set(true);
    // Unwind-safe: of what `work` touches, only the counts of finished executions are looked at again.
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    EXPLORING.set(false);
    (MESSAGE.take(), ended)
}
