//! Panics of the program: kept quiet, and written down with their place.
//!
//! A panic in an execution is something that was found out, not an error message. So while threads of the program
//! run, the hook that prints panics is replaced; all other panics go where they went before. Among those are the
//! engine's own: they are printed, and passed on to whoever asked for the exploration.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::mem;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use super::current::{is_at_work, suspend, with};
use super::is_exploring;
use crate::execution::Panic;

/// How a panic began, and which of the run it was.
#[derive(Clone, Default)]
pub(crate) struct Began {
    pub number: usize,
    message: String,
    place: String,
}

thread_local! {
    /// A panic of the engine's own, in a thread of the program: what is said of it.
    static OWN: Cell<Option<String>> = const { Cell::new(None) };
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Says whether threads of the program run now, on this thread of the operating system.
pub(crate) fn set_running(running: bool) -> bool {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| match RUNNING.get() && is_exploring() {
            true if is_at_work() => {
                let (message, place) = told(info);
                OWN.set(Some(format!(
                    "an error of racelab-engine itself, not of the program that it explores: {message}, at {place}; \
                     please report it with the program"
                )));
                before(info);
            }
            true => note(info),
            false => before(info),
        }));
    });
    RUNNING.replace(running)
}

/// Whether threads of the program run now.
pub(crate) fn is_running() -> bool {
    RUNNING.get()
}

/// Its message and its place.
fn told(info: &PanicHookInfo<'_>) -> (String, String) {
    let message = info.payload_as_str().unwrap_or("a panic without a message").to_owned();
    (message, info.location().map(ToString::to_string).unwrap_or_default())
}

/// Panics if the engine has panicked in a thread of the program, which cannot be told from outside otherwise: the
/// panic has unwound the thread as if it were the program's own, or the program has even caught it.
pub(super) fn pass_on_the_engines_own() {
    if let Some(message) = OWN.take() {
        end_the_exploration(&message);
    }
}

/// Ends the exploration from within a thread of the program, because the system has no memory for the stack of another.
/// The thread is not unwound, as that would run the program's destructors: it goes no further.
pub(super) fn has_no_stack_within(error: &io::Error) -> ! {
    OWN.set(Some(no_stack(error)));
    suspend();
    unreachable!("what resumes this thread has ended the exploration");
}

/// The same where none of the program's threads runs.
pub(super) fn has_no_stack(error: &io::Error) -> ! {
    end_the_exploration(&no_stack(error))
}

fn no_stack(error: &io::Error) -> String {
    format!("there is no memory for the stack of one more thread: {error}; raise the limit on memory")
}

/// Panics, as whoever asked for the exploration has to be told.
fn end_the_exploration(message: &str) -> ! {
    // Nothing of this execution can be relied upon, so its threads are left lying.
    with(|engine| engine.threads.iter_mut().for_each(|thread| mem::forget(thread.coroutine.take())));
    RUNNING.set(false);
    panic!("{message}");
}

fn note(info: &PanicHookInfo<'_>) {
    let (message, place) = told(info);
    with(|engine| {
        engine.panics_begun += 1;
        let (number, current) = (engine.panics_begun, engine.current);
        let thread = &mut engine.threads[current];
        thread.is_panicking = true;
        thread.began_to_panic = Some(Began { number, message, place });
    });
}

/// What is known of a panic that has been caught.
pub(crate) fn describe(thread: usize, payload: &(dyn Any + Send)) -> Panic {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    let began = with(|engine| engine.threads[thread].began_to_panic.clone()).unwrap_or_default();
    Panic { thread, message: text.unwrap_or(began.message), place: began.place, after: None }
}
