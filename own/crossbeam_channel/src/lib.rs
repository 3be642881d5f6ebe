#![deny(missing_docs)]
//! `crossbeam_channel`, as a program sees it that is explored: the engine's channels, by crossbeam's contract.
//!
//! `select!`, and channels that tick, are not there: the compiler says so.

pub use racelab_engine::channel::*;
