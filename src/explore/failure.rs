//! What can be wrong with a scenario, and the execution that shows it.

use std::fmt;

use crate::scenario::FailureKind;
use crate::sync::checked::record::Event;

/// What went wrong in an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It ended with an outcome that the specification does not allow.
    WrongOutcome(String),
    /// Two accesses to one place were not ordered, and one of them was a write.
    DataRace,
    /// Every thread waits for another.
    Deadlock,
    /// A thread panicked; with its message.
    Panic(String),
    /// It did not end within loom's limits on branch points or threads; with loom's message.
    TooLarge(String),
}

impl Failure {
    /// What loom's panic message means.
    pub(super) fn of(message: &str) -> Self {
        if message.starts_with("deadlock") {
            Failure::Deadlock
        } else if message.contains("Causality violation") {
            Failure::DataRace
        } else if message.contains("maximum number of branches") || message.contains("max_threads") {
            Failure::TooLarge(message.to_owned())
        } else {
            Failure::Panic(message.to_owned())
        }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> FailureKind {
        match self {
            Failure::WrongOutcome(_) => FailureKind::WrongOutcome,
            Failure::DataRace => FailureKind::DataRace,
            Failure::Deadlock => FailureKind::Deadlock,
            Failure::Panic(_) => FailureKind::Panic,
            Failure::TooLarge(_) => FailureKind::TooLarge,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::WrongOutcome(outcome) => write!(formatter, "wrong outcome: {outcome}"),
            Failure::DataRace => {
                write!(formatter, "data race: the last access is not ordered after one it conflicts with")
            }
            Failure::Deadlock => write!(formatter, "deadlock: every thread waits for another"),
            Failure::Panic(message) => write!(formatter, "a thread panicked: {message}"),
            Failure::TooLarge(message) => write!(formatter, "too large to explore: {message}"),
        }
    }
}

/// A failure with an execution that has it.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// What went wrong.
    pub failure: Failure,
    /// What the threads did, in the order in which they did it.
    pub events: Vec<Event>,
    /// What each thread is called.
    pub threads: Vec<String>,
}
