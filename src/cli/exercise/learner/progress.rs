//! What a learner has solved and tried: a file in his folder, written beside itself and then renamed.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value, json};

use super::super::super::arguments::UserError;
use super::super::super::replace::{replace, target};
use super::super::super::text;

/// Its name. A folder that has it is a learner's.
pub const FILE: &str = "racelab-exercises.json";

/// It has a few hundred bytes for each exercise.
const LARGEST: u64 = 16 << 20;

/// Its form. Another version of the kit may have another.
const FORM: u64 = 1;

/// What was done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The exercise that he was at last.
    pub current: Option<String>,
    /// What was done to each.
    pub done: BTreeMap<String, Done>,
}

/// What was done to an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How often a changed file got a verdict.
    pub attempts: u64,
    /// How many hints were shown.
    pub hints: u64,
    /// A number for the file, and the exercise, with which it was solved.
    pub solved: Option<u64>,
    /// What was said then.
    pub message: String,
    /// A number for the file that got the last verdict, so that one file is one attempt.
    pub last: Option<u64>,
}

impl Progress {
    /// That of a folder; nothing where there is none.
    pub fn read(folder: &Path) -> Result<Progress, UserError> {
        let path = folder.join(FILE);
        let text = match text::of_plain_file(&path, LARGEST) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Progress::default()),
            Err(error) => return Err(UserError::new(format!("cannot read {}: {error}", path.display()))),
        };
        Progress::from_json(&text).ok_or_else(|| {
            UserError::new(format!(
                "{} is not what racelab wrote there: put it back, or remove it, and your answers count as not yet checked",
                path.display()
            ))
        })
    }

    /// Keeps it, where the folder is a learner's.
    pub fn keep(&self, folder: &Path) -> Result<(), UserError> {
        if folder.join(FILE).is_file() { self.write(folder) } else { Ok(()) }
    }

    /// Writes it.
    pub fn write(&self, folder: &Path) -> Result<(), UserError> {
        let path = folder.join(FILE);
        let text = self.to_json();
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        target(&path).and_then(|target| replace(&target, text.as_bytes())).map_err(|error| {
            UserError::new(format!("cannot write {}: {error}; your answers are as they were", path.display()))
        })
    }

    /// What was done to this one.
    pub fn of(&mut self, name: &str) -> &mut Done {
        self.done.entry(name.to_owned()).or_default()
    }

    /// Whether it was solved at some time.
    pub fn is_solved(&self, name: &str) -> bool {
        self.done.get(name).is_some_and(|done| done.solved.is_some())
    }

    fn to_json(&self) -> String {
        let done = self.done.iter().map(|(name, done)| {
            let Done { attempts, hints, solved, message, last } = done;
            let done = json!({ "attempts": attempts, "hints": hints, "solved": solved, "message": message, "last": last });
            (name.clone(), done)
        });
        let done: serde_json::Map<String, Value> = done.collect();
        format!("{:#}\n", json!({ "form": FORM, "current": self.current, "exercises": done }))
    }

    fn from_json(text: &str) -> Option<Progress> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value["form"] != FORM {
            return None;
        }
        let done = value["exercises"].as_object()?.iter().map(|(name, done)| {
            let done = Done {
                attempts: done["attempts"].as_u64()?,
                hints: done["hints"].as_u64()?,
                solved: done["solved"].as_u64(),
                message: done["message"].as_str()?.to_owned(),
                last: done["last"].as_u64(),
            };
            Some((name.clone(), done))
        });
        Some(Progress {
            current: value["current"].as_str().map(str::to_owned),
            done: done.collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_back_as_it_was_written() {
        let mut progress = Progress { current: Some("02_b".to_owned()), ..Progress::default() };
        *progress.of("01_a") = Done {
            attempts: 3,
            hints: 1,
            solved: Some(u64::MAX),
            message: "passes".to_owned(),
            last: Some(7),
        };
        progress.of("02_b").attempts = 1;
        assert_eq!(Progress::from_json(&progress.to_json()), Some(progress));
    }

    #[test]
    fn what_is_no_progress_is_refused() {
        for text in
            ["", "{", "[]", "{\"form\": 2, \"exercises\": {}}", "{\"form\": 1, \"exercises\": {\"a\": 1}}"]
        {
            assert_eq!(Progress::from_json(text), None, "{text}");
        }
    }
}
