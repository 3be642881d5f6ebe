//! The assembly in the book is what the compiler that it names makes of the functions beside it.

use std::process::{Command, Stdio};

use super::pages::{Book, read};

/// The compiler at hand, as the first line of the listing names it, if there is one.
fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("-vV").output().ok().filter(|output| output.status.success())?;
    let said = String::from_utf8(output.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "))?;
    Some(format!("{}, opt-level=3, {host}", said.lines().next()?))
}

#[test]
fn the_assembly_shown_is_what_the_compiler_named_above_it_gives() {
    let shown = read(&Book::this().src().join("measured/as_compiled.txt"));
    let shown: Vec<_> = shown.lines().skip(3).collect(); // After the machine, the command and a blank line.
    if compiler().as_deref() != shown.first().copied() {
        eprintln!("not compared: the assembly is of another compiler than the one at hand");
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    let output =
        command.args(["listing", "as_compiled"]).stdin(Stdio::null()).output().expect("racelab runs");
    let given = String::from_utf8_lossy(&output.stdout);
    assert_eq!(given.lines().collect::<Vec<_>>(), shown, "racelab book --measure brings it up to date");
}
