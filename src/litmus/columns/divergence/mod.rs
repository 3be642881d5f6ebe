//! Where loom differs from C++20, and why.
//!
//! A cause is named only where it has been *shown*: one thing is changed, in the test or in the rules, and the
//! difference is gone. There are two ways to show it.
//!
//! - loom's fault is made a rule of the language: the checker is asked about the test as loom takes it, or about
//!   executions as loom does them, and says then of the outcome what loom says.
//! - The test is changed so that loom's fault does not come in, and explored again: now loom says of the outcome
//!   what the language says.
//!
//! Where neither shows anything the cause is not known, and that is what is said. A cause may take several
//! faults together; then all of them are named, and no fewer would do.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `rules` | loom's order of execution: what it cannot do |
//! | `changes` | tests with one thing changed |
//! | `shown` | the causes of a test's differences |
//!
//! Every difference that a test of the gallery shows stands in [`EXPECTED`] with its cause, and nothing else
//! does: a test fails for one that is not listed, and for one that is listed and no longer shows.

mod changes;
mod rules;
mod shown;

pub use shown::{Causes, causes};

/// Which way loom differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// A store comes between the halves of a read-modify-write.
    SplitUpdate,
    /// What is known of the order of stores is forgotten.
    ForgottenOrder,
    /// SeqCst fences are taken for more.
    SeqCstFences,
    /// Nothing is read from what has not been done yet.
    InOrder,
    /// A read-modify-write reads the newest value.
    UpdateReadsNewest,
    /// A failed compare-exchange reads the newest value.
    FailedCompareExchange,
    /// A SeqCst load reads the newest SeqCst store.
    SeqCstLoads,
    /// Only the last seven stores are remembered.
    SevenStores,
    /// Executions are skipped where a thread loads and later stores.
    LoadThenStore,
    /// Executions are skipped that differ in the order of SeqCst fences.
    OrderOfFences,
    /// Executions are skipped for another reason.
    Skipped,
    /// A weak compare-exchange fails for no reason.
    WeakCompareExchange,
}

impl Cause {
    /// All of them.
    pub const ALL: [Cause; 13] = [
        Cause::SeqCstAccesses,
        Cause::SplitUpdate,
        Cause::ForgottenOrder,
        Cause::SeqCstFences,
        Cause::InOrder,
        Cause::UpdateReadsNewest,
        Cause::FailedCompareExchange,
        Cause::SeqCstLoads,
        Cause::SevenStores,
        Cause::LoadThenStore,
        Cause::OrderOfFences,
        Cause::Skipped,
        Cause::WeakCompareExchange,
    ];

    /// Its name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Cause::SeqCstAccesses => "seqcst-accesses",
            Cause::SplitUpdate => "split-read-modify-write",
            Cause::ForgottenOrder => "forgotten-order-of-stores",
            Cause::SeqCstFences => "seqcst-fences",
            Cause::InOrder => "in-order",
            Cause::UpdateReadsNewest => "read-modify-write-reads-newest",
            Cause::FailedCompareExchange => "failed-compare-exchange-reads-newest",
            Cause::SeqCstLoads => "seqcst-load-reads-newest",
            Cause::SevenStores => "seven-stores",
            Cause::LoadThenStore => "load-then-store",
            Cause::OrderOfFences => "order-of-fences",
            Cause::Skipped => "skipped",
            Cause::WeakCompareExchange => "weak-compare-exchange",
        }
    }

    /// The cause in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Cause::SeqCstAccesses => {
                "loom takes SeqCst loads and stores for Acquire and Release, so it explores more than the \
                 language allows (loom issue 180)"
            }
            Cause::SplitUpdate => {
                "loom lets an ordinary store come between what a read-modify-write reads and what it writes \
                 (loom issues 254 and 389)"
            }
            Cause::ForgottenOrder => {
                "Where a store to an atomic meets other writes, loom can forget which came later, and then takes \
                 an overwritten value for a newer one; with swaps for the stores it does not"
            }
            Cause::SeqCstFences => {
                "loom's SeqCst fences synchronise with each other as if one read from the other, which is \
                 more than the language promises"
            }
            Cause::InOrder => {
                "loom does one operation after another, so no load can read from a store that its own thread \
                 or a chain of reads puts after it"
            }
            Cause::UpdateReadsNewest => {
                "A read-modify-write never comes before a store that loom has done earlier; the language lets \
                 it, where nothing else orders the two"
            }
            Cause::FailedCompareExchange => {
                "A compare-exchange that fails reads the newest value in loom; the language lets it read an \
                 older one, as any load may"
            }
            Cause::SeqCstLoads => {
                "A SeqCst load never reads a SeqCst store when loom has done a newer one; the language lets \
                 it, where the load comes first in the order of SeqCst operations"
            }
            Cause::SevenStores => "loom remembers no more than the last seven stores of an atomic",
            Cause::LoadThenStore => {
                "Where a thread loads an atomic and then stores to it, loom skips some interleavings, and the \
                 orders of starting together do not bring all of them back (loom issues 166 and 392)"
            }
            Cause::OrderOfFences => {
                "loom does not try every order of SeqCst fences: a fence is no point at which it switches \
                 threads"
            }
            Cause::Skipped => {
                "loom skips executions of this test: where each access is made a point at which it has to \
                 switch threads, it finds this one"
            }
            Cause::WeakCompareExchange => {
                "A weak compare-exchange may fail though it finds what it expects; in loom it never does"
            }
        }
    }

    /// Which way it makes loom differ.
    pub fn way(self) -> Way {
        match self {
            Cause::SeqCstAccesses | Cause::SplitUpdate | Cause::ForgottenOrder => Way::More,
            _ => Way::Fewer,
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
