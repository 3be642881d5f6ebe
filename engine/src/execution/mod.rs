//! What an exploration shows: executions, and how they ended.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `failure` | how executions fail |
//! | `words` | the same in words |

mod failure;
mod words;

pub use failure::{
    Access, Blocked, DataRace, Deadlock, EndlessLoop, Failure, Freed, Leak, Looked, NotDeterministic, Note,
    Noted, ObjectName, Panic, TooLarge, WaitsFor,
};

use crate::graph::{Event, EventId, Graph, ObjectId};
use crate::run::owners::Owners;

/// One execution, complete: all that can be known about it.
#[derive(Debug)]
pub struct Execution<'a, T> {
    /// How it ended.
    pub ending: Ending<T>,
    /// Its graph: events, reads-from, modification orders, synchronises-with.
    pub graph: &'a Graph,
    /// The order in which the steps ran. It contains happens-before.
    pub steps: &'a [EventId],
    /// What is no event and yet can be told, in the order in which it ran. Empty unless it was replayed.
    pub notes: &'a [Note],
    /// Whether a thread said that it waits, by `yield_now` or `spin_loop`, and went on.
    pub yields: bool,
    pub(crate) children: &'a [Vec<usize>],
    pub(crate) lanes: usize,
    pub(crate) counted: Owners,
    pub(crate) addresses: &'a [usize],
    pub(crate) names: &'a [Option<String>],
}

/// With what an execution can be run again: its graph. It is good for the same program with the same explorer.
#[derive(Clone, Debug)]
pub struct Address {
    pub(crate) graph: Graph,
    pub(crate) children: Vec<Vec<usize>>,
    pub(crate) lanes: usize,
    pub(crate) counted: Owners,
}

impl<T> Execution<'_, T> {
    /// Its address, to have it again by one run.
    pub fn address(&self) -> Address {
        let Execution { children, lanes, counted, .. } = *self;
        let graph = Graph { heads: None, ..self.graph.clone() };
        Address { graph, children: children.to_vec(), lanes, counted }
    }

    /// Where in memory an object was in this run, if it was used. Known only where it was replayed.
    pub fn address_of(&self, object: ObjectId) -> Option<usize> {
        self.addresses.get(object.index()).copied().filter(|&address| address != 0)
    }

    /// The name that its [`Builder`](crate::thread::Builder) gave to a thread. Known only where it was replayed.
    pub fn name_of(&self, thread: usize) -> Option<&str> {
        self.names.get(thread)?.as_deref()
    }

    /// Its events, thread by thread.
    pub fn events(&self) -> impl Iterator<Item = (EventId, &Event)> {
        let numbered = |(thread, events): (usize, &'_ Vec<Event>)| (thread, events.len());
        let lengths: Vec<_> = self.graph.threads.iter().enumerate().map(numbered).collect();
        let all = lengths
            .into_iter()
            .flat_map(|(thread, length)| (0..length).map(move |index| EventId::new(thread, index)));
        all.map(|id| (id, self.graph.event(id)))
    }
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending<T> {
    /// The program came to its end and returned this.
    Outcome(T),
    /// It failed.
    Failure(Failure),
}

impl<T> Ending<T> {
    /// What the program returned, if it came to its end.
    pub fn outcome(&self) -> Option<&T> {
        match self {
            Ending::Outcome(outcome) => Some(outcome),
            Ending::Failure(_) => None,
        }
    }

    /// How it failed, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Ending::Outcome(_) => None,
            Ending::Failure(failure) => Some(failure),
        }
    }
}
