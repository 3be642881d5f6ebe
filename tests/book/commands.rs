//! Commands that the book tells its reader to type: is there such a thing?

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use pulldown_cmark::Event;
use racelab::lesson::{LESSONS, Lesson};
use racelab::litmus::gallery;
use racelab::scenario::is_named;
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::trainers::scenarios::all_safe;

use super::pages::{Book, Chapter, markdown, names};

/// Commands that are not understood.
pub fn unknown(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    for chapter in book.chapters() {
        for command in commands(&chapter) {
            let words = words(&command);
            complaints
                .extend(wrong_with(&words).map(|wrong| format!("{}: {command}: {wrong}", chapter.file)));
        }
    }
    complaints
}

/// The commands of a chapter, each once: lines of code that begin as a command does.
fn commands(chapter: &Chapter) -> BTreeSet<String> {
    let mut commands = BTreeSet::new();
    let mut in_block = false;
    for event in markdown(&chapter.text) {
        let text = match event {
            Event::Start(pulldown_cmark::Tag::CodeBlock(_)) => {
                in_block = true;
                continue;
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => {
                in_block = false;
                continue;
            }
            Event::Code(code) => code,
            Event::Text(text) if in_block => text,
            _ => continue,
        };
        for line in text.lines().map(|line| line.trim().trim_start_matches("$ ")) {
            // What comes after these is the shell's business, or a remark; so is what stands in another column.
            let line = line.split(['|', '>', '#', '&', '…']).next().unwrap_or_default();
            let line = line.split("  ").next().unwrap_or_default().trim();
            if line.starts_with("cargo ") || line.starts_with("racelab ") {
                commands.insert(line.to_owned());
            }
        }
    }
    commands
}

/// The words of a command. Within single quotes, spaces are part of a word.
fn words(command: &str) -> Vec<&str> {
    let parts = command.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

/// What is wrong with a command, if anything is.
fn wrong_with(words: &[&str]) -> Option<String> {
    match words {
        ["racelab", arguments @ ..] => wrong_with_racelab(arguments),
        ["cargo", "run", "--release", "--bin", name, ..] => wrong_with_program(name),
        ["cargo", "run", "--release", "--", arguments @ ..] => wrong_with_racelab(arguments),
        ["cargo", "run", "--release"] => None,
        ["cargo", "run", ..] => Some("expected cargo run --release, with -- or --bin NAME".to_owned()),
        ["cargo", "test", rest @ ..] => option(rest, "--test").and_then(|name| no_file("tests", name)),
        ["cargo", "bench", rest @ ..] => option(rest, "--bench").and_then(|name| no_file("benches", name)),
        _ => None,
    }
}

fn wrong_with_program(name: &str) -> Option<String> {
    let is_lesson = LESSONS.iter().any(|lesson| lesson.name == name);
    (name != "racelab" && !is_lesson && !is_placeholder(name)).then(|| format!("there is no program {name}"))
}

/// Asks racelab itself, with `--help` at the end, so that it looks at the arguments and does nothing;
/// then looks for the names.
fn wrong_with_racelab(arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    let output = command
        .args(without_placeholders(arguments))
        .arg("--help")
        .stdin(Stdio::null())
        .output()
        .expect("racelab runs");
    if !output.status.success() {
        return Some(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let is_known = |name: &str| {
        let subjects = all_safe().map(|scenario| scenario.subject);
        subjects.chain(MISTAKES.map(|mistake| mistake.name)).any(|subject| is_named(subject, name))
    };
    match arguments.split_first() {
        Some((&("explain" | "weaken" | "check"), names)) => {
            let unknown = positional(names).into_iter().find(|name| {
                // A file of the reader's own.
                !is_known(name) && !is_placeholder(name) && !name.ends_with(".rs")
            });
            unknown.map(|name| format!("nothing is called {name}"))
        }
        // A file of the reader's own, and a scenario in it.
        Some((&"litmus", [file, ..])) if file.ends_with(".rs") => None,
        Some((&"litmus", names)) => {
            let is_unknown = |name: &&str| gallery::find(name).is_none() && !is_placeholder(name);
            let mut tests = positional(names).into_iter().filter(|name| !name.ends_with(".litmus"));
            tests.find(is_unknown).map(|name| format!("the gallery has no test {name}"))
        }
        Some((&"lesson", names)) => {
            let is_unknown = |name: &&str| Lesson::find(name).is_none() && !is_placeholder(name);
            positional(names).into_iter().find(is_unknown).map(|name| format!("there is no lesson {name}"))
        }
        _ => None,
    }
}

/// The words without those that the reader is to replace, and without the options that have such a value.
fn without_placeholders<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        if !is_placeholder(word) {
            kept.push(word);
        } else if kept.last().is_some_and(|last| last.starts_with("--")) {
            kept.pop();
        }
    }
    kept
}

/// The words that are neither an option nor the value of one.
fn positional<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let with_value = [
        "--executions",
        "--seconds",
        "--only",
        "--json",
        "--svg",
        "--html",
        "--why",
        "--without",
        "--runs",
        "--export",
    ];
    let mut positional = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if with_value.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            positional.push(*word);
        }
    }
    positional
}

/// NAME, N, FILE: what the reader is to replace.
fn is_placeholder(word: &str) -> bool {
    let letters = word.trim_matches(['[', ']', '.']);
    letters.chars().all(|letter| letter.is_ascii_uppercase())
}

fn option<'a>(words: &[&'a str], option: &str) -> Option<&'a str> {
    words.iter().skip_while(|word| **word != option).nth(1).copied()
}

fn no_file(folder: &str, name: &str) -> Option<String> {
    let files = names(&Book::this().project.join(folder));
    let is_there = files.iter().any(|file| file.trim_end_matches(".rs") == name) || is_placeholder(name);
    (!is_there).then(|| format!("there is no {name} in {folder}"))
}
