//! `racelab lessons` and `racelab lesson`.

use std::process::ExitCode;

use racelab::lesson::{LESSONS, Lesson};
use racelab::report::{Align, Page, table};

use super::arguments::UserError;

/// Lists the lessons.
pub fn list() -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    let rows: Vec<_> =
        LESSONS.iter().map(|lesson| vec![lesson.name.to_owned(), lesson.about.to_owned()]).collect();
    page.verbatim(&table(&[("lesson", Align::Left), ("what it is about", Align::Left)], &rows));
    page.blank();
    page.say("Run one with its number or name: racelab lesson 2, or cargo run --release --bin 02_lost_update");
    Ok(ExitCode::SUCCESS)
}

/// Runs the lesson with this number or name.
pub fn run(wanted: &str) -> Result<ExitCode, UserError> {
    let Some(lesson) = Lesson::find(wanted) else {
        let names: Vec<_> = LESSONS.iter().map(|lesson| lesson.name).collect();
        let message = format!("no lesson is called '{wanted}': choose from 1 to 8, or {}", names.join(", "));
        return Err(UserError::new(message));
    };
    match lesson.name {
        _ => todo_lessons(),
    }
    Ok(ExitCode::SUCCESS)
}
fn todo_lessons() {}
