//! Exploration: loom runs every execution of a scenario, and this room says what was seen.
//!
//! | file | what it does |
//! | --- | --- |
//! | [`search`](mod@search) | runs loom over a scenario, counts executions, collects outcomes |
//! | [`failure`] | what loom's report means, and the exploration's verdict |
//! | [`diagram`] | draws an execution: a column a thread, time downwards |
//! | `report` | says in words what was seen |
//! | `quiet` | keeps loom's panics off the screen |
//!
//! An exploration shows what it has seen, within the limits of the checker: "no counterexample in N
//! executions" is the strongest thing that is ever said here.

pub mod diagram;
pub mod failure;
mod quiet;
mod report;
pub mod search;

pub use failure::{Counterexample, Failure};
pub use search::{Exploration, Limits, explore, explore_within, grouped};
