//! Rows and cells.

use std::collections::BTreeSet;

use super::super::checker::{Behaviour, Model, Tried};
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
    /// Whether it can happen, was found, or was seen. Where behaviour is undefined, everything can.
    pub happens: bool,
    /// Whether the column's model says nothing about the program, since there is a data race in it.
    pub undefined: bool,
    /// How often it was seen, on a machine.
    pub count: Option<u64>,
    /// The number of the note that says why this is not what C++20 says, from 0.
    pub note: Option<usize>,
}

/// What a model says of a test.
#[derive(Clone, Debug)]
pub struct Says<'a> {
    /// What stands above its column.
    pub name: String,
    /// The place of its column.
    pub column: usize,
    /// What it says.
    pub behaviour: &'a Behaviour,
    /// If values come out of thin air: those that were tried.
    pub thin_air: Option<&'a Tried>,
    /// If executions were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
}

/// The place of the engine's column among [`Columns::headers`].
pub const ENGINE: usize = 1;
/// The place of loom's.
pub const LOOM: usize = 2;

/// The most rows that are shown only because the test asks about outcomes that nobody has.
const MOST_ABSENT: usize = 4;

impl Columns {
    /// What stands above the cells.
    pub fn headers(&self) -> Vec<String> {
        let mut headers = vec!["C++20".to_owned(), "engine".to_owned(), "loom".to_owned()];
        if matches!(self.machine, Machine::Seen(_)) {
            headers.push("seen here".to_owned());
        }
        headers.extend(self.beside.iter().map(Beside::name));
        headers
    }

    /// The first outcome that decides the question: of those that C++20 allows, if it allows one.
    pub fn asked(&self) -> Option<Outcome> {
        let asked = self.bare_rows().into_iter().filter(|row| row.asked);
        asked.min_by_key(|row| !row.cells[0].happens).map(|row| row.outcome)
    }

    /// What each model says, C++20 first, with the column that it has among
    /// [`headers`](Columns::headers).
    pub fn models(&self) -> Vec<Says<'_>> {
        let language = Says {
            name: Model::CPP20.name.to_owned(),
            column: 0,
            behaviour: &self.language,
            thin_air: self.thin_air.as_ref(),
            rounds: self.rounds,
        };
        let first = self.first_beside();
        let beside = self.beside.iter().enumerate().map(|(index, beside)| Says {
            name: beside.name(),
            column: first + index,
            behaviour: &beside.allowed,
            thin_air: beside.thin_air.as_ref(),
            rounds: beside.rounds,
        });
        [language].into_iter().chain(beside).collect()
    }

    /// The place of the first column of another model.
    pub(super) fn first_beside(&self) -> usize {
        self.headers().len() - self.beside.len()
    }

    /// The outcomes, with the cells in the order of [`headers`](Columns::headers), before notes are added.
    pub(super) fn bare_rows(&self) -> Vec<Row> {
        let mut outcomes = BTreeSet::new();
        for says in self.models() {
            outcomes.extend(says.behaviour.outcomes().into_iter().flatten().cloned());
        }
        outcomes.extend(self.engine.outcomes.iter().cloned());
        outcomes.extend(self.loom.outcomes.iter().cloned());
        if let Machine::Seen(seen) = &self.machine {
            outcomes.extend(seen.counts.keys().cloned());
        }
        if !outcomes.iter().any(|outcome| self.test.is_decided_by(outcome)) {
            let absent = asked_about(&self.test, &outcomes);
            outcomes.extend(absent.into_iter().take(MOST_ABSENT));
        }
        outcomes.into_iter().map(|outcome| self.row(outcome)).collect()
    }

    fn row(&self, outcome: Outcome) -> Row {
        let plain = |happens| Cell { happens, undefined: false, count: None, note: None };
        let model = |behaviour: &Behaviour| Cell {
            undefined: behaviour.outcomes().is_none(),
            ..plain(behaviour.allows(&outcome))
        };
        let found = |outcomes: &BTreeSet<Outcome>| plain(outcomes.contains(&outcome));
        // In the order of ENGINE and LOOM.
        let mut cells = vec![model(&self.language), found(&self.engine.outcomes), found(&self.loom.outcomes)];
        if let Machine::Seen(seen) = &self.machine {
            let count = seen.counts.get(&outcome).copied().unwrap_or_default();
            cells.push(Cell { count: Some(count), ..plain(count > 0) });
        }
        cells.extend(self.beside.iter().map(|beside| model(&beside.allowed)));
        Row { asked: self.test.is_decided_by(&outcome), outcome, cells }
    }
}

/// Outcomes that decide the question, made of values that it mentions and values that were seen.
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
    outcomes.into_iter().filter(|outcome| test.is_decided_by(outcome)).collect()
}

/// The most outcomes that are looked through for those that a test asks about.
const MOST_TRIED: usize = 10_000;
