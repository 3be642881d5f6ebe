//! The signal of a thread that touches the page below its stack.
//!
//! Others listen to it as well: Rust, for the stacks of the system's threads, and loom's coroutines for theirs. Whatever
//! is not of the engine's stacks is passed on to them.

use std::mem::zeroed;
use std::ptr::{self, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use libc::{SA_ONSTACK, SA_SIGINFO, SIGBUS, SIGSEGV, c_int, c_void, sigaction, siginfo_t};

use super::{FATE, TOLD_BY_ANOTHER, sleep};
use crate::sync::checked::backend::{Judge, judge};

/// A handler that is told where it happened.
type Handler = extern "C" fn(c_int, *mut siginfo_t, *mut c_void);

/// Which of the two it is depends on the system.
const SIGNALS: [c_int; 2] = [SIGSEGV, SIGBUS];

/// Who listened before: null, or valid for ever.
static BEFORE: [AtomicPtr<sigaction>; 2] = [const { AtomicPtr::new(null_mut()) }; 2];

/// What is said before a fault ends the program. After one, nothing can be relied upon.
const FAULT: &[u8] =
    b"error: the code that is explored touches memory that is not there: look into its unsafe blocks\n";

/// Listens, before all others.
pub(super) fn listen() {
    static OTHERS: Once = Once::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // loom's coroutines listen from the first of them on. They go back to whoever listened before when something is
    // not theirs: that must not be this handler, or the two would pass it to each other for ever.
    OTHERS.call_once(|| {
        generator::Gn::<()>::new_scoped(|_| ()).resume();
    });
    let _one_at_a_time = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    for (signal, before) in SIGNALS.into_iter().zip(&BEFORE) {
        // SAFETY: all of a `sigaction` may be zero, and what `faulted` calls may be called in a handler.
        unsafe {
            let mut now: sigaction = zeroed();
            sigaction(signal, ptr::null(), &mut now);
            if now.sa_sigaction == faulted as Handler as usize {
                continue;
            }
            // Release: pairs with the Acquire in `pass_on`, which reads what is behind the pointer.
            before.store(Box::into_raw(Box::new(now)), Ordering::Release);
            let mut action: sigaction = zeroed();
            action.sa_sigaction = faulted as Handler as usize;
            action.sa_flags = SA_SIGINFO | SA_ONSTACK;
            sigaction(signal, &action, null_mut());
        }
    }
}

/// Runs on the thread that did it, on a stack of its own. It may only do what can be done at any moment.
extern "C" fn faulted(signal: c_int, about: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the system gives a handler with SA_SIGINFO a valid one.
    let address = unsafe { (*about).si_addr() } as usize;
    let fate = FATE.get();
    if !fate.is_null() && racelab_engine::is_below_the_stack(address) {
        // SAFETY: by the invariant of FATE, it is borrowed by a `Marked` of this very thread.
        unsafe { &*fate }.overflowed.store(true, Ordering::Relaxed);
        sleep();
    }
    if !fate.is_null() && judge() == Judge::Engine && !TOLD_BY_ANOTHER.load(Ordering::Relaxed) {
        // SAFETY: it writes bytes that are there. Whether it succeeds, nobody is left to ask.
        unsafe { libc::write(libc::STDERR_FILENO, FAULT.as_ptr().cast(), FAULT.len()) };
    }
    pass_on(signal, about, context);
}

fn pass_on(signal: c_int, about: *mut siginfo_t, context: *mut c_void) {
    let before = SIGNALS.iter().position(|&known| known == signal).map(|index| &BEFORE[index]);
    // Acquire: pairs with the Release in `listen`.
    let before = before.map_or(null_mut(), |before| before.load(Ordering::Acquire));
    // SAFETY: it is null or valid for ever, and says itself which kind of function it has.
    unsafe {
        match before.as_ref() {
            Some(before) if before.sa_flags & SA_SIGINFO != 0 => {
                std::mem::transmute::<usize, Handler>(before.sa_sigaction)(signal, about, context);
            }
            // The default. What is done again then raises the signal again, and ends the program.
            Some(before) => {
                sigaction(signal, before, null_mut());
            }
            None => {}
        }
    }
}
