//! `racelab exercise check`: a verdict on one file, which is that of the next exercise unless it is named, or on all.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::super::super::RACELAB;
use super::super::super::arguments::{ExerciseCheck, UserError};
use super::super::super::explore::on_all_cores;
use super::super::super::files::ResultFile;
use super::super::super::interrupt::{self, interrupted};
use super::super::course::Exercise;
use super::super::judge::{Bench, Verdict, Word};
use super::super::results::{self, Result as Entry};
use super::{Folder, Judged, State, told};
use crate::report::{Align, Page, table};

/// Judges what is named, or what is next, or all; exit code 0 if all of that is solved.
pub fn check(dir: Option<&Path>, fast: bool, asked: &ExerciseCheck) -> Result<ExitCode, UserError> {
    let mut folder = Folder::find(dir)?;
    let chosen: Vec<Exercise> = match asked.all {
        true => folder.exercises.iter().filter(|exercise| !fast || exercise.header.fast).cloned().collect(),
        false => vec![folder.meant(asked.name.as_deref(), fast)?.clone()],
    };
    let results = [&asked.json, &asked.junit, &asked.gradescope].map(Option::as_deref);
    for exercise in &folder.exercises {
        ResultFile::spare(&folder.file(exercise), &results)?;
    }
    let [json, junit, gradescope] = results;
    let mut files =
        ResultFile::open_each([("--json", json), ("--junit", junit), ("--gradescope", gradescope)])?;
    let mut page = ResultFile::page(&files.each_ref());
    let bench = Bench::new()?;
    let judge = |exercise: &Exercise| -> Result<(Judged, Duration), UserError> {
        if interrupted() {
            return Err(UserError::interrupted("interrupted before all were judged"));
        }
        let start = Instant::now();
        Ok((Judged::of(&bench, &folder, exercise, !asked.all)?, start.elapsed()))
    };
    let judged: Vec<_> = on_all_cores("judging", &chosen, judge);
    let mut entries = Vec::new();
    for (exercise, judged) in chosen.iter().zip(judged) {
        let (judged, elapsed) = judged?;
        let is_starter = folder.text(exercise)?.is_none_or(|text| text == exercise.starter());
        judged.note(exercise, is_starter, &mut folder.progress);
        entries.push(Entry { exercise, judged, elapsed });
    }
    folder.progress.keep(&folder.path)?;
    match entries.as_slice() {
        [one] if !asked.all => show(&mut page, &folder, one),
        _ => page.verbatim(&rows(&entries)),
    }
    let solved = entries.iter().filter(|entry| entry.judged.passes()).count();
    if asked.all {
        page.blank();
        page.say(&format!("{solved} of {} are solved.", entries.len()));
    }
    let written = [results::json(&entries), results::junit(&entries), results::gradescope(&entries)];
    for (file, text) in files.iter_mut().zip(&written) {
        ResultFile::write(file, text)?;
    }
    Ok(match solved == entries.len() {
        _ if interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// One by itself.
fn show(page: &mut Page, folder: &Folder, entry: &Entry<'_>) {
    let Entry { exercise, judged, .. } = entry;
    page.title(&exercise.heading());
    match &judged.state {
        State::Verdict(verdict) => {
            told::sentence(page, verdict);
            told::sites(page, verdict);
            told::shown(page, verdict);
            if verdict.passes() {
                page.blank();
                page.say(&exercise.header.after);
            } else if verdict.report.is_some() && is_of_the_file(exercise, verdict) {
                let file = folder.file(exercise);
                page.say(&format!("What the lines are: {RACELAB} explain {}", file.display()));
            }
        }
        _ => page.say(&format!("{}: {}.", judged.word(), judged.message())),
    }
}

/// Whether what was found can be explored in the learner's file.
fn is_of_the_file(exercise: &Exercise, verdict: &Verdict) -> bool {
    let is_again = verdict.scenario.as_deref().and_then(|scenario| exercise.again_called(scenario)).is_some();
    !is_again && verdict.word != Word::BlamesTheMended
}

fn rows(entries: &[Entry<'_>]) -> String {
    let row = |entry: &Entry<'_>| {
        let message = entry.judged.message();
        let message = if message.chars().count() > 120 {
            message.chars().take(119).collect::<String>() + "…"
        } else {
            message.to_owned()
        };
        let message = if matches!(entry.judged.state, State::Verdict(_)) { message } else { String::new() };
        vec![entry.exercise.name.clone(), entry.judged.word().to_owned(), textwrap::fill(&message, 32)]
    };
    let headers = [("exercise", Align::Left), ("verdict", Align::Left), ("", Align::Left)];
    table(&headers, &entries.iter().map(row).collect::<Vec<_>>())
}
