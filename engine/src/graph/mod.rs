//! Execution graphs: what happened in one execution, without saying when.
//!
//! A graph has the events of each thread, in the thread's own order. For each read it says from which write it reads,
//! for each object in which order its writes stand (its *modification order*), for each choice what was chosen, and for
//! each weak compare-exchange whether it failed spuriously. Nothing else decides what an execution looks like to the
//! program: two runs with the same graph are the same execution. All the rest (what synchronises with what, what
//! happens before what, whether a memory model allows it) follows, and the files of this folder work it out. They are
//! plain data and functions: nothing here runs anything.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `event` | events and their names |
//! | `change` | what a read-modify-write makes of the value that it finds |
//! | `clock` | vector clocks: what of every thread is known |
//! | `order` | modification orders, and which unlock belongs to which lock |
//! | `bound` | what may be read, and where a write may stand: coherence |
//! | `extend` | adds events and works out their clocks: release sequences, fences, happens-before |
//! | `revisit` | what TruSt asks before an earlier read may read a later write, and the graph that then remains |
//! | `synchronises` | synchronises-with, as arrows |
//! | `relation` | relations between events, as matrices of bits |
//! | `seqcst` | the axiom for `SeqCst`: RC11's and C++20's |
//! | `key` | what tells graphs apart |
//!
//! The memory model is RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11",
//! PLDI 2017. By a switch it is C++20 without load buffering, see [`Model`].

mod bound;
mod change;
mod clock;
mod event;
mod extend;
mod key;
mod order;
mod relation;
mod revisit;
mod seqcst;
mod synchronises;

use std::collections::HashMap;

pub use change::{Change, Shape};
pub(crate) use clock::Clock;
pub use clock::MOST_THREADS;
pub use event::{Event, EventId, Kind, MOST_EVENTS, ObjectId, Place};
pub(crate) use event::{acquires, releases};
pub(crate) use revisit::Revisit;

/// A memory model: which graphs count.
///
/// Both forbid cycles of program order and reads-from. That excludes out-of-thin-air values, and also *load buffering*,
/// where two threads each read what the other stores later. C++20 and Rust allow the latter, and the Arm and POWER
/// architectures do where nothing orders the load and the store. Ask the litmus checker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Model {
    /// "Repairing Sequential Consistency in C/C++11", PLDI 2017.
    #[default]
    Rc11,
    /// C++20, into which P0668R5 and P0982R1 went, without load buffering: shorter release sequences than RC11's, and
    /// another axiom for `SeqCst`.
    Cpp20,
}

/// A graph, as far as it has been built.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The events of each thread.
    pub threads: Vec<Vec<Event>>,
    /// All events, in the order in which the search added them. A read that was revisited stands before the write
    /// that it now reads from, so this is no order of happens-before;
    /// [`Execution::steps`](crate::Execution::steps) is.
    pub order: Vec<EventId>,
    /// The objects, by their numbers.
    pub objects: Vec<Object>,
    /// How many events the axiom for `SeqCst` is about.
    pub(crate) seq_cst: u32,
    /// What the graph has to keep to.
    pub model: Model,
    /// Each thread's last store to each object that releases, where the graph only grows: see `released_by`.
    pub(crate) heads: Option<HashMap<(usize, ObjectId), EventId>>,
}

/// What a graph knows about an object.
#[derive(Clone, Debug)]
pub struct Object {
    /// The modification order: its writes, first to last, without the initial value. Of a lock: who took it.
    pub writes: Vec<EventId>,
    /// Its reads, in the order in which they were added.
    pub reads: Vec<EventId>,
    /// The value that it began with.
    pub initial: u64,
    /// What it is: `AtomicU32`, `Mutex`.
    pub sort: &'static str,
    /// Where it was made.
    pub made: Option<Place>,
    /// Objects that are parts of one thing of the program, as the lanes of a `RwLock` are, have one number here, which
    /// is another in each run. 0 where it is a thing by itself.
    pub family: u64,
    /// How many events are about it.
    pub(crate) events: u32,
}

impl Graph {
    /// An event.
    #[inline]
    pub fn event(&self, id: EventId) -> &Event {
        &self.threads[id.thread()][id.index()]
    }

    #[inline]
    pub(crate) fn event_mut(&mut self, id: EventId) -> &mut Event {
        &mut self.threads[id.thread()][id.index()]
    }

    /// An object.
    #[inline]
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.index()]
    }

    /// The object that an event is about, if it is about one.
    pub fn object_of(&self, id: EventId) -> Option<&Object> {
        self.objects.get(self.event(id).object.index())
    }

    #[inline]
    pub(crate) fn object_mut(&mut self, id: ObjectId) -> &mut Object {
        &mut self.objects[id.index()]
    }

    /// Empties it, and keeps what memory it has.
    pub(crate) fn clear(&mut self) {
        self.threads.iter_mut().for_each(Vec::clear);
        for object in &mut self.objects {
            object.writes.clear();
            object.reads.clear();
            object.events = 0;
        }
        self.order.clear();
        self.seq_cst = 0;
    }

    /// Makes room for a thread.
    pub(crate) fn ensure_thread(&mut self, thread: usize) {
        if self.threads.len() <= thread {
            self.threads.resize_with(thread + 1, Vec::new);
        }
    }
}
