//! loom reports by panicking. While it explores, a panic of its thread is kept off the screen, and its
//! message is kept here instead.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, Once, PoisonError};

use super::aborts::{self, Fate};
use super::failure::Failure;
use crate::report::end_if_refused;
use crate::sync::checked::backend::Judge;
use crate::sync::checked::record::{self, Execution};
use crate::sync::checked::seen::Trail;

thread_local! {
    /// Who explores on this thread, if anybody does.
    static EXPLORING: Cell<Option<Judge>> = const { Cell::new(None) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
    static LOST: RefCell<Arc<Lost>> = RefCell::default();
}

/// How a thread that explores was lost: it will never come back, and whoever waits for it looks here.
#[derive(Default)]
pub(crate) struct Lost {
    fate: Fate,
    panicked_twice: Mutex<Option<(String, Execution)>>,
}

impl Lost {
    /// The thread explores a scenario of this subject, which leaves its trail here.
    pub fn explores(&self, subject: &'static str, trail: &Arc<Trail>) {
        self.fate.explores(subject, trail);
    }

    /// What is said of it, and what it had recorded by then; `None` as long as all is well.
    pub fn how(&self) -> Option<(String, Execution)> {
        let aborted = || (ABORTED.to_owned(), Execution::default());
        self.panicked_twice().or_else(|| self.fate.has_aborted().then(aborted))
    }

    fn panicked_twice(&self) -> Option<(String, Execution)> {
        self.panicked_twice.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same where the engine explored, which records nothing meanwhile.
    pub(super) fn by_engine(&self) -> Option<Failure> {
        let (fate, twice) = (&self.fate, self.panicked_twice());
        match twice {
            Some((message, _)) => Some(Failure::Panic(message)),
            None if fate.has_overflowed() => Some(Failure::StackOverflow(Judge::Engine)),
            None => fate.has_aborted().then(|| match fate.refused() {
                None if aborts::memory::is_in_use() => Failure::CallsAbort,
                None => Failure::Aborted,
                Some(bytes) => Failure::OutOfMemory { bytes, limit: aborts::memory::limit() },
            }),
        }
    }
}

/// What is said where a thread aborts.
pub(crate) const ABORTED: &str = "a thread aborts";

/// How Rust begins to say that it is about to abort because of a panic.
const NO_UNWINDING: &str = "panic in a ";

/// How it says so where the panic comes to a function that must not unwind: an `extern "C" fn`, as a rule.
const IN_A_FUNCTION: &str = "panic in a function that cannot unwind";

/// Runs `work`, which is loom's; returns its panic message, if it panicked with one, and what it ended with otherwise.
///
/// The first message counts: it is the cause, and what comes later happens while things fall apart.
/// Where Rust aborts, the thread sleeps for ever instead (see [`aborts`]), and `lost` says so.
pub(crate) fn quietly(lost: &Arc<Lost>, work: impl FnOnce()) -> (Option<String>, std::thread::Result<()>) {
    let _heeded = Heeded::begin(Judge::Loom, lost);
    // Unwind-safe: of what `work` touches, only the counts of finished executions are looked at again.
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    (MESSAGE.take(), ended)
}

/// Runs `work`, which is the engine's, and keeps panics quiet itself. Here it is only noted if the thread is lost.
pub(super) fn heeding<R>(lost: &Arc<Lost>, work: impl FnOnce() -> R) -> R {
    let _heeded = Heeded::begin(Judge::Engine, lost);
    work()
}

/// Under the engine, an execution begins: what others have panicked with is no cause of anything in it.
pub(super) fn forget() {
    MESSAGE.take();
    LAST.take();
}

/// As long as this lives, the panics of this thread are heard of.
struct Heeded<'a> {
    _marked: aborts::Marked<'a>,
}

impl<'a> Heeded<'a> {
    fn begin(judge: Judge, lost: &'a Arc<Lost>) -> Self {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            // Before the engine's hook, which is the next one and prints nothing either.
            racelab_engine::keep_panics_quiet();
            let others = panic::take_hook();
            panic::set_hook(Box::new(move |info| match EXPLORING.get() {
                None => others(info),
                // Not a failure: this is how a coroutine that is done with is unwound. (One that overflows
                // its stack ends the run with such a payload, and is noticed there.)
                Some(Judge::Loom) if info.payload().is::<generator::Error>() => {}
                Some(judge) => {
                    end_if_refused(info);
                    note(judge, info);
                    if judge == Judge::Engine {
                        others(info);
                    }
                }
            }));
        });
        EXPLORING.set(Some(judge));
        LOST.set(Arc::clone(lost));
        Heeded { _marked: aborts::mark(&lost.fate) }
    }
}

impl Drop for Heeded<'_> {
    fn drop(&mut self) {
        EXPLORING.set(None);
    }
}

fn note(judge: Judge, info: &panic::PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    if judge == Judge::Loom {
        record::fail();
    }
    if message.starts_with(NO_UNWINDING) && info.location().is_some_and(is_of_rust) {
        return note_abort(message);
    }
    match judge {
        Judge::Engine => MESSAGE.set(Some(LAST.take())),
        Judge::Loom => {
            MESSAGE.with_borrow_mut(|kept| kept.get_or_insert_with(|| message.to_owned()).len());
        }
    }
    LAST.set(message.to_owned());
}

/// Whether a place is in Rust's own library, which has no panic of its own that begins so but this one.
fn is_of_rust(place: &panic::Location<'_>) -> bool {
    place.file().contains("library/core/")
}

/// A panic must not unwind any further: it has come to a function that cannot, or a destructor panicked while it did.
/// That is what Rust aborts for, once the hook returns. (It has to return: while a thread is in the hook, nobody can take
/// the hook away, as the test harness does in the end.)
fn note_abort(why: &str) {
    let (first, second) = (MESSAGE.take().unwrap_or_default(), LAST.take());
    let twice = match &*first {
        _ if why == IN_A_FUNCTION => {
            format!(
                "{second} (in a function that must not unwind, such as an extern \"C\" fn, so that Rust aborts)"
            )
        }
        "" => format!("a destructor panicked while its thread unwound: {second}"),
        first => format!("{first} (and while that unwound, a destructor panicked as well: {second})"),
    };
    let lost = LOST.with_borrow(Arc::clone);
    *lost.panicked_twice.lock().unwrap_or_else(PoisonError::into_inner) = Some((twice, record::take()));
    #[cfg(unix)]
    aborts::hush::hush();
    #[cfg(not(unix))]
    loop {
        // Nothing stops Rust from aborting here.
        std::thread::park();
    }
}
