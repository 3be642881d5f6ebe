//! The axiomatic checker: what a memory model allows a litmus test to do.
//!
//! A memory model does not say how a program runs. It says which *executions* count: an execution is a graph
//! of events, with edges for who reads from whom and in which order each location is written, and a model is
//! a few axioms about such graphs. So the checker enumerates the graphs, and keeps those that satisfy the
//! axioms. It is exhaustive, except where a loop is cut off after a number of rounds: then the answer is one
//! "within so many rounds" ([`Checked::rounds`]).
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`relation`] | relations between events, as matrices of bits |
//! | [`event`] | what happens in an execution |
//! | [`execution`] | the graph, and what follows from it: synchronises-with, happens-before |
//! | `sets` | which events are of which sort |
//! | [`model`] | C++20, RC11 and x86-TSO as switches of one description |
//! | `axioms` | the axioms |
//! | `order` | modification orders: what an execution leaves open of them |
//! | `program` | a thread as a list of steps |
//! | `values` | which values a read may guess, where a model allows them out of thin air |
//! | `circles` | whether a value can come out of thin air at all |
//! | `limits` | when the search gives up |
//! | `search` | finds the executions, each once |
//! | [`cycle`] | why an execution breaks an axiom |
//! | `behaviour` | all outcomes of a test, or the data race that makes it undefined |

mod axioms;
mod behaviour;
mod circles;
pub mod cycle;
pub mod event;
pub mod execution;
mod limits;
pub mod model;
mod order;
mod program;
pub mod relation;
mod search;
mod sets;
mod values;

pub use behaviour::{
    Behaviour, Checked, Race, behaviour, check, for_each_execution, for_each_execution_ending,
};
pub use event::{Event, Kind, statement};
pub use execution::Execution;
pub(crate) use limits::ended;
pub use limits::{Limits, OUT_OF_TIME, Unfinished};
pub use model::{Axiom, Model};
pub use values::Tried;
