//! Where loom is known to differ from C++20, and why.
//!
//! Every difference that a test of the gallery shows stands in [`EXPECTED`] with its cause, and nothing else
//! does: a test fails for one that is not listed, and for one that is listed and no longer shows.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst};

use super::super::checker::{Axiom, Behaviour, Limits, Model, behaviour};
use super::super::explored::loads_then_writes;
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
    /// Stores beside stores.
    StoreBesideStores,
    /// A load and a later store by one thread.
    LoadThenStore,
    /// A weak compare-exchange fails for no reason.
    WeakCompareExchange,
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
                "A compare-exchange that fails reads the newest value in loom; the language lets it read an \
                 older one, as any load may"
            }
            Cause::StoreBesideUpdate => {
                "loom gets the order of a plain store and a read-modify-write of one atomic wrong where they \
                 race (loom issues 254 and 389)"
            }
            Cause::StoreBesideStores => {
                "Where two threads store to one atomic, loom may end with a value that its own thread has \
                 overwritten"
            }
            Cause::LoadThenStore => {
                "Where a thread loads an atomic and then stores to it, loom skips some interleavings, and the \
                 orders of starting together do not bring all of them back (loom issues 166 and 392)"
            }
            Cause::WeakCompareExchange => {
                "A weak compare-exchange may fail though it finds what it expects; in loom it never does"
            }
        }
    }

    /// Which way it makes loom differ.
    pub fn way(self) -> Way {
        match self {
            Cause::SeqCstAccesses | Cause::StoreBesideUpdate | Cause::StoreBesideStores => Way::More,
            Cause::SeqCstFences
            | Cause::InOrder
            | Cause::FailedCompareExchange
            | Cause::LoadThenStore
            | Cause::WeakCompareExchange => Way::Fewer,
        }
    }
}

/// The tests of the gallery for which loom differs from C++20, and the cause.
pub const EXPECTED: &[(&str, Cause)] = &[
    ("SB+sc", Cause::SeqCstAccesses),
    ("R+sc", Cause::SeqCstAccesses),
    ("2+2W+sc", Cause::SeqCstAccesses),
    ("LB", Cause::InOrder),
    ("LB+data", Cause::InOrder),
    ("LB+fake-data", Cause::InOrder),
    ("LB+ctrl", Cause::InOrder),
    ("LB+OOTA", Cause::InOrder),
    ("LB+acq", Cause::InOrder),
    ("3.LB", Cause::InOrder),
    ("RWC+sc", Cause::SeqCstAccesses),
    ("3.SB+sc", Cause::SeqCstAccesses),
    ("IRIW+sc", Cause::SeqCstAccesses),
    ("IRIW+rel+sc", Cause::SeqCstAccesses),
    ("ISA2+fences", Cause::SeqCstFences),
    ("Peterson+sc", Cause::SeqCstAccesses),
    ("Peterson+na+sc", Cause::SeqCstAccesses),
    ("Dekker+sc", Cause::SeqCstAccesses),
];

/// The cause of a difference: the one that is listed for the test, or else what is found out by asking the
/// checker.
pub fn cause(test: &Test, way: Way, outcome: &Outcome) -> Option<Cause> {
    let listed = EXPECTED.iter().find(|(name, cause)| *name == test.name && cause.way() == way);
    listed.map(|(_, cause)| *cause).or_else(|| found_out(test, way, outcome))
}

/// The cause of a data race that loom reports and the language does not have.
pub fn cause_of_race(test: &Test) -> Option<Cause> {
    let weaker = behaviour(&test.with_each(&without_seq_cst), &Model::CPP20, &Limits::default());
    matches!(weaker, Ok(Behaviour::Undefined(_))).then_some(Cause::SeqCstAccesses)
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
        Way::More if has(|statement| matches!(statement, Statement::Update { .. })) => {
            Some(Cause::StoreBesideUpdate)
        }
        Way::More => Some(Cause::StoreBesideStores),
        Way::Fewer if !allowed(&test.with_each(&strong), Model::CPP20) => Some(Cause::WeakCompareExchange),
        Way::Fewer if !allowed(test, Model::CPP20.with(Axiom::NoThinAir)) => Some(Cause::InOrder),
        Way::Fewer if has(|statement| matches!(statement, Statement::Fence(SeqCst))) => {
            Some(Cause::SeqCstFences)
        }
        Way::Fewer if has(|statement| matches!(statement, Statement::CompareExchange { .. })) => {
            Some(Cause::FailedCompareExchange)
        }
        Way::Fewer if test.threads.iter().any(|thread| loads_then_writes(&thread.body)) => {
            Some(Cause::LoadThenStore)
        }
        Way::Fewer => None,
    }
}

/// What loom makes of a compare-exchange.
fn strong(statement: &mut Statement) {
    if let Statement::CompareExchange { weak, .. } = statement {
        *weak = false;
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
