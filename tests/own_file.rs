//! `racelab check FILE.rs`, `explain` and `weaken`: programs that use std, each with its right verdict.
#![cfg(all(unix, not(loom)))]

#[path = "own_file/mod.rs"]
mod own_file;
