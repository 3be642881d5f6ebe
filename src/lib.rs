//! racelab: race conditions and memory models, learned on neural networks that really train.
pub mod data;
#[cfg(loom)]
pub mod explore;
pub mod mistakes;
pub mod network;
pub mod scenario;
pub mod sync;
pub mod trainers;
