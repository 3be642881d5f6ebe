//! The `racelab` command.

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
