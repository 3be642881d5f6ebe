//! `racelab exercise hint`, `solution` and `reset`: of the exercise that is named, or else of that which is next.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::super::super::arguments::UserError;
use super::super::super::replace::{replace, target};
use super::super::course::Exercise;
use super::Folder;
use crate::report::Page;

/// Shows one hint more than the last time.
pub fn hint(dir: Option<&Path>, fast: bool, name: Option<&str>) -> Result<ExitCode, UserError> {
    let mut folder = Folder::find(dir)?;
    let exercise = folder.meant(name, fast)?.clone();
    let mut page = Page::new();
    page.title(&exercise.heading());
    hints(&mut page, &mut folder, &exercise)?;
    if folder.progress.of(&exercise.name).hints < exercise.header.hints.len() as u64 {
        page.say("The same command shows one more.");
    } else {
        page.say(&format!(
            "There are no more. Once an answer of yours has been checked, this shows the solution: {}",
            folder.command(&format!("solution {}", exercise.name))
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the hints so far, and one more.
pub fn hints(page: &mut Page, folder: &mut Folder, exercise: &Exercise) -> Result<(), UserError> {
    let all = &exercise.header.hints;
    let done = folder.progress.of(&exercise.name);
    done.hints = (done.hints + 1).min(all.len() as u64);
    let shown = done.hints as usize;
    for (index, hint) in all.iter().take(shown).enumerate() {
        page.say(&format!("Hint {} of {}: {hint}", index + 1, all.len()));
    }
    folder.progress.keep(&folder.path)
}

/// Shows the solution, to those who have tried.
pub fn solution(dir: Option<&Path>, fast: bool, name: Option<&str>) -> Result<ExitCode, UserError> {
    let folder = Folder::find(dir)?;
    let exercise = folder.meant(name, fast)?;
    let tried = folder.progress.done.get(&exercise.name).is_some_and(|done| done.attempts > 0);
    if !tried {
        return Err(UserError::new(format!(
            "{}: try it first. The solution is shown once an answer of yours has been checked; `{}` helps on \
             the way",
            exercise.name,
            folder.command(&format!("hint {}", exercise.name))
        )));
    }
    let mut page = Page::new();
    page.title(&exercise.heading());
    solved(&mut page, exercise);
    Ok(ExitCode::SUCCESS)
}

/// The solution, region by region.
pub fn solved(page: &mut Page, exercise: &Exercise) {
    for region in exercise.regions() {
        page.verbatim(&format!("{}\n{}{}", region.marker, region.solution, region.end));
        page.blank();
    }
    page.say(&exercise.header.after);
}

/// Begins an exercise anew; the old file is kept beside it.
pub fn reset(dir: Option<&Path>, fast: bool, name: Option<&str>) -> Result<ExitCode, UserError> {
    let mut folder = Folder::find(dir)?;
    let exercise = folder.meant(name, fast)?.clone();
    let file = folder.file(&exercise);
    let unwritable = |error| UserError::new(format!("cannot write {}: {error}", file.display()));
    let mut page = Page::new();
    let is_starter = folder.text(&exercise)?.is_none_or(|text| text == exercise.starter());
    if !is_starter {
        let free =
            (1..).map(|number| file.with_extension(format!("rs.old-{number}"))).find(|path| !path.exists());
        let kept = free.unwrap_or_default();
        fs::rename(&file, &kept).map_err(unwritable)?;
        page.say(&format!("Yours is kept as {}.", kept.display()));
    }
    target(&file).and_then(|target| replace(&target, exercise.starter().as_bytes())).map_err(unwritable)?;
    let done = folder.progress.of(&exercise.name);
    (done.solved, done.last) = (None, None);
    folder.progress.keep(&folder.path)?;
    page.say(&format!("{} is as it was at first.", file.display()));
    Ok(ExitCode::SUCCESS)
}
