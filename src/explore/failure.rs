//! What can be wrong with a scenario, and the execution that shows it.

use std::fmt;

use crate::scenario::FailureKind;
use crate::sync::checked::choice::Choice;
use crate::sync::checked::record::Execution;

use super::quiet::ABORTED;
use super::search::{ENDLESS, OVERFLOW};

/// What went wrong in an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It ended with an outcome that the specification does not allow.
    WrongOutcome(String),
    /// Two accesses to one place were not ordered, and one of them was a write.
    DataRace,
    /// Every thread that has not ended waits for another, or for itself.
    Deadlock,
    /// A thread panicked; with its message.
    Panic(String),
    /// Something that is counted was never given back.
    Leak,
    /// It is more than loom can explore; why, and what to do.
    TooLarge(String),
}

impl Failure {
    /// What loom's panic message means.
    pub(crate) fn of(message: &str) -> Self {
        if message.starts_with("deadlock") {
            Failure::Deadlock
        } else if message.contains("Causality violation") || message.starts_with("currently ") {
            Failure::DataRace
        } else if message.contains("maximum number of branches") {
            Failure::TooLarge(
                "an execution has more than 10,000 operations. A loop that spins must call yield_now or \
                 spin_loop, or wait at a condition variable; otherwise make the scenario smaller"
                    .to_owned(),
            )
        } else if message.contains("max_threads") || message.contains("self.max()") {
            Failure::TooLarge(
                "it starts more than 4 threads beside the first, which is loom's limit".to_owned(),
            )
        } else if message == ENDLESS {
            Failure::TooLarge(
                "an execution does not end: look for a loop without any synchronisation in it".to_owned(),
            )
        } else if message == OVERFLOW {
            Failure::TooLarge(
                "a thread overflows its stack, which is 32 KB under loom: look for a recursion without an end, or \
                 put large arrays into a Vec"
                    .to_owned(),
            )
        } else if message == ABORTED {
            Failure::TooLarge(
                "a thread ends the whole program: it asks for more memory than this machine has, or calls abort \
                 (on standard error stands which)"
                    .to_owned(),
            )
        } else if message.contains("leaked") {
            Failure::Leak
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
            Failure::Leak => FailureKind::Leak,
            Failure::TooLarge(_) => FailureKind::TooLarge,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::WrongOutcome(outcome) => write!(formatter, "wrong outcome: {outcome}"),
            Failure::DataRace => {
                let what = "two accesses to one place, one of them a write, and nothing orders them";
                write!(formatter, "data race: {what}")
            }
            Failure::Deadlock => {
                write!(formatter, "deadlock: every thread that has not ended waits for ever")
            }
            Failure::Panic(message) => write!(formatter, "a thread panicked: {message}"),
            Failure::Leak => write!(formatter, "leak: an Arc outlives the execution"),
            Failure::TooLarge(message) => write!(formatter, "too large to explore: {message}"),
        }
    }
}

/// A failure with an execution that has it.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// What went wrong.
    pub failure: Failure,
    /// What the threads did.
    pub execution: Execution,
    /// What had to happen beside, that loom does not explore by itself.
    pub choice: Option<Choice>,
}
