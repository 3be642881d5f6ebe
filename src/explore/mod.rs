//! Exploration: the engine runs every execution of a scenario, or loom does, and this room says what was seen.
//!
//! | file | what it does |
//! | --- | --- |
//! | `search` | one run of loom over a scenario: counts executions, collects outcomes |
//! | [`exploration`] | all runs together: the verdict, and any execution shown again |
//! | `by_engine` | the engine over a scenario: the same |
//! | [`sampled`] | executions drawn at random, in place of all |
//! | [`soon`] | how soon a sample finds what is wrong |
//! | `linear`, `settle` | the order in which a graph is best told; from where each value was read |
//! | `untold` | what is told from a graph, where a program uses the engine's own types |
//! | `places` | places in source files: which file, whose, and what stands in it |
//! | `names`, `binder` | what objects are called, also where nobody has named them |
//! | `words` | what the engine found wrong, in words |
//! | [`failure`] | what loom's report means |
//! | [`story`] | an execution as a person would tell it: steps of threads |
//! | `ending` | how a story ends: who waits for what, what races |
//! | `round` | leaves out what a loop without an end does again and again |
//! | `arrows` | what passes from one thread to another |
//! | [`diagram`] | draws the steps: a column a thread, time downwards |
//! | [`svg`] | draws them with arrows, for a browser |
//! | `width` | how wide that drawing is |
//! | [`page`] | makes a page of them, to step through |
//! | [`tiny`], [`tree`] | programs so small that all their executions can be drawn, and that drawing |
//! | [`graphs`] | the same programs as the engine sees them: a drawing of each graph |
//! | `check` | for a test of a crate's own: explores, and fails with what went wrong |
//! | [`weaken`] | weakens a site at a time: is it needed? |
//! | `sites` | the sites of a program that uses the engine's own types |
//! | [`as_litmus`] | a small scenario as a litmus test |
//! | [`holes`] | which holes of loom's a program falls into |
//! | `report` | says in words what was seen |
//! | `watch` | waits for the thread that explores, and gives it up where it does not come back |
//! | `quiet` | keeps loom's panics off the screen |
//! | [`aborts`] | lets the program live on when a thread aborts |
//!
//! # For a crate of your own
//!
//! `racelab new DIR` writes one that depends on this library in its tests. What it uses is:
//!
//! | item | for |
//! | --- | --- |
//! | [`Scenario`](crate::scenario::Scenario) | a function that returns an outcome, and the outcomes that are allowed |
//! | [`check`], [`check_within`] | a `#[test]`: explores, and fails with a picture |
//! | [`explore`], [`explore_within`], [`Limits`] | what was seen, as data: [`Exploration`] |
//! | [`Exploration::report`] | the same in words, with the picture of a counterexample |
//! | [`weaken::weaken`] | is each ordering needed? |
//!
//! The program itself uses the engine's types (`racelab_engine`), which have std's names.
//!
//! An exploration shows what it has seen, within the limits of the checker: "no counterexample in N
//! executions" is the strongest thing that is ever said here.

pub mod aborts;
mod arrows;
pub mod as_litmus;
mod binder;
mod by_engine;
mod check;
pub mod diagram;
mod ending;
pub mod exploration;
pub mod failure;
pub mod graphs;
mod graphs_svg;
pub mod holes;
mod linear;
mod names;
pub mod page;
mod places;
pub(crate) mod quiet;
mod report;
mod round;
pub mod sampled;
pub(crate) mod search;
mod settle;
mod sites;
pub mod soon;
pub mod story;
pub mod svg;
pub mod tiny;
pub mod tree;
mod tree_svg;
mod untold;
mod watch;
pub mod weaken;
mod width;
mod words;

pub use crate::sync::checked::backend::Judge;
pub use check::{check, check_within};
pub use exploration::{Exploration, Outcome, explore, explore_by_loom, explore_program, explore_within};
pub use failure::{Counterexample, Failure};
pub use racelab_engine::was_used_outside as has_met_a_foreign_thread;
pub use search::Limits;
