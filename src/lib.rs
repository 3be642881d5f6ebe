#![deny(missing_docs)]
//! racelab: race conditions and memory models, learned on neural networks that really train.
//!
//! Small neural networks are trained by several threads at once, in one way for each approach to
//! synchronisation. The very functions that train are also explored at a small size, execution by execution: by an
//! engine of our own (`racelab_engine`), and by [loom](https://docs.rs/loom/0.7.3) for a second opinion. So for each
//! approach there is its true cost, measured, and what can and cannot happen, explored.
//!
//! # The map, in reading order
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`network`] | the networks: flat weights, loss and gradient of a batch; no threads |
//! | [`data`] | the digits, a generated set, the split and the batches of a training run |
//! | [`sync`] | the one door to threads, locks, atomics and channels: std and crossbeam, or the engine and loom |
//! | [`promise`] | a value that is to come, from one atomic: for a thread that parks, and for `async` |
//! | [`inference`] | a queue of images, and workers that answer as many at a time as are waiting |
//! | [`word2vec`] | words that learn from their company: a dozen rows a step, out of thousands, with no lock or with locks |
//! | [`pool`] | threads that are started once, and share tasks by stealing them from each other |
//! | [`snapshots`] | weights that are published while training goes on, and read without a lock |
//! | [`sharing`] | what a shared cache line costs, and counters and locks with a part for each worker |
//! | [`trainers`] | one file an approach: how gradients meet weights |
//! | [`mistakes`] | one file a mistake: trainers that break a specification, which they state |
//! | [`scenario`] | what is explored: small runs that end with an outcome |
//! | `explore` | loom build only: runs every execution of a scenario, and draws one |
//! | [`compare`] | trains with each approach under the same conditions, and measures |
//! | [`litmus`] | litmus tests: what the language allows, what the engine and loom explore, what this machine shows |
//! | `stepping` | std build only: every way through a small program, for the book's widgets and quizzes |
//! | [`lesson`], [`machine`], [`report`] | the lessons' list, what this runs on, and how text gets on the screen |
//!
//! What a litmus test is, and what a memory model allows it to do, needs no threads: it is a crate of its own,
//! [`racelab_litmus`]. So is the explorer that runs a program once for each of its execution graphs,
//! `racelab_engine`, which asks for nothing that is in here.
//!
//! # Two builds of one source
//!
//! This source is compiled twice: as `racelab`, on real threads at full speed, and as `racelab-loom`,
//! with `cfg(loom)`, where [`sync`] hands out wrappers over the engine's types or loom's, and nothing else differs, but that
//! what only measures is left out (`cfg(only_explored)`). One program holds both, so that `racelab` can train and explore
//! in one go.

// The commands speak of this library by its name, as any other program would.
#[cfg(not(loom))]
extern crate self as racelab;

#[cfg(not(loom))]
#[doc(hidden)]
pub mod cli;
#[cfg(not(only_explored))]
pub mod compare;
pub mod data;
#[cfg(loom)]
pub mod explore;
pub mod inference;
#[cfg(not(only_explored))]
pub mod lesson;
pub mod litmus;
pub mod machine;
pub mod mistakes;
pub mod network;
pub mod pool;
pub mod promise;
pub mod report;
pub mod scenario;
pub mod sharing;
pub mod snapshots;
#[cfg(not(loom))]
pub mod stepping;
pub mod sync;
pub mod trainers;
pub mod word2vec;
