//! What the system refuses: output that it does not take, a thread that it does not start, memory that it does not give.
//!
//! None of that is a fault of the program, so each ends it with one line at most and not with a panic's report.
//! std's `println!` and its `spawn` panic, as do those who make stacks of their own, and say in the panic's message what it
//! was; that is caught here.

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::process::exit;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What is said where the system starts no thread.
pub const NO_THREADS: &str = "the system starts no more threads: end other programs, or raise the limit on \
    processes (ulimit -u) or on memory";

/// What is said where it gives no more memory.
pub const NO_MEMORY: &str =
    "the system gives no more memory: end other programs, or raise the limit on memory (ulimit -v)";

/// How panics begin that say so: the engine's, loom's coroutines', and those of std's threads, which have a small stack
/// for handlers of signals.
const NO_STACKS: [&str; 4] = [
    "there is no memory for the stack of one more thread",
    "failed to alloc sys stack",
    "failed to allocate an alternative stack",
    "failed to set up alternative stack guard page",
];

/// Whether one of these was said. Relaxed: nothing else depends on it.
static SAID: AtomicBool = AtomicBool::new(false);

/// How a program ends that the system refused something.
pub const EXIT_CODE: u8 = 2;

/// Says `error: ...` on standard error. Where that cannot be written either, there is nobody left to tell.
pub fn complain(message: &str) {
    // In one piece: standard error has no buffer, and a program that is ended meanwhile has said all or nothing.
    let _ = io::stderr().write_all(format!("error: {message}\n").as_bytes());
}

/// From now on, a panic of `println!` or of a `spawn` ends the program quietly: 0 where a reader has closed
/// the pipe, and a line and [`EXIT_CODE`] otherwise.
pub fn end_quietly() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            end_if_refused(info);
            others(info);
        }));
    });
}

/// Ends the program if it has panicked because the system refused something.
pub fn end_if_refused(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or_default();
    if let Some(why) = message.strip_prefix("failed printing to ") {
        if is_broken_pipe(why) {
            exit(0);
        }
        let why = why.replacen("stdout", "standard output", 1).replacen("stderr", "standard error", 1);
        complain(&format!("cannot write to {why}"));
        exit(EXIT_CODE.into());
    }
    let refused = match () {
        () if message.starts_with("failed to spawn thread") => NO_THREADS,
        () if NO_STACKS.iter().any(|beginning| message.starts_with(beginning)) => NO_MEMORY,
        () => return,
    };
    wait_unless_first();
    complain(refused);
    exit(EXIT_CODE.into());
}

/// Ends the program where an allocation was refused: nothing is allocated on the way.
pub fn end_without_memory() -> ! {
    wait_unless_first();
    for part in ["error: ", NO_MEMORY, "\n"] {
        let _ = io::stderr().write_all(part.as_bytes());
    }
    #[cfg(unix)]
    // SAFETY: it ends the process. What an orderly end would do beside might want memory.
    unsafe {
        libc::_exit(EXIT_CODE.into())
    }
    #[cfg(not(unix))]
    std::process::abort()
}

/// Where several threads are refused something, one of them says so and ends the program. The others sleep until it has:
/// to end it themselves would cut the first one short.
fn wait_unless_first() {
    while SAID.swap(true, Ordering::Relaxed) {
        thread::sleep(Duration::from_secs(1));
    }
}

/// std gives only the text; the number in it is the same in every language.
fn is_broken_pipe(why: &str) -> bool {
    let numbers: &[i32] = if cfg!(windows) { &[109, 232] } else { &[32] };
    numbers.iter().any(|number| why.ends_with(&format!("(os error {number})")))
}

/// The text in one line, and with nothing in it that a terminal would obey: characters that control it, or
/// that change the direction of writing, are spelled out.
pub fn printable(text: &str) -> String {
    let obeyed = |letter: char| {
        let turns =
            matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        letter.is_control() || turns || letter == '\u{feff}'
    };
    let mut printable = String::with_capacity(text.len());
    for letter in text.chars() {
        if obeyed(letter) { printable.extend(letter.escape_default()) } else { printable.push(letter) }
    }
    printable
}
