//! An exploration in words.

use super::{Exploration, Failure, diagram};

/// The widest line of a report.
const WIDTH: usize = 80;

impl Exploration {
    /// What was seen: the verdict, how far the search went, the outcomes, and an execution that shows
    /// what is wrong, if anything is. Lines of at most 80 columns.
    pub fn report(&self) -> String {
        let mut lines = Vec::new();
        match &self.counterexample {
            Some(counterexample) => lines.push(counterexample.failure.to_string()),
            None => lines.push("no counterexample".to_owned()),
        }
        lines.push(self.extent());
        if !self.outcomes.is_empty() {
            lines.push(format!("outcomes seen: {}", self.outcomes.join("; ")));
        }
        let missing = self.missing();
        let failed = self.counterexample.as_ref().map(|counterexample| &counterexample.failure);
        if !missing.is_empty() && matches!(failed, None | Some(Failure::WrongOutcome(_))) {
            lines.push(format!("allowed, but not seen: {}", missing.join("; ")));
        }
        let wrapped = lines.iter().flat_map(|line| textwrap::wrap(line, WIDTH)).map(|line| line + "\n");
        let mut report: String = wrapped.collect();
        if let Some(counterexample) = &self.counterexample {
            report += "\n";
            report += &diagram::draw(counterexample, WIDTH);
        }
        report
    }
}
