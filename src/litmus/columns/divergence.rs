//! Where loom is known to differ from C++20, and why.
//!
//! Every difference that a test of the gallery shows stands in [`EXPECTED`] with its cause, and nothing else
//! does: a test fails for one that is not listed, and for one that is listed and no longer shows.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst};

use super::super::checker::{Axiom, Limits, Model, behaviour};
use super::super::test::{Mode, Outcome, Statement, Test};

/// Which way loom differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// It explores outcomes that the language forbids.
    More,
    /// It does not explore all outcomes that the language allows.
    Fewer,
}

/// Why loom differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// SeqCst loads and stores are taken for less.
    SeqCstAccesses,
    /// SeqCst fences are taken for more.
    SeqCstFences,
    /// Nothing is read from what has not been done yet.
    InOrder,
    /// A failed compare-exchange reads the newest value.
    FailedCompareExchange,
    /// Stores beside read-modify-writes.
    StoreBesideUpdate,
}

impl Cause {
    /// The cause in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Cause::SeqCstAccesses => {
                "loom takes SeqCst loads and stores for Acquire and Release, so it explores more than the \
                 language allows (loom issue 180)"
            }
            Cause::SeqCstFences => {
                "loom's SeqCst fences synchronise with each other as if one read from the other, which is \
                 more than the language promises"
            }
            Cause::InOrder => {
                "loom does one operation after another, so no load can read from a store that its own thread \
                 or a chain of reads puts after it"
            }
            Cause::FailedCompareExchange => {
                "a compare-exchange that fails reads the newest value in loom; the language lets it read an \
                 older one, as any load may"
            }
            Cause::StoreBesideUpdate => {
                "loom gets the order of a plain store and a read-modify-write of one atomic wrong where they \
                 race (loom issues 254 and 389)"
            }
        }
    }

    /// Which way it makes loom differ.
    pub fn way(self) -> Way {
        match self {
            Cause::SeqCstAccesses | Cause::StoreBesideUpdate => Way::More,
            Cause::SeqCstFences | Cause::InOrder | Cause::FailedCompareExchange => Way::Fewer,
        }
    }
}

/// The tests of the gallery for which loom differs from C++20, and the cause.
pub const EXPECTED: &[(&str, Cause)] = &[];

/// The cause of a difference: the one that is listed for the test, or else what is found out by asking the
/// checker.
pub fn cause(test: &Test, way: Way, outcome: &Outcome) -> Option<Cause> {
    let listed = EXPECTED.iter().find(|(name, cause)| *name == test.name && cause.way() == way);
    listed.map(|(_, cause)| *cause).or_else(|| found_out(test, way, outcome))
}

/// The cause that accounts for a difference, as far as the checker can tell: it is asked what the language
/// would allow if the cause were its own rule.
pub fn found_out(test: &Test, way: Way, outcome: &Outcome) -> Option<Cause> {
    let allowed = |test: &Test, model: Model| {
        behaviour(test, &model, &Limits::default()).is_ok_and(|behaviour| behaviour.allows(outcome))
    };
    let has = |wanted: fn(&Statement) -> bool| test.operations().into_iter().any(wanted);
    match way {
        Way::More if allowed(&test.with_each(&without_seq_cst), Model::CPP20) => Some(Cause::SeqCstAccesses),
        Way::More => Some(Cause::StoreBesideUpdate),
        Way::Fewer if !allowed(test, Model::CPP20.with(Axiom::NoThinAir)) => Some(Cause::InOrder),
        Way::Fewer if has(|statement| matches!(statement, Statement::Fence(SeqCst))) => {
            Some(Cause::SeqCstFences)
        }
        Way::Fewer if has(|statement| matches!(statement, Statement::CompareExchange { .. })) => {
            Some(Cause::FailedCompareExchange)
        }
        Way::Fewer => None,
    }
}

/// What loom makes of an access that is SeqCst.
fn without_seq_cst(statement: &mut Statement) {
    let weaken = |ordering: &mut Ordering, weaker| {
        if *ordering == SeqCst {
            *ordering = weaker;
        }
    };
    match statement {
        Statement::Load { mode: Mode::Atomic(ordering), .. } => weaken(ordering, Acquire),
        Statement::Store { mode: Mode::Atomic(ordering), .. } => weaken(ordering, Release),
        Statement::Update { ordering, .. } => weaken(ordering, AcqRel),
        Statement::CompareExchange { success, failure, .. } => {
            weaken(success, AcqRel);
            weaken(failure, Acquire);
        }
        _ => {}
    }
}
