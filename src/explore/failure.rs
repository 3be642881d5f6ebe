//! What can be wrong with a scenario, and the execution that shows it.

use std::fmt;

use crate::report::{counted, grouped};
use crate::scenario::FailureKind;
use crate::sync::checked::backend::Judge;
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
    /// An execution has more operations than loom takes.
    TooLarge,
    /// A loop goes round for ever and does not say that it waits; in words.
    SilentLoop(String),
    /// There are more threads than the explorer has.
    TooManyThreads(Judge),
    /// Threads wait in loops for what will never come.
    Livelock,
    /// Memory was used after it was freed, or freed twice; in words.
    UseAfterFree(String),
    /// It cannot be explored, for the given reason.
    Unfit(String),
    /// A thread needs more stack than the explorer gives it.
    StackOverflow(Judge),
    /// An execution does not end.
    Endless,
    /// A thread ends the whole program.
    Aborted,
    /// A thread calls `abort`.
    CallsAbort,
    /// A thread asks for memory that it does not get.
    OutOfMemory {
        /// How many bytes at once.
        bytes: usize,
        /// How many bytes racelab lets the program have, if there is such a limit.
        limit: Option<u64>,
    },
}

impl Failure {
    /// What loom's panic message means.
    pub(crate) fn of(message: &str) -> Self {
        if message.starts_with("deadlock") {
            Failure::Deadlock
        } else if message.contains("Causality violation") || message.starts_with("currently ") {
            Failure::DataRace
        } else if message.contains("maximum number of branches") {
            Failure::TooLarge
        } else if message.contains("max_threads") || message.contains("self.max()") {
            Failure::TooManyThreads(Judge::Loom)
        } else if message == ENDLESS {
            Failure::Endless
        } else if message == OVERFLOW {
            Failure::StackOverflow(Judge::Loom)
        } else if message == ABORTED {
            Failure::Aborted
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
            Failure::TooLarge | Failure::SilentLoop(_) => FailureKind::TooLarge,
            Failure::TooManyThreads(_) => FailureKind::TooManyThreads,
            Failure::Livelock => FailureKind::Livelock,
            Failure::UseAfterFree(_) => FailureKind::UseAfterFree,
            Failure::Unfit(_) => FailureKind::Unfit,
            Failure::StackOverflow(_) => FailureKind::StackOverflow,
            Failure::Endless => FailureKind::Endless,
            Failure::Aborted | Failure::CallsAbort | Failure::OutOfMemory { .. } => FailureKind::Aborted,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Failure::WrongOutcome(outcome) => return write!(formatter, "wrong outcome: {outcome}"),
            Failure::OutOfMemory { bytes, limit } => {
                let bytes = counted(*bytes as u64, "byte");
                write!(
                    formatter,
                    "aborted: a thread asks for {bytes} of memory at once and does not get them"
                )?;
                return match limit {
                    None => formatter.write_str(". This machine has no more"),
                    Some(limit) => write!(
                        formatter,
                        ". The limit is racelab's own: a program has {} MB of memory, with all that explores it",
                        grouped(limit >> 20)
                    ),
                };
            }
            Failure::Panic(message) => return write!(formatter, "a thread panicked: {message}"),
            Failure::DataRace => {
                "data race: two accesses to one place, at least one a write, and nothing orders them"
            }
            Failure::Deadlock => "deadlock: every thread that has not ended waits for ever",
            Failure::Leak => "leak: an Arc or an allocation outlives the execution",
            Failure::TooLarge => {
                "too large to explore: an execution has more than 10,000 operations. A loop that spins must call \
                 yield_now or spin_loop, or wait at a condition variable; otherwise make the scenario smaller"
            }
            Failure::UseAfterFree(text) | Failure::SilentLoop(text) | Failure::Unfit(text) => {
                return formatter.write_str(text);
            }
            Failure::Livelock => "livelock: threads wait in loops for what will never come",
            Failure::TooManyThreads(Judge::Engine) => {
                "too many threads: it starts more than 31 beside the first, which is the engine's limit"
            }
            Failure::TooManyThreads(Judge::Loom) => {
                "too many threads: it starts more than 4 beside the first, which is loom's limit"
            }
            Failure::StackOverflow(Judge::Engine) => {
                "stack overflow: a thread overflows its stack, which is 1 MB under the engine. Look for a recursion \
                 without an end, or put large arrays into a Vec"
            }
            Failure::StackOverflow(Judge::Loom) => {
                "stack overflow: a thread overflows its stack, which is 32 KB under loom. Look for a recursion \
                 without an end, or put large arrays into a Vec"
            }
            Failure::Endless => {
                "endless: an execution does not end. Look for a loop without any synchronisation in it: if it waits \
                 for another thread, it has to look at an atomic in each round and call spin_loop; if not, give it a \
                 bound"
            }
            Failure::CallsAbort => "aborted: a thread calls abort, which ends the whole program",
            Failure::Aborted => {
                "aborted: a thread ends the whole program. It calls abort, or asks for more memory than it gets, and then \
                 a line on standard error says how much it asked for"
            }
        };
        formatter.write_str(text)
    }
}

/// How an exploration ended, in a word or a few: `complete`, [`STOPPED`], [`INTERRUPTED`], or what kind of
/// failure there was.
pub(crate) fn ending(failure: Option<&Failure>, stopped: Option<&str>) -> &'static str {
    match (failure, stopped) {
        (Some(failure), _) => failure.kind().name(),
        (None, Some(INTERRUPTED)) => INTERRUPTED,
        (None, Some(_)) => STOPPED,
        (None, None) => "complete",
    }
}

/// Why it ended where somebody wanted it ended.
pub(crate) const INTERRUPTED: &str = "interrupted";

/// How it ended where a limit was hit.
pub(crate) const STOPPED: &str = "stopped at limit";

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
