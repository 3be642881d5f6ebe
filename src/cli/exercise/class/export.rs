//! `racelab exercise export`: starters, solutions and a list, in a new folder.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::super::super::RACELAB;
use super::super::super::arguments::{ExerciseExport, UserError};
use super::super::course::{self, Exercise};
use super::super::learner::named;
use super::csv;
use crate::lesson::Lesson;
use crate::report::{Page, counted};

/// Writes them.
pub fn export(asked: &ExerciseExport) -> Result<ExitCode, UserError> {
    let exercises = course::read_all(&course::folder())?;
    let chosen = chosen(&exercises, &asked.only)?;
    let folder = &asked.folder;
    if fs::read_dir(folder).is_ok_and(|mut there| there.next().is_some()) {
        return Err(UserError::new(format!(
            "{} is not empty: name a new folder, so that nothing in it is overwritten",
            folder.display()
        )));
    }
    let write = |path: &Path, text: &str| {
        let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
        made.map_err(|error| UserError::new(format!("cannot write {}: {error}", path.display())))
    };
    for exercise in &chosen {
        write(&folder.join("starters").join(exercise.file()), &exercise.starter())?;
        if !asked.without_solutions {
            write(&folder.join("solutions").join(exercise.file()), &exercise.solution())?;
        }
    }
    write(&folder.join("exercises.csv"), &list(&chosen))?;
    let mut page = Page::new();
    page.say(&format!(
        "{} has {} now: {}, and a list of them, exercises.csv.",
        folder.display(),
        counted(chosen.len() as u64, "exercise"),
        if asked.without_solutions { "starters" } else { "starters and solutions" }
    ));
    page.say(&format!("What comes back is judged by: {RACELAB} exercise grade SUBMISSIONS"));
    Ok(ExitCode::SUCCESS)
}

/// Those that are named, by themselves or by their lesson; all for none.
pub fn chosen<'a>(exercises: &'a [Exercise], only: &[String]) -> Result<Vec<&'a Exercise>, UserError> {
    let is_wanted = |exercise: &&Exercise| -> Result<bool, UserError> {
        for name in only {
            let of_lesson = Lesson::find(name).filter(|lesson| lesson.name == name);
            let wanted = match of_lesson {
                Some(lesson) => exercise.header.lesson == lesson.name,
                None => named(exercises, name, &format!("{RACELAB} exercise list"))?.name == exercise.name,
            };
            if wanted {
                return Ok(true);
            }
        }
        Ok(only.is_empty())
    };
    let mut chosen = Vec::new();
    for exercise in exercises {
        if is_wanted(&exercise)? {
            chosen.push(exercise);
        }
    }
    match chosen.as_slice() {
        [] => Err(UserError::new(format!("no exercise belongs to {}", only.join(", ")))),
        _ => Ok(chosen),
    }
}

fn list(exercises: &[&Exercise]) -> String {
    let rows = exercises.iter().map(|exercise| {
        let header = &exercise.header;
        let fast = if header.fast { "yes" } else { "no" };
        [
            exercise.name.as_str(),
            &header.title,
            &header.lesson,
            header.kind.name(),
            &header.minutes.to_string(),
            fast,
        ]
        .map(str::to_owned)
        .to_vec()
    });
    csv::written(&["exercise", "title", "lesson", "kind", "minutes", "fast"], rows)
}
