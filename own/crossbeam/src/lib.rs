#![deny(missing_docs)]
//! `crossbeam`, as a program sees it that is explored: its channels, its scoped threads and its utilities.
//!
//! Its queues, deques and epochs are not there: they are made of real atomics, which no exploration would see.

pub use racelab_crossbeam_channel as channel;
pub use racelab_crossbeam_utils as utils;
pub use racelab_crossbeam_utils::thread;
pub use racelab_crossbeam_utils::thread::scope;
