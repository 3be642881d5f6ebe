//! The commands: thin, each in a file of its own. What they do is in the library.
//!
//! Exit codes: 0 for success, 1 where an exploration finds something wrong (not with `explain`, which is there to show
//! it) or has not come to its end, 2 for bad input and where the system refuses something (to write a file, to start a
//! thread, to give memory), 130 after Ctrl-C. Where nobody reads, nothing is missing: a closed pipe and a closed standard
//! output (which Rust opens again, leading nowhere) change no exit code.

mod arguments;
mod attend;
mod book;
mod check;
mod compare;
mod drawings;
mod ending;
pub mod exercise;
mod explain;
mod explore;
mod files;
mod inference;
mod interrupt;
mod json;
mod lessons;
mod listings;
mod litmus;
mod mistakes;
mod new;
pub mod own;
mod progress;
mod replace;
mod results;
mod sample;
mod sharing;
mod simulate;
mod staleness;
mod text;
mod tour;
mod weaken;
mod word2vec;

use std::process::ExitCode;

use arguments::Command;
use racelab::machine::forget_settings_of_loom;
use racelab_loom::explore::aborts;
use racelab_loom::report;

/// What to type for this program, in a clone of the project.
const RACELAB: &str = "cargo run --release --";

/// Reads the arguments and does what they say.
pub fn run() -> ExitCode {
    // That of the library that explores: its threads and its allocator are refused things as well, and one line is enough.
    report::end_quietly();
    aborts::refuse_large_files();
    aborts::memory::is_shared_where_it_is_scarce();
    // SAFETY: no other thread has been started yet.
    unsafe { forget_settings_of_loom() };
    let command = match arguments::read() {
        Ok(command) => command,
        Err(code) => return code,
    };
    if !matches!(command, Command::Lesson { .. } | Command::Listing { .. }) {
        // A lesson looks at no flag, so Ctrl-C ends it at once, as usual.
        interrupt::listen();
    }
    let result = match command {
        Command::Tour => tour::run(),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Check { names, own, with, largest, limits } => {
            check::run(&names, &own, with, largest, limits)
        }
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Weaken(arguments) => weaken::run(&arguments),
        Command::New { folder } => new::run(&folder),
        Command::Exercise(arguments) => exercise::run(&arguments),
        Command::Litmus(arguments) => litmus::run(&arguments),
        Command::Inference(arguments) => inference::run(&arguments),
        Command::Staleness(arguments) => staleness::run(&arguments),
        Command::Word2vec(arguments) => word2vec::run(&arguments),
        Command::Sharing(arguments) => sharing::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Mistakes => mistakes::list(),
        Command::Lessons => lessons::list(),
        // The lesson looks for --all by itself, as it does where it is a program of its own.
        Command::Lesson { lesson, all: _ } => lessons::run(&lesson),
        Command::Book(arguments) => book::run(&arguments),
        Command::Listing { name } => listings::run(&name),
    };
    ending::end(result)
}
