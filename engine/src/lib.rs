#![deny(missing_docs)]
//! The engine.

pub mod cell;
pub mod channel;
mod execution;
mod explorer;
#[doc(hidden)]
pub mod faults;
pub mod graph;
pub mod hint;
mod run;
mod search;
pub mod sync;
pub mod thread;
pub mod weaken;

use std::panic::Location;

pub use execution::{
    Access, Address, Blocked, DataRace, Deadlock, Ending, Execution, Failure, NotDeterministic, ObjectName,
    Panic, TooLarge, WaitsFor,
};
pub use explorer::{Counts, Explorer, Report, Stop, explore};
pub use graph::Model;

/// Some number below `n`: each is explored.
///
/// # Panics
///
/// If there is no such number.
#[track_caller]
pub fn choose(n: usize) -> usize {
    assert!(n > 0, "there is no number below 0 to choose");
    run::perform::choose(n as u64, false, Location::caller()) as usize
}
