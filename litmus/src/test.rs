//! What a litmus test is: locations, a few threads of a few operations, and a question about the end.
//!
//! Everything else in this room takes a [`Test`] and knows nothing of the text that it came from.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `statement` | what a thread does |
//! | `expression` | values made of constants and registers |
//! | `integer` | the types of values, and how C converts between them |
//! | `condition` | the question |

mod condition;
mod expression;
mod integer;
mod statement;

/// Orderings are the standard library's.
pub use std::sync::atomic::Ordering;

pub use condition::{Condition, Formula, Observable, Quantifier};
pub use expression::{Expression, Operator};
pub use integer::Integer;
pub use statement::{Assumed, Change, Mode, Statement};

/// What locations and registers hold: a number that their [`Integer`] type holds. All of these fit in here.
pub type Value = i128;

/// A litmus test: a program too small to have anything in it but its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name: `SB`, `MP+rel+acq`.
    pub name: String,
    /// What it is about, in a line, where the test says so.
    pub about: Option<String>,
    /// What the threads share.
    pub locations: Vec<Location>,
    /// The threads, numbered from 0. They start together, after the locations have their initial values.
    pub threads: Vec<Thread>,
    /// The question.
    pub condition: Condition,
    /// What else an outcome shows beside what the condition mentions (herd's `locations [x; 0:r0;]`).
    pub also_shown: Vec<Observable>,
    /// Only executions that end so count (herd's `filter`).
    pub filter: Option<Formula>,
}

/// A shared variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its name: `x`.
    pub name: String,
    /// What it holds before the threads start.
    pub initial: Value,
    /// Whether it is declared atomic, by one thread at least. That alone says nothing: each access says for
    /// itself whether it is atomic, as in herd.
    pub atomic: bool,
    /// The type of what it holds. What is written to it is converted.
    pub integer: Integer,
}

/// A thread: its registers and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Thread {
    /// The names of its registers (local variables), by number. All hold 0 at first. A name that begins
    /// with `$` is the parser's own, for a value that the text gives no name.
    pub registers: Vec<String>,
    /// The types of its registers, by number; those that are missing at the end are `int`s, as most are.
    pub integers: Vec<Integer>,
    /// What it does, from first to last.
    pub body: Vec<Statement>,
}

/// A location, by its place in [`Test::locations`].
pub type LocationId = usize;

/// A register, by its place in [`Thread::registers`].
pub type Register = usize;

/// How a run ends: the value of each of [`Test::shown`], in that order.
pub type Outcome = Vec<Value>;

impl Thread {
    /// The type of a register. What it is given is converted.
    pub fn integer(&self, register: Register) -> Integer {
        self.integers.get(register).copied().unwrap_or_default()
    }
}

impl Test {
    /// The type of an observable.
    pub fn integer(&self, observable: Observable) -> Integer {
        match observable {
            Observable::Register { thread, register } => self.threads[thread].integer(register),
            Observable::Location(location) => self.locations[location].integer,
        }
    }

    /// What an outcome of this test shows: what its condition and its filter mention and what it lists
    /// beside, registers before locations, each once.
    pub fn shown(&self) -> Vec<Observable> {
        let mut shown = self.also_shown.clone();
        shown.extend(self.condition.formula.observables());
        shown.extend(self.filter.iter().flat_map(Formula::observables));
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// What an observable is called: `0:r0`, `x`.
    pub fn name_of(&self, observable: Observable) -> String {
        match observable {
            Observable::Register { thread, register } => {
                format!("{thread}:{}", self.threads[thread].registers[register])
            }
            Observable::Location(location) => self.locations[location].name.clone(),
        }
    }

    /// An outcome in words, in the order of [`Test::shown`]: `0:r0=1 1:r0=0`.
    pub fn outcome_in_words(&self, outcome: &[Value]) -> String {
        let words = self.shown().into_iter().zip(outcome);
        words.map(|(shown, value)| format!("{}={value}", self.name_of(shown))).collect::<Vec<_>>().join(" ")
    }

    /// Its operations on memory and its fences, of all threads.
    pub fn operations(&self) -> Vec<&Statement> {
        fn collect<'t>(body: &'t [Statement], operations: &mut Vec<&'t Statement>) {
            for statement in body {
                match statement {
                    Statement::Let { .. } | Statement::Assume(..) => {}
                    Statement::If { then, otherwise, .. } => {
                        collect(then, operations);
                        collect(otherwise, operations);
                    }
                    operation => operations.push(operation),
                }
            }
        }
        let mut operations = Vec::new();
        self.threads.iter().for_each(|thread| collect(&thread.body, &mut operations));
        operations
    }

    /// The same test with each operation on memory, and each fence, changed.
    #[must_use]
    pub fn with_each(&self, change: &impl Fn(&mut Statement)) -> Test {
        fn change_all(body: &mut [Statement], change: &impl Fn(&mut Statement)) {
            for statement in body {
                match statement {
                    Statement::Let { .. } | Statement::Assume(..) => {}
                    Statement::If { then, otherwise, .. } => {
                        change_all(then, change);
                        change_all(otherwise, change);
                    }
                    operation => change(operation),
                }
            }
        }
        let mut changed = self.clone();
        changed.threads.iter_mut().for_each(|thread| change_all(&mut thread.body, change));
        changed
    }

    /// The most rounds that are looked at of a loop of this test, if it has one that is not followed to its end
    /// whatever happens.
    pub fn rounds(&self) -> Option<usize> {
        fn most(body: &[Statement]) -> Option<usize> {
            let rounds = body.iter().map(|statement| match statement {
                Statement::Assume(_, Assumed::EnoughRounds(rounds)) => Some(*rounds),
                Statement::If { then, otherwise, .. } => most(then).max(most(otherwise)),
                _ => None,
            });
            rounds.max().flatten()
        }
        self.threads.iter().map(|thread| most(&thread.body)).max().flatten()
    }

    /// Whether it asks anything: a test without a condition has one that is always true.
    pub fn asks(&self) -> bool {
        self.condition.formula != Formula::True
    }

    /// Whether the condition's formula is true of an outcome: whether it is one that the test asks about.
    pub fn asks_about(&self, outcome: &[Value]) -> bool {
        self.asks() && self.is_true(&self.condition.formula, outcome)
    }

    /// Whether an outcome decides the question by itself if it happens: one that the test asks about, and where it asks
    /// whether all are so, one that is not.
    pub fn is_decided_by(&self, outcome: &[Value]) -> bool {
        let is_exception = self.condition.quantifier == Quantifier::Forall;
        self.asks() && self.is_true(&self.condition.formula, outcome) != is_exception
    }

    /// Whether an execution with this outcome counts: not if the test's filter is not true of it.
    pub fn counts(&self, outcome: &[Value]) -> bool {
        self.filter.as_ref().is_none_or(|filter| self.is_true(filter, outcome))
    }

    fn is_true(&self, formula: &Formula, outcome: &[Value]) -> bool {
        let shown = self.shown();
        formula.is_true(&|observable| {
            // Whatever the formula mentions is shown.
            let value = shown.binary_search(&observable).map_or(0, |place| outcome[place]);
            (value, self.integer(observable))
        })
    }

    /// The locations that have both atomic accesses and others.
    pub fn mixed_locations(&self) -> Vec<LocationId> {
        let operations = self.operations();
        let accesses = |location: LocationId, atomic: bool| {
            operations.iter().any(|statement| statement.access() == Some((location, atomic)))
        };
        let locations = 0..self.locations.len();
        locations.filter(|&location| accesses(location, true) && accesses(location, false)).collect()
    }
}
