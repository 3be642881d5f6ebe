//! The `racelab` command.

#[cfg(not(loom))]
use racelab_loom::explore::aborts::memory::Memory;

/// Says in one line that there is no more memory, in place of an exploration that reports it as the program's failure.
#[cfg(not(loom))]
#[global_allocator]
static MEMORY: Memory = Memory::OF_THE_COMMAND;

#[cfg(not(loom))]
fn main() -> std::process::ExitCode {
    racelab::cli::run()
}

/// Only tests mean something in a build for loom.
#[cfg(loom)]
fn main() -> std::process::ExitCode {
    eprintln!("error: this is a build for loom, which runs no real threads: build it without --cfg loom");
    std::process::ExitCode::from(2)
}
