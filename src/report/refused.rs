//! What the system refuses: output that it does not take, a thread that it does not start.
//!
//! Neither is a fault of the program, so each ends it with one line at most and not with a panic's report.
//! std's `println!` and its `spawn` panic, and say in the panic's message what it was; that is caught here.

use std::io::{self, Write};
use std::panic;
use std::process::exit;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is said where the system starts no thread.
pub const NO_THREADS: &str = "the system starts no more threads: end other programs, or raise the limit on \
    processes (ulimit -u) or on memory";

/// Whether [`NO_THREADS`] was said. Relaxed: nothing else depends on it.
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
            let message = info.payload_as_str().unwrap_or_default();
            if let Some(why) = message.strip_prefix("failed printing to ") {
                if is_broken_pipe(why) {
                    exit(0);
                }
                let why =
                    why.replacen("stdout", "standard output", 1).replacen("stderr", "standard error", 1);
                complain(&format!("cannot write to {why}"));
                exit(EXIT_CODE.into());
            }
            if message.starts_with("failed to spawn thread") {
                // Where several threads cannot start others, one of them says so.
                if !SAID.swap(true, Ordering::Relaxed) {
                    complain(NO_THREADS);
                }
                exit(EXIT_CODE.into());
            }
            others(info);
        }));
    });
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
