//! A thread that aborts or overflows its stack, and the process that goes on without it.
//!
//! An allocation that cannot be had, a stack that overflows and a call of `abort` end a Rust program without
//! unwinding: Rust says on standard error what it was and raises SIGABRT. Here that signal only stops the
//! thread that raised it, if its work is watched: it sleeps for ever, and whoever waits for it is told. So
//! the report still comes, and what others have finished is not lost. Where there are no such signals, the
//! program ends as usual.
//!
//! The stacks of the engine's threads are none that Rust knows of: what it says of an overflow, it does not say there.
//! So the signal that is raised when one touches the page below its stack is treated alike (`overflow`). A call of
//! `exit` cannot be survived, but told of (`exits`).

#[cfg(unix)]
mod exits;
#[cfg(unix)]
pub(super) mod hush;
pub mod memory;
#[cfg(unix)]
mod overflow;

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Once, OnceLock};

use crate::sync::checked::seen::Trail;

/// How a thread ended that will not come back.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    aborted: AtomicBool,
    /// How many bytes of memory it was refused before that.
    refused: AtomicUsize,
    overflowed: AtomicBool,
    /// What the thread explores, and where that is.
    explored: OnceLock<(&'static str, Arc<Trail>)>,
}

impl Fate {
    /// The thread explores a scenario of this subject, which leaves its trail here.
    pub fn explores(&self, subject: &'static str, trail: &Arc<Trail>) {
        self.explored.get_or_init(|| (subject, Arc::clone(trail)));
    }

    /// Whether it aborted.
    pub fn has_aborted(&self) -> bool {
        // Acquire: pairs with the Release in `aborted`; `refused` was written before.
        self.aborted.load(Acquire)
    }

    /// How many bytes of memory it was refused before it aborted, if it was.
    pub fn refused(&self) -> Option<usize> {
        Some(self.refused.load(Relaxed)).filter(|&bytes| bytes > 0)
    }

    /// Whether it overflowed a stack of the engine's.
    pub fn has_overflowed(&self) -> bool {
        self.overflowed.load(Relaxed)
    }
}

thread_local! {
    /// What is set when this thread ends. Null where nobody asks, or [`ANYWHERE`] is asked.
    ///
    /// Invariant: not null only as long as a [`Marked`] of this thread lives, which borrows it.
    static FATE: Cell<*const Fate> = const { Cell::new(ptr::null()) };
    /// Whether this thread waits for others, so that nobody would be left if it slept.
    static WAITS: Cell<bool> = const { Cell::new(false) };
}

/// Whether somebody watches threads that have no flag of their own: those that a trainer starts.
static WATCHED: AtomicBool = AtomicBool::new(false);

/// Whether such a thread has aborted.
static ANYWHERE: AtomicBool = AtomicBool::new(false);

/// As long as this lives, what becomes of the current thread is written down.
pub(super) struct Marked<'a>(std::marker::PhantomData<&'a Fate>);

/// Lets `fate` be written if the current thread aborts, or overflows a stack of the engine's.
pub(super) fn mark(fate: &Fate) -> Marked<'_> {
    listen();
    #[cfg(unix)]
    overflow::listen();
    FATE.set(fate);
    Marked(std::marker::PhantomData)
}

impl Drop for Marked<'_> {
    fn drop(&mut self) {
        FATE.set(ptr::null());
    }
}

/// As long as this lives, a thread that aborts sleeps for ever, if it is none that explores and not the one
/// that watches.
#[derive(Debug)]
pub struct Watched(());

/// Watches all threads but the current one.
pub fn watch() -> Watched {
    listen();
    WAITS.set(true);
    WATCHED.store(true, Relaxed);
    Watched(())
}

/// Whether a thread has aborted while all were watched.
pub fn seen() -> bool {
    ANYWHERE.load(Relaxed)
}

/// From now on, a file that grows beyond the limit on files (`ulimit -f`) is refused like one on a full disk. By
/// default a signal ends the program there.
pub fn refuse_large_files() {
    #[cfg(unix)]
    // SAFETY: to ignore a signal is always allowed.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

/// Whether somebody else tells how this process ends.
static TOLD_BY_ANOTHER: AtomicBool = AtomicBool::new(false);

/// From now on nothing is said of what ends this process: whoever has started it sees that, and tells it.
pub fn told_by_another() {
    // Relaxed: it is set before anything is explored.
    TOLD_BY_ANOTHER.store(true, Relaxed);
}

/// Ends the program with this exit code, and does nothing else: a thread that overflowed its stack sleeps
/// with locks that an orderly end would wait for.
pub fn leave(code: u8) -> ! {
    #[cfg(unix)]
    // SAFETY: it ends the process; there is nothing that could go on afterwards.
    unsafe {
        libc::_exit(code.into())
    }
    #[cfg(not(unix))]
    std::process::exit(code.into())
}

impl Drop for Watched {
    fn drop(&mut self) {
        WATCHED.store(false, Relaxed);
        WAITS.set(false);
    }
}

#[cfg(unix)]
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        exits::listen();
        let handler = aborted as extern "C" fn(libc::c_int);
        // SAFETY: all of a `sigaction` may be zero, and what `aborted` calls may be called in a handler.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handler as libc::sighandler_t;
            action.sa_flags = libc::SA_ONSTACK;
            libc::sigaction(libc::SIGABRT, &action, ptr::null_mut());
        }
    });
}

#[cfg(not(unix))]
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| ());
}

/// Runs on the thread that aborts. It may only do what can be done at any moment: no lock, no allocation.
/// When it returns, `abort` ends the program.
#[cfg(unix)]
extern "C" fn aborted(_signal: libc::c_int) {
    hush::end();
    let fate = FATE.get();
    if fate.is_null() {
        if WAITS.get() || !WATCHED.load(Relaxed) {
            return;
        }
        ANYWHERE.store(true, Relaxed);
    } else {
        // SAFETY: by the invariant of FATE, it is borrowed by a `Marked` of this very thread.
        let fate = unsafe { &*fate };
        fate.refused.store(memory::refused(), Relaxed);
        // Release: pairs with the Acquire in `has_aborted`.
        fate.aborted.store(true, Release);
    }
    sleep();
}

/// For ever, within a handler.
#[cfg(unix)]
fn sleep() -> ! {
    loop {
        // SAFETY: it does nothing but sleep.
        unsafe { libc::pause() };
    }
}
