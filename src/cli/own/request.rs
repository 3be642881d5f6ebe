//! What the parent wants of the child, as JSON on the child's standard input.

use std::collections::BTreeMap;

use racelab_loom::explore::sampled::Sampling;
use serde_json::{Value, json};

use super::super::arguments::{Ends, Own};
use super::super::{RACELAB, sample};
use super::child::Place;

/// What is wanted.
#[derive(Clone)]
pub struct Request {
    /// `list`, `check`, `explain` (of all executions, or of some that are drawn), `weaken`, `litmus` or `grade`.
    pub what: String,
    /// Only the tests with these names; all for none.
    pub only: Vec<String>,
    /// The reader's file, as it was typed.
    pub file: String,
    /// The outcomes that scenarios allow; none where any will do.
    pub outcomes: BTreeMap<String, Vec<String>>,
    /// The lines of the functions that tests were written for.
    pub lines: BTreeMap<String, u64>,
    /// Where pointers into cells are used for reading.
    pub reads: Vec<Place>,
    /// Where they are used for writing.
    pub writes: Vec<Place>,
    /// When to stop.
    pub ends: Ends,
    /// As of `explain`.
    pub all_outcomes: bool,
    /// As of `explain`.
    pub ascii: bool,
    /// As of `explain`.
    pub steps: bool,
    /// As of `explain`.
    pub all_frames: bool,
    /// As of `weaken`.
    pub counterexamples: bool,
    /// As of `weaken`: the number of the first trial that is to be made, those before having been.
    pub from: usize,
    /// Of `grade`: the lines in which nothing is to be stronger than it must be.
    pub within: Vec<(u64, u64)>,
    /// What executions to draw at random, in place of exploring them all.
    pub sampling: Option<Sampling>,
}

impl Request {
    /// Whether the child is to explore this test.
    pub fn names(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// Whether the reader wants the test with this name: by its whole name, or by its last part.
    pub fn wants(&self, name: &str) -> bool {
        let last = name.rsplit("::").next();
        self.only.is_empty() || self.only.iter().any(|only| only == name || Some(only.as_str()) == last)
    }

    /// What to type to see more.
    pub fn more(&self) -> String {
        format!("{RACELAB} explain {}", self.file)
    }

    /// What was asked of the file.
    pub fn own(&self) -> Own {
        Own { only: self.only.clone(), watch: false }
    }

    /// As text.
    pub fn to_json(&self) -> String {
        let place = |(file, line, column): &Place| json!([file, line, column]);
        json!({
            "what": self.what,
            "only": self.only,
            "file": self.file,
            "outcomes": self.outcomes,
            "lines": self.lines,
            "reads": self.reads.iter().map(place).collect::<Vec<_>>(),
            "writes": self.writes.iter().map(place).collect::<Vec<_>>(),
            "executions": self.ends.executions,
            "seconds": self.ends.seconds,
            "whims": self.ends.whims,
            "all_outcomes": self.all_outcomes,
            "ascii": self.ascii,
            "steps": self.steps,
            "all_frames": self.all_frames,
            "counterexamples": self.counterexamples,
            "from": self.from,
            "within": self.within,
            "sampling": self.sampling.as_ref().map(sample::to_json),
        })
        .to_string()
    }

    /// From text; `None` if it is none.
    pub fn from_json(text: &str) -> Option<Request> {
        let value: Value = serde_json::from_str(text).ok()?;
        let is = |name: &str| value[name].as_bool().unwrap_or_default();
        let outcomes = value["outcomes"].as_object()?.iter();
        Some(Request {
            what: value["what"].as_str()?.to_owned(),
            only: texts(&value["only"]),
            file: value["file"].as_str()?.to_owned(),
            outcomes: outcomes.map(|(name, allowed)| (name.clone(), texts(allowed))).collect(),
            lines: value["lines"]
                .as_object()?
                .iter()
                .filter_map(|(name, line)| Some((name.clone(), line.as_u64()?)))
                .collect(),
            reads: places(&value["reads"]),
            writes: places(&value["writes"]),
            ends: Ends {
                executions: value["executions"].as_u64(),
                seconds: value["seconds"].as_u64(),
                whims: value["whims"].as_u64().and_then(|whims| u32::try_from(whims).ok())?,
            },
            all_outcomes: is("all_outcomes"),
            ascii: is("ascii"),
            steps: is("steps"),
            all_frames: is("all_frames"),
            counterexamples: is("counterexamples"),
            from: value["from"].as_u64().and_then(|from| usize::try_from(from).ok())?,
            within: serde_json::from_value(value["within"].clone()).ok()?,
            sampling: sample::from_json(&value["sampling"]),
        })
    }
}

/// The texts of a list.
pub fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().into_iter().flatten();
    texts.filter_map(|text| Some(text.as_str()?.to_owned())).collect()
}

fn places(value: &Value) -> Vec<Place> {
    let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
    let place = |value: &Value| Some((value[0].as_str()?.to_owned(), number(&value[1])?, number(&value[2])?));
    value.as_array().into_iter().flatten().filter_map(place).collect()
}
