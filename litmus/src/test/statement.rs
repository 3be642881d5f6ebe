//! What a thread does: loads, stores, read-modify-writes, fences.

use std::fmt;

use super::{Expression, Integer, LocationId, Ordering, Register, Value};

/// A step of a thread. Each but [`Let`](Statement::Let), [`If`](Statement::If) and
/// [`Assume`](Statement::Assume) is one operation on memory, or one fence; expressions are made of registers and constants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `let register = value;`
    Let {
        /// Where the value goes.
        register: Register,
        /// The value.
        value: Expression,
    },
    /// `let register = location.load(ordering);`
    Load {
        /// Where the value goes.
        register: Register,
        /// What is read.
        location: LocationId,
        /// How.
        mode: Mode,
    },
    /// `location.store(value, ordering);`
    Store {
        /// What is written to.
        location: LocationId,
        /// What is written.
        value: Expression,
        /// How.
        mode: Mode,
    },
    /// A read-modify-write that always writes: `let register = location.fetch_add(1, ordering);`
    Update {
        /// Where the value that was there before goes.
        register: Register,
        /// What is changed.
        location: LocationId,
        /// How it is changed.
        change: Change,
        /// The operand of the change.
        operand: Expression,
        /// How.
        ordering: Ordering,
    },
    /// A read-modify-write that writes only where it finds what it expects.
    CompareExchange {
        /// Where 1 goes if it wrote, and 0 if it did not.
        succeeded: Register,
        /// The register with the expected value. What was found goes there if that is another.
        expected: Register,
        /// What is changed.
        location: LocationId,
        /// What is written.
        desired: Expression,
        /// How, if it writes.
        success: Ordering,
        /// How it reads, if it does not.
        failure: Ordering,
        /// Whether it may fail even where it finds what it expects (C++20, [atomics.types.operations],
        /// calls that a spurious failure).
        weak: bool,
    },
    /// `fence(ordering);`
    Fence(Ordering),
    /// One body or the other.
    If {
        /// Any value but 0 means the first.
        condition: Expression,
        /// What is done then.
        then: Vec<Statement>,
        /// What is done otherwise.
        otherwise: Vec<Statement>,
    },
    /// Only executions in which this is anything but 0 count. A loop that waits becomes this, and a lock: of
    /// the executions, those remain in which the wait is over.
    Assume(Expression, Assumed),
}

/// Why an execution does not count in which an assumption fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Assumed {
    /// The thread waits for what does not come, or the test itself leaves the execution out. What counts is
    /// all there is.
    Met,
    /// A loop would go on, and no more than so many rounds of it are looked at. The execution may end in some
    /// way that nobody has looked at.
    EnoughRounds(usize),
}

impl Statement {
    /// The location that it touches, and whether as an atomic.
    pub fn access(&self) -> Option<(LocationId, bool)> {
        match self {
            Statement::Load { location, mode, .. } | Statement::Store { location, mode, .. } => {
                Some((*location, *mode != Mode::NonAtomic))
            }
            Statement::Update { location, .. } | Statement::CompareExchange { location, .. } => {
                Some((*location, true))
            }
            Statement::Let { .. } | Statement::Fence(_) | Statement::If { .. } | Statement::Assume(..) => {
                None
            }
        }
    }
}

/// How a load or a store touches memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// As a plain variable: unordered with a conflicting access of another thread it is a data race.
    NonAtomic,
    /// As an atomic, with this ordering.
    Atomic(Ordering),
}

/// What a read-modify-write makes of the old value and its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// `swap`: the operand replaces the value (C's `exchange`).
    Swap,
    /// `fetch_add`.
    Add,
    /// `fetch_sub`.
    Sub,
    /// `fetch_or`.
    Or,
    /// `fetch_xor`.
    Xor,
    /// `fetch_and`.
    And,
}

impl Change {
    /// The new value of a location of this type.
    pub fn apply(self, old: Value, operand: Value, integer: Integer) -> Value {
        integer.convert(match self {
            Change::Swap => operand,
            Change::Add => old.wrapping_add(operand),
            Change::Sub => old.wrapping_sub(operand),
            Change::Or => old | operand,
            Change::Xor => old ^ operand,
            Change::And => old & operand,
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mode::NonAtomic => formatter.write_str("non-atomic"),
            Mode::Atomic(ordering) => write!(formatter, "{ordering:?}"),
        }
    }
}
