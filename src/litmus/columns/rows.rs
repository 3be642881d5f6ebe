//! Rows and cells.

use std::collections::BTreeSet;

use super::super::test::{Outcome, Test, Value};
use super::{Beside, Columns, Machine};

/// An outcome, and what each column says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the test asks about it.
    pub asked: bool,
    /// A cell for each of [`Columns::headers`].
    pub cells: Vec<Cell>,
}

/// What a column says of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether it can happen, was found, or was seen.
    pub happens: bool,
    /// How often it was seen, on a machine.
    pub count: Option<u64>,
    /// The number of the note that says why this is not what C++20 says, from 0.
    pub note: Option<usize>,
}

/// The most rows that are shown only because the test asks about outcomes that nobody has.
const MOST_ABSENT: usize = 4;

impl Columns {
    /// What stands above the cells.
    pub fn headers(&self) -> Vec<String> {
        let mut headers = vec!["C++20".to_owned(), "loom".to_owned()];
        if matches!(self.machine, Machine::Seen(_)) {
            headers.push("seen here".to_owned());
        }
        headers.extend(self.beside.iter().map(Beside::name));
        headers
    }

    /// The first outcome that the test asks about.
    pub fn asked(&self) -> Option<Outcome> {
        self.bare_rows().into_iter().find(|row| row.asked).map(|row| row.outcome)
    }

    /// The outcomes, with the cells in the order of [`headers`](Columns::headers), before notes are added.
    pub(super) fn bare_rows(&self) -> Vec<Row> {
        let mut outcomes = BTreeSet::new();
        for behaviour in [&self.language].into_iter().chain(self.beside.iter().map(|beside| &beside.allowed))
        {
            outcomes.extend(behaviour.outcomes().into_iter().flatten().cloned());
        }
        outcomes.extend(self.loom.outcomes.iter().cloned());
        if let Machine::Seen(seen) = &self.machine {
            outcomes.extend(seen.counts.keys().cloned());
        }
        if !outcomes.iter().any(|outcome| self.test.asks_about(outcome)) {
            let absent = asked_about(&self.test, &outcomes);
            outcomes.extend(absent.into_iter().take(MOST_ABSENT));
        }
        outcomes.into_iter().map(|outcome| self.row(outcome)).collect()
    }

    fn row(&self, outcome: Outcome) -> Row {
        let plain = |happens| Cell { happens, count: None, note: None };
        let mut cells =
            vec![plain(self.language.allows(&outcome)), plain(self.loom.outcomes.contains(&outcome))];
        if let Machine::Seen(seen) = &self.machine {
            let count = seen.counts.get(&outcome).copied().unwrap_or_default();
            cells.push(Cell { happens: count > 0, count: Some(count), note: None });
        }
        cells.extend(self.beside.iter().map(|beside| plain(beside.allowed.allows(&outcome))));
        Row { asked: self.test.asks_about(&outcome), outcome, cells }
    }
}

/// Outcomes that the test asks about, made of values that it mentions and values that were seen.
fn asked_about(test: &Test, seen: &BTreeSet<Outcome>) -> Vec<Outcome> {
    let shown = test.shown();
    let mentioned = test.condition.formula.comparisons();
    let mut outcomes = vec![Outcome::new()];
    for (place, &observable) in shown.iter().enumerate() {
        let mut values: BTreeSet<Value> = seen.iter().map(|outcome| outcome[place]).collect();
        values.extend(mentioned.iter().filter(|(known, _)| *known == observable).map(|(_, value)| value));
        let longer = |outcome: &Outcome| {
            let outcome = outcome.clone();
            values.iter().map(move |&value| [&outcome[..], &[value]].concat()).collect::<Vec<_>>()
        };
        outcomes = outcomes.iter().flat_map(longer).take(MOST_TRIED).collect();
    }
    outcomes.into_iter().filter(|outcome| test.asks_about(outcome)).collect()
}

/// The most outcomes that are looked through for those that a test asks about.
const MOST_TRIED: usize = 10_000;
