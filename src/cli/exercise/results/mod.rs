//! Verdicts for other programs to read: the same entries in three forms.

mod gradescope;
mod json;
mod junit;

use std::time::Duration;

use super::course::Exercise;
use super::learner::{Judged, State};

pub use gradescope::gradescope;
pub use json::{json, verdict};
pub use junit::junit;

/// An exercise, and what was said of an answer to it.
pub struct Result<'a> {
    /// What was answered.
    pub exercise: &'a Exercise,
    /// The verdict.
    pub judged: Judged,
    /// How long it took.
    pub elapsed: Duration,
}

impl Result<'_> {
    /// What shows the verdict, as plain text.
    fn shown(&self) -> String {
        let State::Verdict(verdict) = &self.judged.state else { return self.judged.message().to_owned() };
        let compiler = verdict.compiler.as_deref().map(|said| anstream::adapter::strip_str(said).to_string());
        let more = [compiler, verdict.report.clone()];
        let more: String =
            more.into_iter().flatten().map(|text| format!("\n\n{}", text.trim_end())).collect();
        format!("{}: {}{more}", verdict.word.name(), verdict.message)
    }
}
