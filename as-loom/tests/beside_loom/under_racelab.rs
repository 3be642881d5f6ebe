//! The programs, for the engine.

pub use ::racelab_as_loom as loom;
#[path = "programs.rs"]
pub mod programs;
