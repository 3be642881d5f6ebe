//! Which files of a folder are whose answers to what.
//!
//! | a file | is the answer of |
//! | --- | --- |
//! | `anna/08_flag.rs`, `anna/work/08_flag.rs` | `anna`: the folder in SUBMISSIONS |
//! | `anna_08_flag.rs`, `anna-08_flag.rs` in SUBMISSIONS itself | `anna`: what stands before the exercise's name |
//!
//! Links are not followed: a submission is what lies in the folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::super::arguments::UserError;
use super::super::course::Exercise;

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
    /// Files with Rust in them that answer no exercise.
    pub unknown: Vec<PathBuf>,
    /// Older files where a student has several for one exercise.
    pub older: Vec<PathBuf>,
}

/// Finds all.
pub fn find<'a>(folder: &Path, exercises: &[&'a Exercise]) -> Result<Found<'a>, UserError> {
    let mut files = Vec::new();
    walk(folder, &mut files).map_err(|error| {
        UserError::new(format!("cannot read {}: {error}; name a folder with submissions", folder.display()))
    })?;
    files.sort();
    let mut found = Found { submissions: Vec::new(), unknown: Vec::new(), older: Vec::new() };
    for path in files {
        match whose(folder, &path, exercises) {
            Some((student, exercise)) => found.add(Submission { student, exercise, path }),
            None => found.unknown.push(path),
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
                self.older.push(std::mem::replace(other, submission).path);
            }
            Some(_) => self.older.push(submission.path),
            None => self.submissions.push(submission),
        }
    }
}

/// Files with Rust in them, in the folder and in those within.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if kind.is_dir() && !is_hidden {
            walk(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

fn whose<'a>(folder: &Path, path: &Path, exercises: &[&'a Exercise]) -> Option<(String, &'a Exercise)> {
    let within = path.strip_prefix(folder).ok()?;
    let stem = path.file_stem()?.to_string_lossy();
    let named = |name: &str| exercises.iter().find(|exercise| exercise.name == name).copied();
    let mut parts = within.components();
    let first = parts.next()?.as_os_str().to_string_lossy().into_owned();
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
