//! `racelab book --measure`: figures of this machine, for the book to quote.
//!
//! They are not the same twice, so nothing checks them but that each file says in its first lines which
//! machine it is of and which command measured it.

use std::process::{Command, ExitCode, Stdio};

use racelab::machine::Machine;
use racelab::report::{Page, escaped};

use super::folder::Folder;
use crate::cli::arguments::UserError;
use crate::cli::{RACELAB, interrupt};

/// Each file in `book/src/measured`, and what is typed for it after `racelab`.
const MEASURED: [(&str, &[&str]); 22] = [
    ("tour.txt", &[]),
    ("compare_locks_digits.txt", &["compare", "--only", "locks"]),
    ("compare_locks_wide.txt", &["compare", "--data", "wide", "--only", "locks"]),
    ("compare_thread_local_digits.txt", &["compare", "--only", "mutex-short,thread-local"]),
    ("compare_thread_local_wide.txt", &["compare", "--data", "wide", "--only", "mutex-short,thread-local"]),
    ("compare_channel_digits.txt", &["compare", "--only", "mutex-short,channel"]),
    ("compare_channel_wide.txt", &["compare", "--data", "wide", "--only", "mutex-short,channel"]),
    ("cache_lines.txt", &["listing", "cache_lines"]),
    ("weight_by_weight.txt", &["listing", "weight_by_weight"]),
    ("held_lock.txt", &["listing", "held_lock"]),
    ("as_compiled.txt", &["listing", "as_compiled"]),
    ("litmus_SB.txt", &["litmus", "SB"]),
    ("inference.txt", &["inference"]),
    ("inference.svg", &["inference", "--svg", "-"]),
    ("sharing.txt", &["sharing"]),
    ("sharing.svg", &["sharing", "--svg", "-"]),
    ("simulate.txt", &["simulate"]),
    ("simulate.svg", &["simulate", "--svg", "-"]),
    ("staleness.txt", &["staleness"]),
    ("staleness.svg", &["staleness", "--svg", "-"]),
    ("word2vec.txt", &["word2vec", "--thorough"]),
    ("word2vec.svg", &["word2vec", "--thorough", "--svg", "-"]),
];

/// The same for lessons: the number of the lesson, and what is kept of it, from one heading up to another.
/// The rest of a lesson is in the book already, where it can be checked.
const LESSONS: [(&str, &str, [&str; 2]); 13] = [
    ("lesson_01.txt", "1", ["The same seed again", "Why"]),
    ("lesson_02.txt", "2", ["On real threads", "In every execution"]),
    ("lesson_03.txt", "3", ["Is it fair?", "Try"]),
    ("lesson_04.txt", "4", ["An evaluator reads while it trains", "What loom says"]),
    ("lesson_05.txt", "5", ["Data of its own can still be slow", "Try"]),
    ("lesson_07.txt", "7", ["They train", "Mistake: load_then_store"]),
    ("lesson_08.txt", "8", ["On real threads", "In every execution"]),
    ("lesson_09_help.txt", "9", ["What helps against it", "Release, Acquire and AcqRel"]),
    ("lesson_09_fences.txt", "9", ["Fences", "A Release fence publishes"]),
    ("lesson_09_trainers.txt", "9", ["Back to the trainers", "Publish is forbidden"]),
    ("lesson_09_four_rows.txt", "9", ["Four rows to remember", "Peterson's lock"]),
    ("lesson_13.txt", "13", ["How idle the stages are", "It trains"]),
    ("lesson_15.txt", "15", ["It serves", "What the engine says of it"]),
];

/// The same for benchmarks: what is typed after `cargo bench --bench`, and how the first line begins of the
/// tables at the end, which are what the book shows. What is after `--` is a pattern of the names of what is measured.
const BENCHMARKS: [(&str, &[&str], &str); 3] = [
    ("bench_trainers.txt", &["trainers", "--", "64-64-10|784-"], "How quickly each approach trains"),
    (
        "bench_rayon.txt",
        &["trainers", "--", "(64-64-10|784-).*/(pool|rayon)"],
        "How quickly each approach trains",
    ),
    ("bench_convolution.txt", &["trainers", "--", "8x8-16|28x28-16"], "digits 8x8-16-10"),
];

/// Measures one after the other, so that none is disturbed; a few minutes in all. If some are `wanted`, only the files
/// whose names begin so.
pub fn run(folder: &Folder, wanted: &[String]) -> Result<ExitCode, UserError> {
    let is_wanted =
        |file: &str| wanted.is_empty() || wanted.iter().any(|start| file.starts_with(start.as_str()));
    let files = MEASURED.map(|(file, _)| file).into_iter();
    let mut files = files.chain(LESSONS.map(|(file, ..)| file)).chain(BENCHMARKS.map(|(file, ..)| file));
    if !files.any(is_wanted) {
        return Err(UserError::new(format!(
            "no file in book/src/measured that is measured begins with {}: look there for their names",
            wanted.join(" or ")
        )));
    }
    let racelab = std::env::current_exe()
        .map_err(|error| UserError::failure(format!("racelab does not find itself: {error}")))?;
    let mut page = Page::new();
    let mut write = |file: &str, command: &str, figures: &str| {
        let (machine, figures) = (Machine::here(), figures.trim_end());
        let head = format!("machine: {machine}\ncommand: {command}\n");
        let text = match figures.split_once("<style>") {
            // Not a comment: a command has two hyphens in it, and a comment may not.
            Some((start, rest)) => {
                format!("{start}<metadata>\n{}</metadata>\n<style>{rest}\n", escaped(&head))
            }
            None => format!("{head}\n{figures}\n"),
        };
        folder.write_text(&format!("src/measured/{file}"), &text)?;
        page.say(&format!("measured {file}"));
        Ok(())
    };
    for (file, arguments) in MEASURED.into_iter().filter(|(file, _)| is_wanted(file)) {
        let command = format!("{RACELAB} {}", arguments.join(" "));
        let command = command.trim_end_matches(" -- ");
        let figures = printed(file, Command::new(&racelab).args(arguments))?;
        write(file, command, &figures)?;
    }
    let mut told: Option<(&str, String)> = None;
    for (file, number, [from, to]) in LESSONS.into_iter().filter(|(file, ..)| is_wanted(file)) {
        // Several parts of one lesson are of one run.
        if told.as_ref().is_none_or(|(last, _)| *last != number) {
            told = Some((number, printed(file, Command::new(&racelab).args(["lesson", number]))?));
        }
        let page = told.as_ref().map_or("", |(_, page)| page);
        let Some(figures) = between(page, from, to) else {
            return Err(UserError::failure(format!(
                "{file} is as it was: lesson {number} has no '{from}' with '{to}' after it"
            )));
        };
        write(file, &format!("{RACELAB} lesson {number}"), &figures)?;
    }
    for (file, benchmark, first) in BENCHMARKS.into_iter().filter(|(file, ..)| is_wanted(file)) {
        if interrupt::interrupted() {
            return Ok(ExitCode::from(interrupt::EXIT_CODE));
        }
        let arguments = [&["bench", "--bench"], benchmark].concat();
        let printed = printed(file, Command::new("cargo").args(&arguments).current_dir(folder.path("..")))?;
        // The last: before the tables, criterion begins lines with the same names.
        let Some(start) = printed.rfind(&format!("\n{first}")) else {
            return Err(UserError::failure(format!("{file} is as it was: no line begins '{first}'")));
        };
        let typed = arguments.iter().map(|argument| match argument.contains('|') {
            true => format!("'{argument}'"),
            false => (*argument).to_owned(),
        });
        let typed = typed.collect::<Vec<_>>();
        write(file, &format!("cargo {}", typed.join(" ")), &printed[start + 1..])?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What a command prints that is to be kept in this file.
fn printed(file: &str, command: &mut Command) -> Result<String, UserError> {
    let output = command.env("NO_COLOR", "1").env("COLUMNS", "80").stdin(Stdio::null()).output();
    let output = output.map_err(|error| UserError::failure(format!("{file} cannot be measured: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(UserError::failure(format!(
            "{file} is as it was: {}",
            said.lines().last().unwrap_or("the command that measures failed")
        ))),
    }
}

/// The lines of `text` from the first one that starts with `from`, up to the next one that starts with `to`.
fn between(text: &str, from: &str, to: &str) -> Option<String> {
    let text = &text[text.find(&format!("\n{from}"))? + 1..];
    Some(text[..text.find(&format!("\n{to}"))?].to_owned())
}
