//! Sharing without meaning to, and what cures it: a thing for each worker, on a cache line of its own.
//!
//! Cores do not share bytes, they share *lines*: 64 or 128 bytes that move between their caches in one piece. Two
//! workers that each write a counter of their own fight over the line if both counters are on it. That is *false
//! sharing*. Nothing is wrong with such a program but its speed: there is no race in it, and so no checker of races can
//! see it. It has to be measured.
//!
//! The cure is to give every worker its own part, padded to a line, and that makes a new question, in which there is a
//! race: what do all parts together say, while they are being changed?
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`counter`] | a counter in parts, one for each worker |
//! | [`lock`] | a readers-writer lock in parts: a reader locks its own, the writer all of them |
//! | `scenarios` | what is explored of both |
//! | `measured` | std build only: what sharing a line costs here, for counters, gradients and locks |

pub mod counter;
pub mod lock;
#[cfg(not(loom))]
pub mod measured;
pub(crate) mod scenarios;
