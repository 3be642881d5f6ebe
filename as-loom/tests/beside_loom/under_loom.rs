//! The programs, for loom.

pub use ::loom;
#[path = "programs.rs"]
pub mod programs;
