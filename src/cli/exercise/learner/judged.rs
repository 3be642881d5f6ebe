//! A verdict on the learner's file, if there is something to judge.
//!
//! While he works, what was solved and is as it was then is not compiled again. A command that asks for a verdict judges
//! the file whatever his progress says, which he could have written himself: platforms rely on its exit code.

use super::super::super::arguments::UserError;
use super::super::super::own::cache::hash;
use super::super::course::Exercise;
use super::super::judge::{Bench, Verdict, Word, grade};
use super::Folder;
use super::progress::Progress;

/// Where an exercise stands.
#[derive(Clone, Debug)]
pub enum State {
    /// His file is not there.
    NotThere,
    /// His file is the starter.
    NotStarted,
    /// There is a verdict.
    Verdict(Verdict),
}

/// An exercise, and where it stands.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Where it stands.
    pub state: State,
    /// A number for his file and the exercise; `None` without a file.
    number: Option<u64>,
}

impl Judged {
    /// What was said of this file when it was solved, if it was.
    pub fn remembered(folder: &Folder, exercise: &Exercise) -> Result<Option<Judged>, UserError> {
        let Some(text) = folder.text(exercise)? else { return Ok(None) };
        let number = Some(number(exercise, &text));
        let done = folder.progress.done.get(&exercise.name);
        let done = done.filter(|done| done.solved == number);
        let state = |message: &String| State::Verdict(Verdict::new(Word::Passes, message.clone()));
        Ok(done.map(|done| Judged { state: state(&done.message), number }))
    }

    /// Judges a file; the starter too, where `starters` says so.
    pub fn of(
        bench: &Bench,
        folder: &Folder,
        exercise: &Exercise,
        starters: bool,
    ) -> Result<Judged, UserError> {
        let Some(text) = folder.text(exercise)? else {
            return Ok(Judged { state: State::NotThere, number: None });
        };
        let number = Some(number(exercise, &text));
        if text == exercise.starter() && !starters {
            return Ok(Judged { state: State::NotStarted, number });
        }
        Ok(Judged { state: State::Verdict(grade(bench, exercise, &text)?), number })
    }

    /// One whose verdict is known.
    #[cfg(test)]
    pub fn known(verdict: Verdict) -> Judged {
        Judged { state: State::Verdict(verdict), number: None }
    }

    /// Whether it is solved.
    pub fn passes(&self) -> bool {
        matches!(&self.state, State::Verdict(verdict) if verdict.passes())
    }

    /// Takes note of it.
    pub fn note(&self, exercise: &Exercise, is_starter: bool, progress: &mut Progress) {
        let State::Verdict(verdict) = &self.state else { return };
        let done = progress.of(&exercise.name);
        if !is_starter && done.last != self.number {
            done.attempts += 1;
            done.last = self.number;
        }
        // What was solved once stays so, whatever he tries with it afterwards.
        if verdict.passes() {
            done.solved = self.number;
            done.message = verdict.message.clone();
        }
    }

    /// In a word or two.
    pub fn word(&self) -> &'static str {
        match &self.state {
            State::NotThere => "not there",
            State::NotStarted => "not started",
            State::Verdict(verdict) => verdict.word.name(),
        }
    }

    /// In a sentence.
    pub fn message(&self) -> &str {
        match &self.state {
            State::NotThere => "there is no such file; `exercise init DIR` adds it",
            State::NotStarted => "the file is as it was at first",
            // It stands after the word in most places, which is not said twice.
            State::Verdict(Verdict { word, message, .. }) => {
                let rest = message.strip_prefix(word.name()).and_then(|rest| rest.strip_prefix(": "));
                rest.unwrap_or(message)
            }
        }
    }
}

/// A number for a file, and for the exercise as it is now.
fn number(exercise: &Exercise, text: &str) -> u64 {
    hash(&(text, &exercise.starter(), &exercise.solution(), &exercise.again()))
}
