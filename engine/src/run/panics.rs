//! Panics of the program: kept quiet, and written down with their place.
//!
//! A panic in an execution is something that was found out, not an error message. So while threads of the program run, the
//! hook that prints panics is replaced; all other panics go where they went before.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use super::current::{is_at_work, with};
use super::is_exploring;
use crate::execution::Panic;

thread_local! {
    static LAST: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Says whether threads of the program run now, on this thread of the operating system.
pub(crate) fn set_running(running: bool) -> bool {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| match RUNNING.get() && is_exploring() && !is_at_work() {
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

fn note(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a panic without a message").to_owned();
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    LAST.set(Some((message, place)));
    with(|engine| {
        let current = engine.current;
        engine.threads[current].is_panicking = true;
    });
}

/// What is known of a panic that has been caught.
pub(crate) fn describe(thread: usize, payload: &(dyn Any + Send)) -> Panic {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    let (message, place) = LAST.take().unwrap_or_default();
    Panic { thread, message: text.unwrap_or(message), place }
}
