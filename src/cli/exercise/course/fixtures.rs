//! Answers that people give to an exercise, each with the verdict that it has to get.
//!
//! ```text
//! # starter: data race
//! # wrong: data race: the load is Relaxed, so nothing is handed over
//! ## ready
//! self.ready.load(Relaxed)
//! # right: SeqCst is stronger than it need be, and right
//! ## ready
//! self.ready.load(SeqCst)
//! ```
//!
//! Regions that are not named are the solution's.

use std::fs;
use std::path::Path;

use super::super::judge::Word;
use super::{Exercise, Regions};

/// The answers to an exercise.
#[derive(Clone, Debug)]
pub struct Fixtures {
    /// What is said of the starter.
    pub starter: Word,
    /// The others.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The verdict that it has to get.
    pub verdict: Word,
    /// Why.
    pub why: String,
    /// What it has in its regions.
    pub regions: Regions,
}

impl Fixtures {
    /// Those that lie beside an exercise.
    pub fn of(exercise: &Exercise, folder: &Path) -> Result<Fixtures, String> {
        let path = folder.join("fixtures").join(format!("{}.txt", exercise.name));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let fixtures = Fixtures::read(&text).map_err(|wrong| format!("{}: {wrong}", path.display()))?;
        let known = |name: &String| exercise.regions().any(|region| region.name == *name);
        let named = fixtures.answers.iter().flat_map(|answer| answer.regions.keys());
        match named.into_iter().find(|name| !known(name)) {
            Some(unknown) => Err(format!("{}: the exercise has no region {unknown}", path.display())),
            None => Ok(fixtures),
        }
    }

    /// Reads them.
    pub fn read(text: &str) -> Result<Fixtures, String> {
        let mut starter = None;
        let mut answers: Vec<Answer> = Vec::new();
        let mut region = None;
        for (index, line) in text.lines().enumerate() {
            let wrong = |what: &str| format!("line {}: {what}", index + 1);
            let word = |name: &str| {
                Word::named(name.trim()).ok_or_else(|| wrong(&format!("no verdict is called {name}")))
            };
            if let Some(name) = line.strip_prefix("## ") {
                let answer = answers.last_mut().ok_or_else(|| wrong("a region of no answer"))?;
                region = Some(name.trim().to_owned());
                answer.regions.insert(name.trim().to_owned(), String::new());
            } else if let Some(said) = line.strip_prefix("# ") {
                region = None;
                let (what, rest) =
                    said.split_once(':').ok_or_else(|| wrong("starter, wrong or right, and a colon"))?;
                let (verdict, why) = match what {
                    "starter" => {
                        starter = Some(word(rest)?);
                        continue;
                    }
                    "right" => (Word::Passes, rest),
                    "wrong" => rest
                        .split_once(':')
                        .ok_or_else(|| wrong("a verdict, a colon, and why"))
                        .and_then(|(name, why)| Ok((word(name)?, why)))?,
                    _ => return Err(wrong("it is neither starter, wrong nor right")),
                };
                answers.push(Answer { verdict, why: why.trim().to_owned(), regions: Regions::new() });
            } else if let (Some(region), Some(answer)) = (&region, answers.last_mut()) {
                if let Some(text) = answer.regions.get_mut(region) {
                    *text += &format!("{line}\n");
                }
            } else if !line.trim().is_empty() {
                return Err(wrong("it belongs to no answer"));
            }
        }
        let starter = starter.ok_or("the line `# starter: VERDICT` is missing")?;
        Ok(Fixtures { starter, answers })
    }
}
