//! A verdict on the learner's file, if there is something to judge. What was solved, and is as it was then, is not
//! compiled again.

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
        let (starter, solution) = (exercise.starter(), exercise.solution());
        let number = Some(hash(&(&text, &starter, &solution)));
        if text == starter && !starters {
            return Ok(Judged { state: State::NotStarted, number });
        }
        if let Some(done) = folder.progress.done.get(&exercise.name)
            && done.solved == number
        {
            let state = State::Verdict(Verdict::new(Word::Passes, done.message.clone()));
            return Ok(Judged { state, number });
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
            State::Verdict(verdict) => &verdict.message,
        }
    }
}
