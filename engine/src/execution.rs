//! What an exploration shows: executions, and how they ended.

use std::fmt;

use crate::graph::{Event, EventId, Graph, ObjectId, Place};

/// One execution, complete: all that can be known about it.
#[derive(Debug)]
pub struct Execution<'a, T> {
    /// How it ended.
    pub ending: Ending<T>,
    /// Its graph: events, reads-from, modification orders, synchronises-with.
    pub graph: &'a Graph,
    /// The order in which the steps ran. It contains happens-before.
    pub steps: &'a [EventId],
    pub(crate) children: &'a [Vec<usize>],
    pub(crate) lanes: usize,
}

/// With what an execution can be run again: its graph. It is good for the same program with the same explorer.
#[derive(Clone, Debug)]
pub struct Address {
    pub(crate) graph: Graph,
    pub(crate) children: Vec<Vec<usize>>,
    pub(crate) lanes: usize,
}

impl<T> Execution<'_, T> {
    /// Its address, to have it again by one run.
    pub fn address(&self) -> Address {
        Address { graph: self.graph.clone(), children: self.children.to_vec(), lanes: self.lanes }
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

/// How an execution can fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// Two accesses to plain memory that nothing orders, one of them a write: undefined behaviour.
    DataRace(DataRace),
    /// Threads wait for each other, and nobody can go on.
    Deadlock(Deadlock),
    /// A thread panicked, and no other was told of it; or the main thread did.
    Panic(Panic),
    /// It does not fit.
    TooLarge(TooLarge),
    /// The program does not do the same each time that it reads the same values.
    NotDeterministic(NotDeterministic),
}

/// A data race.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DataRace {
    /// Where the cell was made.
    pub made: Place,
    /// The access that ran first.
    pub first: Access,
    /// The other.
    pub second: Access,
}

/// An access to plain memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Access {
    /// Which thread's.
    pub thread: usize,
    /// Whether it writes.
    pub writes: bool,
    /// How many events its thread had done before: it lies between two of them.
    pub after: usize,
    /// Where it is.
    pub place: Place,
}

/// Threads that wait for each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadlock {
    /// All that wait.
    pub threads: Vec<Blocked>,
}

/// A thread that waits for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// Which.
    pub thread: usize,
    /// For what.
    pub waits_for: WaitsFor,
    /// Where.
    pub place: Option<Place>,
}

/// What a thread waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum WaitsFor {
    /// The end of another thread.
    Thread(usize),
    /// A lock.
    Lock {
        /// Which.
        lock: ObjectName,
        /// The thread that has it, and where it took it.
        holder: Option<(usize, Place)>,
    },
    /// A notification of a condition variable.
    Notification,
    /// That another thread unparks it.
    Unpark,
    /// That something can be done with an object: that a channel has a message, or room for one.
    Change(ObjectName),
    /// That an atomic changes, in a loop.
    Value {
        /// Which the loop looked at last.
        object: ObjectName,
        /// What it found.
        found: u64,
    },
    /// Nothing that is known.
    Nothing,
}

/// What an object is called: what it is, and where it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObjectName {
    /// `Mutex`, `AtomicU32`.
    pub sort: &'static str,
    /// Where it was made.
    pub made: Option<Place>,
}

impl ObjectName {
    /// Of an object of a graph.
    pub fn of(graph: &Graph, object: ObjectId) -> ObjectName {
        let object = graph.object(object);
        ObjectName { sort: object.sort, made: object.made }
    }
}

/// A panic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Panic {
    /// Which thread's.
    pub thread: usize,
    /// What it said.
    pub message: String,
    /// Where it was: file, line and column.
    pub place: String,
}

/// An execution that does not fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooLarge {
    /// Which thread did too much.
    pub thread: usize,
    /// How many events it had, where that was too many; 0 where it wanted to start one thread too many.
    pub events: usize,
    /// Where.
    pub place: Place,
}

/// A program that reads the same and does something else.
#[derive(Clone, Debug, PartialEq)]
pub struct NotDeterministic {
    /// Which thread.
    pub thread: usize,
    /// What it did when the graph was made.
    pub before: Option<String>,
    /// What it did now.
    pub now: Option<String>,
}

impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.made {
            Some(made) => write!(formatter, "the {} made at {made}", self.sort),
            None => write!(formatter, "a {}", self.sort),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.writes { "writes" } else { "reads" };
        write!(formatter, "thread {} {what} at {}", self.thread, self.place)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::DataRace(race) => write!(formatter, "a data race: {}, {}", race.first, race.second),
            Failure::Deadlock(deadlock) => {
                formatter.write_str("a deadlock: ")?;
                for (number, blocked) in deadlock.threads.iter().enumerate() {
                    let comma = if number > 0 { ", " } else { "" };
                    write!(formatter, "{comma}{blocked}")?;
                }
                Ok(())
            }
            Failure::Panic(panic) => {
                write!(formatter, "thread {} panicked at {}: {}", panic.thread, panic.place, panic.message)
            }
            Failure::TooLarge(large) => large.fmt(formatter),
            Failure::NotDeterministic(other) => other.fmt(formatter),
        }
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "thread {} waits for ", self.thread)?;
        match &self.waits_for {
            WaitsFor::Thread(other) => write!(formatter, "thread {other} to end")?,
            WaitsFor::Lock { lock, holder: Some((holder, since)) } => {
                write!(formatter, "{lock}, which thread {holder} has had since {since}")?;
            }
            WaitsFor::Lock { lock, holder: None } => write!(formatter, "{lock}")?,
            WaitsFor::Notification => formatter.write_str("a notification")?,
            WaitsFor::Unpark => formatter.write_str("an `unpark`")?,
            WaitsFor::Change(object) => write!(formatter, "another thread to use {object}")?,
            WaitsFor::Value { object, found } => write!(formatter, "{object} to be other than {found}")?,
            WaitsFor::Nothing => formatter.write_str("nothing that would come")?,
        }
        match self.place {
            Some(place) => write!(formatter, " at {place}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { thread, events, place } = self;
        match events {
            0 => write!(
                formatter,
                "too large: more than {} threads, at {place}; try fewer",
                crate::graph::MOST_THREADS
            ),
            _ => write!(
                formatter,
                "too large: thread {thread} has done {events} operations, the last at {place}; if it waits there in a \
                 loop, the loop has to say `spin_loop` or `yield_now`"
            ),
        }
    }
}

impl fmt::Display for NotDeterministic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |what: &Option<String>| what.clone().unwrap_or("nothing more".to_owned());
        write!(
            formatter,
            "the program does not do the same each time: thread {} did {}, and now {}. It must not hang on time, \
             random numbers, addresses, or anything that outlives one run",
            self.thread,
            words(&self.before),
            words(&self.now)
        )
    }
}
