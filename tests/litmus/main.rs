//! The columns of a litmus test: the checker, the engine, loom and this machine, against each other and against what is
//! known.
//!
//! One program, so that it is linked once; `cargo test --test litmus engine` runs one module.

#[cfg(not(loom))]
mod columns;
mod common;
#[cfg(not(loom))]
mod divergence;
#[cfg(not(loom))]
mod endings;
mod engine;
#[cfg(not(loom))]
mod limits;
mod loom;
mod mutated;
mod programs;
mod random;
