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
//! Regions that are not named are the solution's. Where no other answer is right, a line says so and why:
//!
//! ```text
//! # only: a single line is to blame
//! ```

use std::fs;
use std::path::Path;

use super::super::judge::Word;
use super::{Exercise, Regions};

/// The answers to an exercise.
#[derive(Clone, Debug)]
pub struct Fixtures {
    /// What is said of the starter.
    pub starter: Word,
    /// Why no answer is right but the solution, where none is.
    pub only: Option<String>,
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
        let (mut starter, mut only) = (None, None);
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
                let (what, rest) = said
                    .split_once(':')
                    .ok_or_else(|| wrong("starter, only, wrong or right, and a colon"))?;
                let (verdict, why) = match what {
                    "starter" => {
                        starter = Some(word(rest)?);
                        continue;
                    }
                    "only" if rest.trim().is_empty() => return Err(wrong("why is no other answer right?")),
                    "only" => {
                        only = Some(rest.trim().to_owned());
                        continue;
                    }
                    "right" => (Word::Passes, rest),
                    "wrong" => rest
                        .split_once(':')
                        .ok_or_else(|| wrong("a verdict, a colon, and why"))
                        .and_then(|(name, why)| Ok((word(name)?, why)))?,
                    _ => return Err(wrong("it is neither starter, only, wrong nor right")),
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
        match (only.is_some(), answers.iter().any(|answer| answer.verdict == Word::Passes)) {
            (true, true) => Err("it says `# only`, and has a `# right` answer".to_owned()),
            (false, false) => {
                Err("it has no `# right` answer: add one, or say why there is none in a line `# only: ...`"
                    .to_owned())
            }
            _ => Ok(Fixtures { starter, only, answers }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_answer_is_right_or_it_is_said_why_none_is() {
        let wrong = "# starter: outcome\n# wrong: panic: why\n## a\nb\n";
        let right = "# right: why\n## a\nc\n";
        let only = "# only: there is one line\n";
        let read = |texts: &[&str]| Fixtures::read(&texts.concat()).map(|fixtures| fixtures.only);
        assert_eq!(read(&[wrong, right]), Ok(None));
        assert_eq!(read(&[wrong, only]), Ok(Some("there is one line".to_owned())));
        assert!(read(&[wrong, right, only]).is_err_and(|said| said.contains("has a `# right` answer")));
        assert!(read(&[wrong]).is_err_and(|said| said.contains("has no `# right` answer")));
        assert!(
            read(&[wrong, "# only:\n"]).is_err_and(|said| said.contains("why is no other answer right?"))
        );
    }
}
