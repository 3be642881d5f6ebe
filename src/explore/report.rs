//! An exploration in words: what was promised, what was seen, and an execution that breaks the promise.

use super::diagram::{Style, draw};
use super::places::{Place, short};
use super::story::Story;
use super::{Counterexample, Exploration, Failure, holes};
use crate::mistakes::{MISTAKES, Mistake};

/// The widest line of a report.
const WIDTH: usize = 80;

/// How wide the names at the left are, with the space after them.
const GUTTER: usize = 15;

impl Exploration {
    /// The report of this exploration, in at most 80 columns: what was explored, the specification if
    /// it is a mistake's, the verdict, how far the search went, every outcome, and the diagram of the
    /// counterexample if there is one.
    pub fn report(&self) -> String {
        self.report_of(self.shows_internals())
    }

    /// The report, with what happens inside the barrier in the diagram.
    pub fn report_with_internals(&self) -> String {
        self.report_of(true)
    }

    fn report_of(&self, internals: bool) -> String {
        let mut report = self.summary();
        if let Some(counterexample) = self.counterexample() {
            let story = Story::of_counterexample(&counterexample, internals);
            if !story.steps.is_empty() {
                report += &format!("\n{}\n\n", introduction(&counterexample, &story));
                report += &draw(&story, Style::default());
            }
        }
        report
    }

    /// The report without a diagram.
    pub fn summary(&self) -> String {
        let mut report = format!("{}: {}\n", self.scenario.subject, self.scenario.about);
        // A mistake's scenario at another size may promise something else, and then it says so itself.
        if let Some(mistake) = self.mistake().filter(|mistake| mistake.scenario.about == self.scenario.about)
        {
            report += &entry("specification", mistake.specification);
        } else if self.scenario.allowed.is_empty() {
            report += &entry("promised", "nothing: any outcome is allowed");
        } else {
            report += &entry("promised", &self.scenario.allowed.join("; "));
        }
        let failure = self.failure.as_ref().map(ToString::to_string);
        let without = match (self.stopped, self.all_executions()) {
            (Some(_), 0) => "none: no execution came to its end".to_owned(),
            _ if self.is_wrong() => match self.absent().len() {
                1 => "an outcome that is allowed never occurs".to_owned(),
                several => format!("{several} outcomes that are allowed never occur"),
            },
            _ => "no counterexample".to_owned(),
        };
        report += &entry(
            "verdict",
            &match (failure, self.doubt) {
                (Some(failure), Some(place)) => format!("perhaps a {failure}. {}", doubt(place)),
                (failure, _) => failure.unwrap_or(without),
            },
        );
        if let Some(loom) = holes::said(&self.holes).filter(|_| self.scenario.is_own) {
            report += &entry("loom", &loom);
        }
        if let Some(seen) = &self.seen {
            report += &entry("last seen", &format!("{seen}"));
        }
        report += &entry("explored", &self.extent());
        if self.could_buffer && !self.failed() {
            report += &entry("not explored", &self.buffering());
        }
        let mut name = "outcomes";
        for outcome in &self.outcomes {
            let mark = if outcome.allowed { "" } else { "   <- not allowed" };
            report += &entry(std::mem::take(&mut name), &format!("{}{mark}", outcome.value));
        }
        for outcome in self.absent() {
            report += &entry(std::mem::take(&mut name), &format!("{outcome}   <- allowed, never seen"));
        }
        report
    }

    /// What the engine has not explored, and whom to ask.
    fn buffering(&self) -> String {
        let ask = match self.scenario.about.split_once(':').filter(|_| self.scenario.is_own) {
            Some(_) if let Some(why) = &self.unasked => format!("the checker cannot be asked, as it {why}"),
            Some((file, _)) => format!("racelab litmus {file} {} asks the checker", self.scenario.subject),
            None => "racelab litmus LB shows it".to_owned(),
        };
        format!(
            "load buffering (two threads each find what the other stores later), which C++20 does not forbid here: {ask}"
        )
    }

    /// Outcomes that the specification allows and that no execution had, though nothing kept the search
    /// from finding them: not for one that a failure or a limit ended, or for a sample.
    pub fn absent(&self) -> Vec<&'static str> {
        let ended = self.failure.as_ref().is_some_and(|failure| !matches!(failure, Failure::WrongOutcome(_)));
        if ended || self.stopped.is_some() || self.drawn.is_some() { Vec::new() } else { self.missing() }
    }

    /// Whether something wrong was found.
    pub fn failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Whether something is wrong: a failure, or safe code that no longer has all the outcomes it should
    /// have.
    pub fn is_wrong(&self) -> bool {
        self.failed() || (self.mistake().is_none() && !self.absent().is_empty())
    }

    /// What it says about a mistake that no counterexample was found: that it is mended, if every execution
    /// was explored. `None` if one was found.
    pub fn mended(&self) -> Option<String> {
        let extent = self.extent();
        match () {
            () if self.failed() => None,
            () if self.is_exhaustive() => {
                Some(format!("No counterexample was found ({extent}): this mistake is mended."))
            }
            () => Some(format!(
                "No counterexample was found so far ({extent}). Whether it is mended, that does not say."
            )),
        }
    }

    /// The mistake that this is an exploration of, if it is one.
    pub fn mistake(&self) -> Option<&'static Mistake> {
        MISTAKES.iter().find(|mistake| mistake.scenario.subject == self.scenario.subject)
    }

    /// Whether what happens inside the barrier belongs into the picture.
    pub fn shows_internals(&self) -> bool {
        matches!(self.scenario.subject, "barrier" | "channel-ends" | "atomic-f32")
    }
}

/// A name and what is to be said under it, wrapped.
fn entry(name: &str, text: &str) -> String {
    let mut name = name;
    let line = |line: &_| format!("  {:<GUTTER$}{line}\n", std::mem::take(&mut name));
    textwrap::wrap(text, WIDTH - 2 - GUTTER).iter().map(line).collect()
}

/// Why a data race may be none.
fn doubt(place: Place) -> String {
    format!(
        "What the pointer that `get` returns at {} is used for, or when, does not show: it counts as a write at that moment",
        short(place)
    )
}

/// What the diagram shows, and what its line numbers are those of.
fn introduction(counterexample: &Counterexample, story: &Story) -> String {
    let shows = match counterexample.failure {
        Failure::WrongOutcome(_) => "An execution that ends this way",
        Failure::DataRace => "An execution up to the race",
        Failure::Deadlock => "An execution up to the deadlock",
        _ => "An execution up to there",
    };
    let shows = match &story.choice {
        Some(choice) => format!("{shows}, where {choice}"),
        None => shows.to_owned(),
    };
    let text = match story.files()[..] {
        [file] => format!("{shows}, in {file}:"),
        _ => format!("{shows}:"),
    };
    textwrap::fill(&text, WIDTH)
}
