//! What a reader has to know of how a text was understood: remarks beside the test.

use std::fmt;

/// Something in the text that is not taken as C has it, or not all of it.
///
/// Printed with `{}`, each is a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// Plain accesses of these locations, which are declared atomic.
    PlainIsNonAtomic(Vec<String>),
    /// The same, read as C has them.
    PlainIsSeqCst(Vec<String>),
    /// Atomic accesses of these locations, which are not declared atomic.
    AtomicAccessOfPlain(Vec<String>),
    /// Some ordering is `memory_order_consume`.
    Consume,
    /// Some fence is relaxed.
    RelaxedFence,
    /// Some compare-exchange is weak.
    WeakCompareExchange,
    /// Two accesses in one expression, in no order in C.
    LeftToRight,
    /// This variable is read before anything has given it a value.
    NoValue(String),
    /// Some type's width, or whether it has values below 0, is open in C.
    Width,
    /// Some type has 128 bits.
    Wide,
    /// It is said in which regions locations are.
    Regions,
    /// There is a lock.
    Lock,
    /// There is a loop that does nothing but wait.
    Wait,
    /// There is a loop, of which so many rounds are looked at.
    Loop(usize),
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::PlainIsNonAtomic(names) => write!(
                formatter,
                "Plain accesses of {}, declared atomic, are read as non-atomic, as herd reads them. C has them \
                 as SeqCst: --plain seqcst.",
                joined(names)
            ),
            Remark::PlainIsSeqCst(names) => write!(
                formatter,
                "Plain accesses of {}, declared atomic, are read as SeqCst, as in C. herd has them as \
                 non-atomic.",
                joined(names)
            ),
            Remark::AtomicAccessOfPlain(names) => write!(
                formatter,
                "{} not declared atomic, but accessed as such: read as herd reads it, access by access.",
                if names.len() == 1 { format!("{} is", names[0]) } else { format!("{} are", joined(names)) }
            ),
            Remark::Consume => formatter.write_str(
                "memory_order_consume is read as Acquire: Rust has no such ordering, and compilers of C and \
                 C++ strengthen it so too.",
            ),
            Remark::RelaxedFence => formatter.write_str("A relaxed fence has no effect, and is left out."),
            Remark::WeakCompareExchange => formatter.write_str(
                "A weak compare-exchange may fail even where it finds what it expects. loom lets it fail only \
                 where it finds something else.",
            ),
            Remark::LeftToRight => formatter.write_str(
                "C leaves the order of two accesses in one expression open. Here it is Rust's, from left to \
                 right.",
            ),
            Remark::NoValue(name) => write!(
                formatter,
                "{name} is read before it has a value: it is 0 then, as in herd. In C it may be anything."
            ),
            Remark::Width => formatter.write_str(
                "A char is signed and a long has 64 bits, as on Linux on x86-64; C leaves both open.",
            ),
            Remark::Wide => {
                formatter.write_str("An integer of 128 bits is taken for one of 64: it wraps around earlier.")
            }
            Remark::Regions => formatter.write_str("Regions mean nothing to the models here."),
            Remark::Lock => formatter.write_str(
                "A lock is an int. Taking it is an Acquire swap of 1 that finds 0, and giving it back is a \
                 Release store of 0; executions in which a thread never gets it are left out.",
            ),
            Remark::Wait => formatter.write_str(
                "A loop that only waits is looked at when the wait is over; executions in which it never is \
                 are left out.",
            ),
            Remark::Loop(rounds) => write!(
                formatter,
                "A loop is followed for {rounds} round{}; executions that need more are cut off (--rounds N).",
                if *rounds == 1 { "" } else { "s" }
            ),
        }
    }
}

fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
