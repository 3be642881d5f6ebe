//! Verdicts are kept as they come, a line of JSON each, in a file beside the submissions: a run that was interrupted
//! goes on where it was, and only what has changed is judged again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::super::super::arguments::UserError;
use super::super::super::own::cache::hash;
use super::super::course::Exercise;

/// The name of the file.
pub(super) const FILE: &str = "racelab-grades.jsonl";

/// The verdicts so far.
pub struct Kept {
    path: PathBuf,
    file: Mutex<File>,
    known: BTreeMap<u64, Value>,
}

impl Kept {
    /// Those of a folder; none where all is judged anew.
    pub fn open(folder: &Path, anew: bool) -> Result<Kept, UserError> {
        let path = folder.join(FILE);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let mut file = options.open(&path).map_err(|error| unwritable(&path, &error))?;
        if anew {
            file.set_len(0).map_err(|error| unwritable(&path, &error))?;
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(|error| unwritable(&path, &error))?;
        let text = String::from_utf8_lossy(&text);
        // The last line may have been cut short.
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(|error| unwritable(&path, &error))?;
        }
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let known =
            lines.filter_map(|line| Some((line["number"].as_u64()?, line["verdict"].clone()))).collect();
        Ok(Kept { path, file: Mutex::new(file), known })
    }

    /// What is known of this answer.
    pub fn of(&self, number: u64) -> Option<&Value> {
        self.known.get(&number)
    }

    /// Keeps a verdict.
    pub fn keep(
        &self,
        number: u64,
        (student, exercise): (&str, &str),
        verdict: &Value,
    ) -> Result<(), UserError> {
        let line = json!({ "number": number, "student": student, "exercise": exercise, "verdict": verdict });
        // In one piece, so that a run that is killed leaves at most its last line in half.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(format!("{line}\n").as_bytes()).map_err(|error| unwritable(&self.path, &error))
    }
}

/// A number for an answer to an exercise, by this version of the kit.
pub fn number(exercise: &Exercise, text: &str) -> u64 {
    let Exercise { name, .. } = exercise;
    hash(&(env!("CARGO_PKG_VERSION"), name, exercise.starter(), exercise.solution(), exercise.again(), text))
}

fn unwritable(path: &Path, error: &std::io::Error) -> UserError {
    UserError::new(format!(
        "cannot write {}: {error}; verdicts are kept there, so make that possible",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_that_of_this_answer_to_the_exercise_as_it_is() {
        let exercise = |solution: &str, starter: &str| {
            let text = format!(
                "//! T\n//!\n//! What for: x.\n//!\n//! Do.\n\n// exercise: lesson 01\n// exercise: kind code\n\
                 // exercise: minutes 1\n// exercise: hint a\n// exercise: hint b\n// exercise: hint c\n\
                 // exercise: after d\n// yours: a\n{solution}\n//- {starter}\n// end\n"
            );
            Exercise::read("08_flag", &text).unwrap()
        };
        let known = number(&exercise("one", "two"), "answer");
        assert_eq!(number(&exercise("one", "two"), "answer"), known);
        assert_ne!(number(&exercise("one", "two"), "another"), known);
        assert_ne!(number(&exercise("another", "two"), "answer"), known);
        assert_ne!(number(&exercise("one", "another"), "answer"), known);
    }
}
