//! Stepping: every way through a small program, for a reader who wants to be the scheduler.
//!
//! A [`Graph`] holds the states of a program and the legal steps between them, each with what happens in
//! words. Every legal step is in it and nothing else: whoever chooses among them, step by step, chooses an
//! execution. The book's widgets draw a graph, and its quizzes take their answers from one.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`graph`] | states and steps, and the graph of all that can be reached |
//! | [`walks`] | ways through a graph: how many there are, and the simplest to an ending |
//! | [`program`] | a program of locks and plain steps |
//! | [`interleaving`] | all interleavings of such a program |
//! | [`beginning`] | how an execution of the litmus checker begins |
//! | [`executions`] | programs of atomics: all walks through the litmus checker's executions |
//! | [`listing`] | the lines of the real source that a program stands for |
//! | [`mistakes`] | the stepping programs of three mistakes, and of a counting puzzle |
//! | [`atomics`] | the litmus tests of the book's widgets and quizzes |
//!
//! loom's own executions would not do for this: it leaves out orders that make no difference to an
//! outcome, and a reader who picks such an order must not be told that it is impossible.

pub mod atomics;
pub mod beginning;
pub mod executions;
pub mod graph;
pub mod interleaving;
pub mod listing;
pub mod mistakes;
pub mod program;
pub mod walks;

pub use graph::{Graph, Machine, State, Step, View};
