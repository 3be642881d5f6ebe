//! The verdict on an answer.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `word`, `verdict` | what a verdict says |
//! | `bench` | clean folders to compile and run answers in |
//! | `limits` | what an answer may use of the machine |
//! | `program` | from a text to what was found in it |
//! | `kinds` | from what was found to a verdict, for each kind of exercise |
//!
//! The same answer gets the same verdict, whatever else the machine does: the search ends after so many executions, and
//! an execution after so many operations. Only where an answer does neither (a loop without any synchronisation in it)
//! the clock decides, and the verdict says so.

mod bench;
mod kinds;
pub mod limits;
mod program;
mod verdict;
mod word;

use super::super::arguments::UserError;
use super::course::{Exercise, Kind};
use super::taken::{Refused, Taken, take};
pub use bench::Bench;
use program::{Program, Refusal, Text, compile};
pub use verdict::{Site, Verdict};
pub use word::Word;

/// What is said of an answer: the text of the learner's file.
///
/// # Errors
/// If it cannot be judged: the compiler does not start, the disk is full, Ctrl-C was pressed.
pub fn grade(bench: &Bench, exercise: &Exercise, text: &str) -> Result<Verdict, UserError> {
    let taken = match take(exercise, text) {
        Ok(taken) => taken,
        Err(Refused::Changed(what)) => return Ok(Verdict::new(Word::Changed, what)),
        Err(Refused::Forbidden(what)) => return Ok(Verdict::new(Word::Forbidden, what)),
    };
    let submission = Submission { bench, exercise, text, taken };
    let verdict = match exercise.header.kind {
        Kind::Code | Kind::Weakest => submission.code(),
        Kind::Prediction => submission.prediction(),
        Kind::Scenario => submission.scenario(),
        Kind::Reading => submission.reading(),
    };
    match verdict {
        Ok(verdict) => Ok(verdict),
        Err(Refusal::Error(error)) => Err(error),
        Err(Refusal::Wrong(said)) => Ok(Verdict::does_not_compile(said)),
        Err(Refusal::Open(name)) => Ok(Verdict::new(
            Word::Changed,
            format!("the region {name} is not complete in itself: it takes in what stands after it"),
        )),
        Err(Refusal::Stopped) => Ok(Verdict::new(
            Word::OutOfTime,
            "the compiler was stopped after a minute, or when it had taken too much memory",
        )),
    }
}

/// An answer, and what it answers.
struct Submission<'a> {
    bench: &'a Bench,
    exercise: &'a Exercise,
    text: &'a str,
    taken: Taken,
}

impl Submission<'_> {
    /// Compiles a program with the learner's regions in it.
    fn compile(&self, program: &str, constant: Option<&'static str>) -> Result<Program, Refusal> {
        let file = self.exercise.file();
        let within = match self.exercise.header.kind {
            Kind::Weakest => self.taken.lines.clone(),
            _ => Vec::new(),
        };
        let compile =
            |text: &str| compile(self.bench, &Text { file: &file, text, constant, within: within.clone() });
        match compile(program) {
            Ok(program) => match self.taken.open.first() {
                None => Ok(program),
                Some(name) => Err(Refusal::Open(name.clone())),
            },
            // In the learner's own lines, where he has formatted the file.
            Err(Refusal::Wrong(said)) if !self.taken.has_same_lines => match compile(self.text) {
                Err(Refusal::Wrong(in_his_lines)) => Err(Refusal::Wrong(in_his_lines)),
                _ => Err(Refusal::Wrong(said)),
            },
            Err(refusal) => Err(refusal),
        }
    }
}
