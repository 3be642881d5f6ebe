//! `racelab book --measure`: figures of this machine, for the book to quote.
//!
//! They are not the same twice, so nothing checks them but that each file says in its first lines which
//! machine it is of and which command measured it.

use std::process::{Command, ExitCode, Stdio};

use racelab::machine::Machine;
use racelab::report::Page;

use super::folder::Folder;
use crate::cli::RACELAB;
use crate::cli::arguments::UserError;

/// Each file in `book/src/measured`, and what is typed for it after `racelab`.
const MEASURED: [(&str, &[&str]); 2] = [
    ("compare_digits.txt", &["compare", "--data", "digits", "--workers", "2"]),
    ("compare_wide.txt", &["compare", "--data", "wide", "--workers", "2"]),
];

/// Measures one after the other, so that none is disturbed.
pub fn run(folder: &Folder) -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    for (file, arguments) in MEASURED {
        let output = std::env::current_exe().and_then(|racelab| {
            Command::new(racelab).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null()).output()
        });
        let output =
            output.map_err(|error| UserError::failure(format!("racelab could not be started: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(UserError::failure(format!("{file} is as it was: {}", said.trim_end())));
        }
        let table = String::from_utf8_lossy(&output.stdout);
        let command = format!("{RACELAB} {}", arguments.join(" "));
        let text = format!("machine: {}\ncommand: {command}\n\n{}\n", Machine::here(), table.trim_end());
        folder.write_text(&format!("src/measured/{file}"), &text)?;
        page.say(&format!("measured {file}"));
    }
    Ok(ExitCode::SUCCESS)
}
