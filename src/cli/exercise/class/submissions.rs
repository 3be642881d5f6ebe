//! Which files of a folder are whose answers to what.
//!
//! | a file | is the answer of |
//! | --- | --- |
//! | `anna/08_flag.rs`, `anna/work/08_flag.rs` | `anna`: the folder in SUBMISSIONS |
//! | `anna_08_flag.rs`, `anna-08_flag.rs` in SUBMISSIONS itself | `anna`: what stands before the exercise's name |
//!
//! Links are not followed: a submission is what lies in the folder. What is passed over is named with the reason, but for
//! what is hidden, and for what racelab itself writes there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::super::arguments::UserError;
use super::super::course::Exercise;
use super::super::learner::PROGRESS;
use super::kept;
use crate::report::printable;

/// An answer.
pub struct Submission<'a> {
    /// Whose.
    pub student: String,
    /// To what.
    pub exercise: &'a Exercise,
    /// Where it is.
    pub path: PathBuf,
}

/// What was found.
pub struct Found<'a> {
    /// The answers, by student and exercise.
    pub submissions: Vec<Submission<'a>>,
    /// What else there is, each with why it is not judged.
    pub passed_over: Vec<(PathBuf, String)>,
}

/// Why an older file is not judged.
const OLDER: &str = "older than another file of the same student for the same exercise";

/// Finds all.
pub fn find<'a>(folder: &Path, exercises: &[&'a Exercise]) -> Result<Found<'a>, UserError> {
    let mut files = Vec::new();
    let mut found = Found { submissions: Vec::new(), passed_over: Vec::new() };
    walk(folder, &mut files, &mut found.passed_over).map_err(|error| {
        UserError::new(format!("cannot read {}: {error}; name a folder with submissions", folder.display()))
    })?;
    files.sort();
    for path in files {
        match whose(folder, &path, exercises) {
            Some((student, exercise)) => found.add(Submission { student, exercise, path }),
            None => found.passed_over.push((path, "no exercise is called so".to_owned())),
        }
    }
    found.submissions.sort_by(|one, other| {
        (&one.exercise.name, &one.student).cmp(&(&other.exercise.name, &other.student))
    });
    Ok(found)
}

impl<'a> Found<'a> {
    /// Adds one: of several for the same exercise, the newest counts.
    fn add(&mut self, submission: Submission<'a>) {
        let same = |other: &&mut Submission<'a>| {
            other.student == submission.student && other.exercise.name == submission.exercise.name
        };
        let saved = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        match self.submissions.iter_mut().find(same) {
            Some(other) if saved(&submission.path) > saved(&other.path) => {
                let older = std::mem::replace(other, submission).path;
                self.passed_over.push((older, OLDER.to_owned()));
            }
            Some(_) => self.passed_over.push((submission.path, OLDER.to_owned())),
            None => self.submissions.push(submission),
        }
    }
}

/// Files with Rust in them, in the folder and in those within; and what is passed over.
fn walk(
    folder: &Path,
    files: &mut Vec<PathBuf>,
    passed_over: &mut Vec<(PathBuf, String)>,
) -> std::io::Result<()> {
    let mut is_empty = true;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name, kind) = (entry.path(), entry.file_name(), entry.file_type()?);
        is_empty = false;
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let is_hidden = name.as_encoded_bytes().starts_with(b".") && !is_rust;
        if is_hidden || name == kept::FILE || name == PROGRESS {
            continue;
        }
        let why = if kind.is_dir() {
            match walk(&path, files, passed_over) {
                Ok(()) => continue,
                Err(error) => format!("it cannot be read: {error}"),
            }
        } else if kind.is_symlink() {
            "a link, which is not followed".to_owned()
        } else if !kind.is_file() {
            "neither a file nor a folder".to_owned()
        } else if !is_rust {
            "its name does not end with .rs".to_owned()
        } else {
            files.push(path);
            continue;
        };
        passed_over.push((path, why));
    }
    if is_empty {
        passed_over.push((folder.to_owned(), "an empty folder".to_owned()));
    }
    Ok(())
}

/// A name that a student has chosen, in letters that do nothing and that every table can hold.
pub fn spelled(name: &OsStr) -> String {
    let chunks = name.as_encoded_bytes().utf8_chunks();
    chunks.map(|chunk| printable(chunk.valid()) + &chunk.invalid().escape_ascii().to_string()).collect()
}

fn whose<'a>(folder: &Path, path: &Path, exercises: &[&'a Exercise]) -> Option<(String, &'a Exercise)> {
    let within = path.strip_prefix(folder).ok()?;
    let stem = spelled(path.file_stem()?);
    let named = |name: &str| exercises.iter().find(|exercise| exercise.name == name).copied();
    let mut parts = within.components();
    let first = spelled(parts.next()?.as_os_str());
    if parts.next().is_some() {
        return Some((first, named(&stem)?));
    }
    exercises.iter().find_map(|exercise| {
        let student = stem.strip_suffix(exercise.name.as_str())?.strip_suffix(['_', '-'])?;
        (!student.is_empty()).then(|| (student.to_owned(), *exercise))
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::course;
    use super::*;

    #[test]
    fn the_student_is_the_folder_or_what_stands_before_the_exercise() {
        let text = "//! T\n//!\n//! What for: x.\n//!\n//! Do.\n\n// exercise: lesson 01\n// exercise: kind code\n\
             // exercise: minutes 1\n// exercise: hint a\n// exercise: hint b\n// exercise: hint c\n// exercise: after d\n\
             // yours: a\n// end\n";
        let flag = course::Exercise::read("08_flag", text).unwrap();
        let whose = |path: &str| {
            whose(Path::new("in"), &Path::new("in").join(path), &[&flag]).map(|(student, _)| student)
        };
        for (path, student) in [
            ("anna/08_flag.rs", Some("anna")),
            ("anna/work/08_flag.rs", Some("anna")),
            ("anna_08_flag.rs", Some("anna")),
            ("doe_jane-08_flag.rs", Some("doe_jane")),
            ("08_flag.rs", None),
            ("anna/other.rs", None),
            ("anna08_flag.rs", None),
        ] {
            assert_eq!(whose(path).as_deref(), student, "{path}");
        }
    }
}
