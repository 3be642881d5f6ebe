//! What a command prints, as a newcomer sees it in a pipe: 80 columns, no colour.

use std::process::{Command, Output, Stdio};

use super::folder::Folder;
use super::from_text;
use super::list::{self, LIST, Listed};
use super::parts::Part;
use crate::cli::arguments::UserError;
use crate::cli::{explore, interrupt};

/// A part for each line of the list.
pub fn parts(folder: &Folder) -> Result<Vec<Part>, UserError> {
    let listed = list::read(&folder.read(LIST)?)?;
    explore::on_all_cores("commands", &listed, |listed| part(folder, listed)).into_iter().collect()
}

fn part(folder: &Folder, listed: &Listed) -> Result<Part, UserError> {
    if interrupt::interrupted() {
        return Ok(Part { file: listed.file.clone(), content: String::new() });
    }
    let at = format!("book/{LIST}:{}", listed.line);
    let output = run(folder, listed)
        .map_err(|error| UserError::failure(format!("{at}: racelab could not be started: {error}")))?;
    // 1 is what `check` ends with where it finds what the book wants to show.
    if !matches!(output.status.code(), Some(0 | 1)) || !output.stderr.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr);
        let command = listed.arguments.join(" ");
        return Err(UserError::new(format!("{at}: racelab {command}: {}", said.trim_end())));
    }
    let text = without_time(&String::from_utf8_lossy(&output.stdout));
    let content = if listed.has_tables() { from_text::page(&listed.file, &text) } else { text };
    Ok(Part { file: listed.file.clone(), content })
}

/// Runs this very program with the arguments, in the project's folder. A drawing goes to standard output.
fn run(folder: &Folder, listed: &Listed) -> std::io::Result<Output> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(&listed.arguments).args(listed.is_drawing().then_some("-"));
    command.env("NO_COLOR", "1").env("COLUMNS", "80").current_dir(folder.path("..")).stdin(Stdio::null());
    command.output()
}

/// The text without the line that says how long it took, the only one that differs from run to run, and with
/// one line break at its end.
fn without_time(text: &str) -> String {
    let kept: Vec<_> = text.lines().filter(|line| !line.starts_with(explore::TOOK)).collect();
    kept.join("\n").trim_end().to_owned() + "\n"
}
