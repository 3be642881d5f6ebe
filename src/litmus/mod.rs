//! Litmus tests: what the language allows, what the engine and loom explore, and what the processor at hand was
//! seen to do.
//!
//! What a litmus test is, how it is read, and which executions a memory model allows are a crate of their own,
//! [`racelab_litmus`], compiled once for both builds. This room makes such tests run.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `budget` | loom build only: how much is done for one answer, all of it together |
//! | `thread` | its threads made to run: one interpreter, in both builds |
//! | `on_engine` | loom build only: the outcomes that the engine reaches |
//! | `explored` | loom build only: the outcomes that loom reaches |
//! | `columns` | loom build only: what all of them say, side by side |
//! | `both` | std build only: asks all of them, in both builds |
//! | `machine` | std build only: the outcomes that this machine shows |

#[cfg(not(loom))]
pub mod both;
#[cfg(loom)]
pub mod budget;
#[cfg(loom)]
pub mod columns;
#[cfg(loom)]
pub mod explored;
#[cfg(not(loom))]
pub mod machine;
#[cfg(loom)]
pub mod on_engine;
mod thread;

pub use racelab_litmus::{Outcome, Test, checker, format, gallery, test, why};
