//! Work that may not end: code that a learner has changed, a pipe that nobody reads from.
//!
//! It runs on a thread of its own, which is left behind when it does not end soon after Ctrl-C, or when it
//! aborts. So what was finished before can still be shown.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use racelab::report::NO_THREADS;
use racelab::sync::panic_message;
use racelab_loom::explore::aborts;

use super::arguments::UserError;
use super::interrupt::interrupted;

/// How long work may take to end after Ctrl-C: far longer than a step of a trainer, so that what is not
/// over by then looks at nothing any more.
pub const GRACE: Duration = Duration::from_millis(500);

/// How often it is looked whether somebody has pressed Ctrl-C.
const GLANCE: Duration = Duration::from_millis(50);

/// Why work came to no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// It went on after Ctrl-C for longer than it may.
    Waits,
    /// It ended the program, or would have: Rust has said why on standard error.
    Aborted,
    /// It panicked, with this message.
    Panicked(String),
}

/// Does `work` on a thread called `name`.
///
/// # Errors
/// If there is no thread to be had.
pub fn attended<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<Result<R, Unfinished>, UserError> {
    attended_for(GRACE, name, work)
}

/// Does `work` that leaves nothing half done: after Ctrl-C it is left behind at once, and `lost` says what that means.
///
/// # Errors
/// Where it came to no result, for whatever reason.
pub fn while_wanted<R: Send + 'static>(
    name: &str,
    lost: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, UserError> {
    attended_for(Duration::ZERO, name, work)?.map_err(|unfinished| match unfinished {
        Unfinished::Waits => UserError::interrupted(format!("interrupted: {lost}")),
        Unfinished::Aborted => {
            UserError::failure(format!("{name} aborted the program; Rust's own message is above"))
        }
        Unfinished::Panicked(message) => UserError::failure(format!("{name} panicked: {message}")),
    })
}

fn attended_for<R: Send + 'static>(
    grace: Duration,
    name: &str,
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<Result<R, Unfinished>, UserError> {
    let (sender, receiver) = channel();
    let _watched = aborts::watch();
    let thread = Builder::new().name(name.to_owned()).spawn(move || {
        // The receiver is gone where the work was given up.
        let _ = sender.send(work());
    });
    let thread = thread.map_err(|_| UserError::new(NO_THREADS))?;
    let mut pressed: Option<Instant> = None;
    loop {
        match receiver.recv_timeout(GLANCE) {
            Ok(result) => return Ok(Ok(result)),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(panic) => return Ok(Err(Unfinished::Panicked(panic_message(&*panic)))),
                Ok(()) => unreachable!("it sends something unless it panics"),
            },
            Err(RecvTimeoutError::Timeout) => {}
        }
        if interrupted() {
            pressed = pressed.or(Some(Instant::now()));
        }
        if aborts::seen() {
            return Ok(Err(Unfinished::Aborted));
        }
        if pressed.is_some_and(|pressed| pressed.elapsed() >= grace) {
            return Ok(Err(Unfinished::Waits));
        }
    }
}
