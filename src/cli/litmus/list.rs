//! The gallery, a line each.

use std::process::ExitCode;

use racelab::report::Page;
use racelab_loom::litmus::gallery::gallery;

use crate::cli::RACELAB;
use crate::cli::arguments::UserError;

/// Lists the gallery, group by group.
pub fn run() -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    let width = gallery().iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    let mut group = None;
    for entry in gallery() {
        if group != Some(entry.group) {
            page.heading(entry.group.name());
            group = Some(entry.group);
        }
        page.verbatim(&format!("{:<width$}  {}", entry.name, entry.about));
    }
    page.blank();
    page.say(&format!("What one of them may do, and does: {RACELAB} litmus NAME"));
    page.say("NAME can also be a file in herd's format for C11.");
    Ok(ExitCode::SUCCESS)
}
