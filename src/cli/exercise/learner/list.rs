//! `racelab exercise list`: all exercises, and what was done to them.

use std::path::Path;
use std::process::ExitCode;

use super::super::super::RACELAB;
use super::super::super::arguments::UserError;
use super::super::course::{self, Exercise};
use super::Folder;
use super::progress::Progress;
use crate::report::{Align, Page, table};

/// Shows the list: in a learner's folder, with his progress.
pub fn list(dir: Option<&Path>, fast: bool) -> Result<ExitCode, UserError> {
    let folder = Folder::find(dir);
    let start = folder.as_ref().map(|folder| folder.command("start NAME")).unwrap_or_default();
    let (exercises, progress) = match folder {
        Ok(folder) => (folder.exercises, Some(folder.progress)),
        Err(error) if dir.is_some() => return Err(error),
        // Anybody may look what there is.
        Err(_) => (course::read_all(&course::folder())?, None),
    };
    let mut page = Page::new();
    let chosen: Vec<_> = exercises.iter().filter(|exercise| !fast || exercise.header.fast).collect();
    page.verbatim(&rows(&chosen, progress.as_ref()));
    page.blank();
    let minutes: u32 = chosen.iter().map(|exercise| exercise.header.minutes).sum();
    page.say(&format!(
        "{} exercises, about {} hours. Those with * are the fast track, one for each lesson: --fast.",
        chosen.len(),
        minutes.div_ceil(60)
    ));
    match progress {
        Some(progress) => {
            let solved = chosen.iter().filter(|exercise| progress.is_solved(&exercise.name)).count();
            page.say(&format!("You have solved {solved}. To begin with any of them: {start}"));
        }
        None => page.say(&format!("To begin: {RACELAB} exercise init DIR")),
    }
    Ok(ExitCode::SUCCESS)
}

/// The table.
pub fn rows(exercises: &[&Exercise], progress: Option<&Progress>) -> String {
    let row = |exercise: &&Exercise| {
        let done = progress.and_then(|progress| progress.done.get(&exercise.name));
        let state = match done {
            Some(done) if done.solved.is_some() => "solved",
            Some(done) if done.attempts > 0 => "tried",
            _ => "",
        };
        let star = if exercise.header.fast { "*" } else { "" };
        vec![
            format!("{}{star}", exercise.name),
            exercise.header.kind.name().to_owned(),
            exercise.header.minutes.to_string(),
            exercise.header.lesson.clone(),
            state.to_owned(),
        ]
    };
    let headers = [
        ("exercise", Align::Left),
        ("kind", Align::Left),
        ("minutes", Align::Right),
        ("lesson", Align::Left),
        ("", Align::Left),
    ];
    table(&headers, &exercises.iter().map(row).collect::<Vec<_>>())
}
