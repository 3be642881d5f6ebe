//! loom reports by panicking. While it explores, a panic of its thread is kept off the screen, and its
//! message is kept here instead.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use super::aborts;
use crate::sync::checked::record::{self, Execution};

thread_local! {
    static EXPLORING: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
    static LOST: RefCell<Arc<Lost>> = RefCell::default();
}

/// How a thread that explores was lost: it will never come back, and whoever waits for it looks here.
#[derive(Default)]
pub(crate) struct Lost {
    aborted: AtomicBool,
    panicked_twice: Mutex<Option<(String, Execution)>>,
}

impl Lost {
    /// What is said of it, and what it had recorded by then; `None` as long as all is well.
    pub fn how(&self) -> Option<(String, Execution)> {
        let panicked_twice = self.panicked_twice.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let aborted = || (ABORTED.to_owned(), Execution::default());
        panicked_twice.or_else(|| self.aborted.load(Ordering::Relaxed).then(aborted))
    }
}

/// What is said where a thread aborts.
pub(crate) const ABORTED: &str = "a thread aborts";

/// How Rust begins to say that it is about to abort because of a panic.
const NO_UNWINDING: &str = "panic in a ";

/// Runs `work`; returns its panic message, if it panicked with one, and what it ended with otherwise.
///
/// The first message counts: it is the cause, and what comes later happens while things fall apart.
/// Where Rust aborts, the thread sleeps for ever instead (see [`aborts`]), and `lost` says so.
pub(crate) fn quietly(lost: &Arc<Lost>, work: impl FnOnce()) -> (Option<String>, std::thread::Result<()>) {
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
            if message.starts_with(NO_UNWINDING) && info.location().is_some_and(is_of_rust) {
                return note_second_panic();
            }
            MESSAGE.with_borrow_mut(|kept| kept.get_or_insert_with(|| message.to_owned()).len());
            LAST.set(message.to_owned());
        }));
    });
    EXPLORING.set(true);
    LOST.set(Arc::clone(lost));
    let marked = aborts::mark(&lost.aborted);
    // Unwind-safe: of what `work` touches, only the counts of finished executions are looked at again.
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    drop(marked);
    EXPLORING.set(false);
    (MESSAGE.take(), ended)
}

/// Whether a place is in Rust's own library, which has no panic of its own that begins so but this one.
fn is_of_rust(place: &panic::Location<'_>) -> bool {
    place.file().contains("library/core/")
}

/// A destructor panicked while the first panic unwound. That is what Rust aborts for, once the hook returns. (It has
/// to return: while a thread is in the hook, nobody can take the hook away, as the test harness does in the end.)
fn note_second_panic() {
    let first = MESSAGE.take().unwrap_or_default();
    let twice = format!("{first} (and while that unwound, a destructor panicked as well: {})", LAST.take());
    let lost = LOST.with_borrow(Arc::clone);
    *lost.panicked_twice.lock().unwrap_or_else(PoisonError::into_inner) = Some((twice, record::take()));
    #[cfg(not(unix))]
    loop {
        // Nothing stops Rust from aborting here.
        std::thread::park();
    }
}
