//! The question that a test asks of its outcomes.

use super::{Integer, LocationId, Register, Value};

/// The question that a test asks of its outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Of some, of none, of all.
    pub quantifier: Quantifier,
    /// What is asked about.
    pub formula: Formula,
}

/// How many outcomes the question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `exists`: can it happen?
    Exists,
    /// `~exists`: it never happens, does it?
    NotExists,
    /// `forall`: does it always happen?
    Forall,
}

/// Something that is true of an outcome, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Always true.
    True,
    /// Something holds this value in the end: a value of its own type, or one that it never holds.
    Equals(Observable, Value),
    /// Two things hold the same value in the end, as C compares them: converted to one type. -1 in an `int` is the
    /// same as the greatest `unsigned`.
    Same(Observable, Observable),
    /// The opposite.
    Not(Box<Formula>),
    /// Both.
    And(Box<Formula>, Box<Formula>),
    /// One of the two at least.
    Or(Box<Formula>, Box<Formula>),
}

/// What can be looked at in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Observable {
    /// A register of a thread: `0:r0`.
    Register {
        /// The thread's number.
        thread: usize,
        /// Its register.
        register: Register,
    },
    /// A location: `x`, the last in its modification order.
    Location(LocationId),
}

impl Formula {
    /// What it compares with numbers, and with which, in the order in which they are written.
    pub fn comparisons(&self) -> Vec<(Observable, Value)> {
        let mut found = Vec::new();
        self.each_comparison(&mut |part| {
            if let Formula::Equals(observable, value) = part {
                found.push((*observable, *value));
            }
        });
        found
    }

    /// What it looks at, in the order in which it is written.
    pub fn observables(&self) -> Vec<Observable> {
        let mut found = Vec::new();
        self.each_comparison(&mut |part| match part {
            Formula::Equals(observable, _) => found.push(*observable),
            Formula::Same(one, other) => found.extend([*one, *other]),
            _ => {}
        });
        found
    }

    fn each_comparison(&self, visit: &mut impl FnMut(&Formula)) {
        match self {
            Formula::True => {}
            Formula::Equals(..) | Formula::Same(..) => visit(self),
            Formula::Not(formula) => formula.each_comparison(visit),
            Formula::And(one, other) | Formula::Or(one, other) => {
                one.each_comparison(visit);
                other.each_comparison(visit);
            }
        }
    }

    /// The same, without `true` and `false` in it: it is one of them, or has neither.
    pub fn simplified(&self) -> Formula {
        match self {
            Formula::True | Formula::Equals(..) | Formula::Same(..) => self.clone(),
            Formula::Not(formula) => match formula.simplified() {
                Formula::Not(twice) if *twice == Formula::True => Formula::True,
                formula => Formula::Not(Box::new(formula)),
            },
            Formula::And(one, other) => match (one.simplified(), other.simplified()) {
                (Formula::True, only) | (only, Formula::True) => only,
                (never, _) | (_, never) if never.is_never() => never,
                (one, other) => Formula::And(Box::new(one), Box::new(other)),
            },
            Formula::Or(one, other) => match (one.simplified(), other.simplified()) {
                (Formula::True, _) | (_, Formula::True) => Formula::True,
                (never, only) | (only, never) if never.is_never() => only,
                (one, other) => Formula::Or(Box::new(one), Box::new(other)),
            },
        }
    }

    /// Whether it is `false`.
    pub fn is_never(&self) -> bool {
        matches!(self, Formula::Not(formula) if **formula == Formula::True)
    }

    /// Whether it is true where observables hold the given values of the given types.
    pub fn is_true(&self, held: &impl Fn(Observable) -> (Value, Integer)) -> bool {
        match self {
            Formula::True => true,
            Formula::Equals(observable, expected) => held(*observable).0 == *expected,
            Formula::Same(one, other) => {
                let ((one, first), (other, second)) = (held(*one), held(*other));
                let common = first.with(second);
                common.convert(one) == common.convert(other)
            }
            Formula::Not(formula) => !formula.is_true(held),
            Formula::And(one, other) => one.is_true(held) && other.is_true(held),
            Formula::Or(one, other) => one.is_true(held) || other.is_true(held),
        }
    }
}
