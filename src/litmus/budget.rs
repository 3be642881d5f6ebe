//! How much is done for one answer, all of it together: what takes about two seconds, or as long as somebody will wait.
//!
//! | part | its share |
//! | --- | --- |
//! | the checker, with all models | at most half: without its answer there is none |
//! | the engine | half of what is left then |
//! | loom | half of what is left then |
//! | why loom differs (`divergence`) | what is left then |
//! | why the others do (`notes`) | what that has spared, and an eighth of all at most |
//!
//! What each of them leaves out, it says. Work is counted as the checker counts it, and not by a clock: so the same test
//! has the same answer on every machine, however busy. The explorers' executions have a price, which is a rough one.

use super::checker;
use super::explored::Limits;

/// The work of one answer: two seconds, where a unit takes 80 ns.
pub const WORK: u64 = 24_000_000;

/// The part of it that is the checker's.
pub const CHECKED: u64 = checker::Limits::UNITS_A_SECOND;

/// The most that is done for the notes, each time that they are written.
pub const NOTED: u64 = WORK / 8;

/// How many parts of what is left are the engine's, and then loom's: one in so many.
pub const ENGINES: u32 = 2;
/// See [`ENGINES`].
pub const LOOMS: u32 = 2;

/// An explorer's limits: one part in `share` of what is left, where an execution costs so much; and never more than
/// `most` executions, if it is not the clock that ends it.
pub fn limits(left: &checker::Limits, share: u32, price: u64, most: &Limits) -> Limits {
    let (executions, time) = match left.time_left() {
        Some(time) => (u64::MAX, time / share),
        None => (most.executions.min(left.left() / u64::from(share) / price), most.time),
    };
    Limits { executions, time, interrupted: left.interrupted() }
}
