//! What a read-modify-write makes of the value that it finds.
//!
//! An event carries its change, so that the search can work a read-modify-write out anew, reading from another
//! write, without running the program for it.

use std::sync::atomic::Ordering;

/// How many bits a value has, and what its highest bit means. All values are held as `u64`: signed ones
/// sign-extended, others with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Its size in bits.
    pub bits: u8,
    /// Whether its highest bit is a sign.
    pub signed: bool,
    /// Whether it can be an address, which is another in each run.
    pub may_be_address: bool,
}

impl Shape {
    /// Of what has no value.
    pub const NONE: Shape = Shape { bits: 64, signed: false, may_be_address: false };

    /// The value with its upper bits as they should be.
    #[inline]
    fn normal(self, value: u64) -> u64 {
        let unused = 64 - u32::from(self.bits);
        match self.signed {
            true => ((value << unused) as i64 >> unused) as u64,
            false => value << unused >> unused,
        }
    }

    /// Whether two values are the same, or could be one address in two runs.
    pub(crate) fn same(self, one: u64, other: u64) -> bool {
        // What an operating system hands out is beyond 4 GiB where addresses have 64 bits.
        one == other || self.may_be_address && (one > u64::from(u32::MAX) && other > u64::from(u32::MAX))
    }
}

/// What a read makes of what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: a load.
    None,
    /// `swap`.
    Swap(u64),
    /// `fetch_add`, which wraps around.
    Add(u64),
    /// `fetch_sub`, which wraps around.
    Sub(u64),
    /// `fetch_and`.
    And(u64),
    /// `fetch_nand`.
    Nand(u64),
    /// `fetch_or`.
    Or(u64),
    /// `fetch_xor`.
    Xor(u64),
    /// `fetch_max`.
    Max(u64),
    /// `fetch_min`.
    Min(u64),
    /// `compare_exchange`, and `compare_exchange_weak`, which may fail for no reason.
    CompareExchange {
        /// Writes only if this is found.
        expected: u64,
        /// What is written.
        new: u64,
        /// The ordering where it fails.
        failure: Ordering,
        /// Whether it is the weak form.
        weak: bool,
    },
    /// Takes a lock.
    Lock,
    /// Takes a lock, by `try_lock`. Before it stands a choice: 0 for this, 1 for [`FindTaken`](Change::FindTaken).
    TryLock,
    /// Finds a lock taken: how `try_lock` ends otherwise. It only looks, and learns nothing from whoever has the
    /// lock.
    FindTaken,
    /// A load that waits until something is written.
    Await,
    /// Waits until it finds something other than 0, and writes 0: `park` takes its token. One thread at a time may do
    /// so: of two that nothing orders, the search does not try each as the one that gets it.
    Take,
}

impl Change {
    /// What is written in place of a value; `None` if nothing is.
    #[inline]
    pub(crate) fn apply(self, found: u64, shape: Shape, on_a_whim: bool) -> Option<u64> {
        let new = match self {
            Change::None | Change::Await | Change::FindTaken => return None,
            Change::Swap(new) => new,
            Change::Add(value) => found.wrapping_add(value),
            Change::Sub(value) => found.wrapping_sub(value),
            Change::And(value) => found & value,
            Change::Nand(value) => !(found & value),
            Change::Or(value) => found | value,
            Change::Xor(value) => found ^ value,
            Change::Max(value) if shape.signed => (found as i64).max(value as i64) as u64,
            Change::Max(value) => found.max(value),
            Change::Min(value) if shape.signed => (found as i64).min(value as i64) as u64,
            Change::Min(value) => found.min(value),
            Change::CompareExchange { expected, new, .. } => {
                return (found == expected && !on_a_whim).then_some(new);
            }
            Change::Lock | Change::TryLock => 1,
            Change::Take => return (found != 0).then_some(0),
        };
        Some(shape.normal(new))
    }

    /// What it is called in the program.
    pub fn name(self) -> &'static str {
        match self {
            Change::None => "load",
            Change::Swap(_) => "swap",
            Change::Add(_) => "fetch_add",
            Change::Sub(_) => "fetch_sub",
            Change::And(_) => "fetch_and",
            Change::Nand(_) => "fetch_nand",
            Change::Or(_) => "fetch_or",
            Change::Xor(_) => "fetch_xor",
            Change::Max(_) => "fetch_max",
            Change::Min(_) => "fetch_min",
            Change::CompareExchange { weak: false, .. } => "compare_exchange",
            Change::CompareExchange { weak: true, .. } => "compare_exchange_weak",
            Change::Lock => "lock",
            Change::TryLock | Change::FindTaken => "try_lock",
            Change::Await => "wait",
            Change::Take => "park",
        }
    }

    /// Its operands; 0 where it has none.
    pub(crate) fn operands(self) -> [u64; 2] {
        match self {
            Change::None
            | Change::Lock
            | Change::TryLock
            | Change::FindTaken
            | Change::Await
            | Change::Take => [0, 0],
            Change::CompareExchange { expected, new, .. } => [expected, new],
            Change::Swap(value)
            | Change::Add(value)
            | Change::Sub(value)
            | Change::And(value)
            | Change::Nand(value)
            | Change::Or(value)
            | Change::Xor(value)
            | Change::Max(value)
            | Change::Min(value) => [value, 0],
        }
    }
}
