//! The exercises: how they are written, judged, worked on and graded.
#![cfg(all(unix, not(loom)))]

#[path = "exercises/mod.rs"]
mod exercises;
