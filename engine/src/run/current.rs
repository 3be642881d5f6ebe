//! The engine that explores on this thread of the operating system, and how the program's threads reach it.
//!
//! The types of a program know no engine: they find it here. A pointer to it is unavoidable, as one engine is used by
//! many coroutines in turn, each in the middle of a function call. That pointer is followed in one place only,
//! [`with`], so that one sentence is enough:
//!
//! **Nobody is suspended, and no code of the program runs, while a reference to the engine exists.** What is given
//! to `with` works on the engine and returns; switching to another coroutine is [`suspend`]'s and
//! [`resume`](super::coroutine::resume)'s, which hold no reference. (`&mut` promises that nothing else touches what
//! it refers to. A method of the engine's that resumed a coroutine would break that promise, and be miscompiled.)

use std::any::Any;
use std::cell::Cell;
use std::panic::resume_unwind;
use std::ptr;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Release};

use super::{Engine, is_running};

thread_local! {
    static CURRENT: Cell<*mut Engine> = const { Cell::new(ptr::null_mut()) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

static USED_OUTSIDE: AtomicBool = AtomicBool::new(false);

/// What a thread of the program is unwound with when its execution is given up.
struct Abandoned;

/// Makes an engine the current one until it is dropped; then the one before is current again.
pub(crate) struct Entered {
    before: *mut Engine,
    engine: *mut Engine,
}

impl Entered {
    pub fn new(engine: Box<Engine>) -> Entered {
        let engine = Box::into_raw(engine);
        Entered { before: CURRENT.replace(engine), engine }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before);
        // SAFETY: it comes from `Box::into_raw`, and `CURRENT`, the only other way to it, has just forgotten it.
        drop(unsafe { Box::from_raw(self.engine) });
    }
}

/// Whether something is being explored on this thread.
#[inline]
pub(crate) fn is_exploring() -> bool {
    !CURRENT.get().is_null()
}

/// Panics if nothing is explored on this thread.
#[inline]
#[track_caller]
pub(crate) fn assert_exploring() {
    if !is_exploring() {
        refuse();
    }
}

/// Panics if no thread of the program runs: whoever is shown an execution is not a part of it.
#[inline]
#[track_caller]
pub(super) fn assert_in_program() {
    assert_exploring();
    assert!(
        is_running(),
        "one of racelab_engine's types is used where an execution is looked at: only the program that is explored can \
         lock, load, store or wait; have it return what is to be looked at"
    );
}

/// Written down before all else: the panic may take its time, and whoever explores may come to an end meanwhile.
#[cold]
#[track_caller]
fn refuse() -> ! {
    // Release: pairs with the Acquire in `was_used_outside`, so that whoever asks later knows at once.
    USED_OUTSIDE.store(true, Release);
    panic!(
        "racelab_engine's types do what they do in an exploration only, and on threads that it has started"
    );
}

/// Whether some thread has used a type of the engine's where nothing is explored, and was refused.
pub(crate) fn was_used_outside() -> bool {
    // Acquire: pairs with the Release in `refuse`.
    USED_OUTSIDE.load(Acquire)
}

/// Works on the current engine.
#[inline]
pub(crate) fn with<R>(work: impl FnOnce(&mut Engine) -> R) -> R {
    assert_exploring();
    let engine = CURRENT.get();
    let _work = Work::begin();
    // SAFETY: `CURRENT` is null or points to the box of an `Entered`, which lives as long as that is current. No
    // other reference exists, by the rule of this file.
    work(unsafe { &mut *engine })
}

/// Says that the engine is at work until it is dropped: what panics meanwhile is the engine itself.
struct Work;

impl Work {
    #[inline]
    fn begin() -> Work {
        let was_at_work = BUSY.replace(true);
        debug_assert!(!was_at_work, "the engine is asked while it is at work");
        Work
    }
}

impl Drop for Work {
    #[inline]
    fn drop(&mut self) {
        BUSY.set(false);
    }
}

/// Whether the engine is at work: what panics now is the engine itself.
pub(crate) fn is_at_work() -> bool {
    BUSY.get()
}

/// Gives the turn back to the engine, and goes on when it is this thread's again.
pub(crate) fn suspend() {
    assert_in_program();
    if with(|engine| engine.is_tidying) {
        return;
    }
    let yielder = with(|engine| engine.threads[engine.current].yielder);
    // SAFETY: a coroutine writes down the address of its own yielder when it starts (see `coroutine`), and it
    // is this coroutine that runs; so the yielder, an argument of the coroutine's function, lives.
    unsafe { (*yielder).suspend(()) };
    if with(|engine| engine.abandoning) && !std::thread::panicking() {
        abandon();
    }
}

/// Unwinds the thread that runs, because its execution has been given up.
pub(crate) fn abandon() -> ! {
    resume_unwind(Box::new(Abandoned))
}

/// Whether a panic is no panic of the program, but an execution that was given up.
pub(crate) fn is_abandonment(payload: &(dyn Any + Send)) -> bool {
    payload.is::<Abandoned>()
}
