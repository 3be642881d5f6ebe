//! A verdict: a word, a sentence, and what shows it.

use super::Word;
use crate::report::counted;

/// What is said of an answer.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// In a word or two.
    pub word: Word,
    /// In a sentence.
    pub message: String,
    /// The execution that shows it, as a report with a diagram.
    pub report: Option<String>,
    /// What the compiler says.
    pub compiler: Option<String>,
    /// The scenario or the test that shows it.
    pub scenario: Option<String>,
    /// How many executions there were in all scenarios.
    pub executions: u64,
    /// How many scenarios were explored.
    pub scenarios: u64,
    /// Orderings that could be weaker.
    pub sites: Vec<Site>,
}

/// An ordering that could be weaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its line.
    pub line: u64,
    /// Its column.
    pub column: u64,
    /// What it is part of: a load, a store, ...
    pub part: String,
    /// As it is written.
    pub written: String,
}

impl Verdict {
    /// That with nothing to show.
    pub fn new(word: Word, message: impl Into<String>) -> Verdict {
        Verdict {
            word,
            message: message.into(),
            report: None,
            compiler: None,
            scenario: None,
            executions: 0,
            scenarios: 0,
            sites: Vec::new(),
        }
    }

    /// Of an answer that the compiler does not take.
    pub(super) fn does_not_compile(said: String) -> Verdict {
        // Without the colours that it has for a terminal.
        let plain = anstream::adapter::strip_str(&said).to_string();
        let first =
            plain.lines().find_map(|line| Some(line.split_once("error")?.1.split_once(": ")?.1.to_owned()));
        let message = first.unwrap_or_else(|| "the compiler says why".to_owned());
        Verdict { compiler: Some(said), ..Verdict::new(Word::DoesNotCompile, message) }
    }

    /// Whether it is solved.
    pub fn passes(&self) -> bool {
        self.word == Word::Passes
    }

    /// How far the search went.
    pub fn extent(&self) -> String {
        format!(
            "{} of {}, exhaustive within the engine's limits",
            counted(self.executions, "execution"),
            counted(self.scenarios, "scenario")
        )
    }
}
