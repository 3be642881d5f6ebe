//! How executions fail, with all that is known about it.

use crate::graph::{Graph, ObjectId, Place};

/// How an execution can fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// Two accesses to plain memory that nothing orders, one of them a write: undefined behaviour.
    DataRace(DataRace),
    /// Memory was used after it was freed, or freed while another thread may use it: undefined behaviour.
    UseAfterFree(Freed),
    /// Memory was freed twice: undefined behaviour.
    DoubleFree(Freed),
    /// Something is still there at the end that nobody can get rid of any more.
    Leak(Leak),
    /// Threads wait for each other, and nobody can go on.
    Deadlock(Deadlock),
    /// Threads wait in loops for what will never come: they run, and nobody gets anywhere.
    Livelock(Deadlock),
    /// A loop says that it waits, and writes: there is no end to what it may do.
    EndlessLoop(EndlessLoop),
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

/// A use of memory that does not go with its being freed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Freed {
    /// Where the memory was allocated.
    pub made: Place,
    /// What ran first: that it was freed; or a use, where it is not known to be over when the memory is freed.
    pub first: Access,
    /// The other.
    pub second: Access,
}

/// Something that is no event of the graph, in an execution that was [replayed](crate::Explorer::replay).
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Which thread's.
    pub thread: usize,
    /// How many events its thread had done before: it lies between two of them.
    pub after: usize,
    /// What it is.
    pub what: Noted,
    /// Which cell or lock: another number for each, in this execution.
    pub object: usize,
    /// Where that was made.
    pub made: Place,
    /// Where it is.
    pub place: Place,
    /// The value, where its type is one that can be shown: a number, say.
    pub value: Option<String>,
}

/// What is no event and yet can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// A cell was read.
    Reads,
    /// A cell was written: the value is the new one.
    Writes,
    /// A lock was taken, and this found behind it. It belongs to the event before it.
    Finds,
    /// A lock is about to be given back, and this was written behind it. It belongs to the event after it.
    Leaves,
}

/// What is left at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leak {
    /// `Arc`, `allocation`.
    pub sort: &'static str,
    /// Where it was made.
    pub made: Place,
}

/// A loop that says that it waits, and that writes in each of its rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndlessLoop {
    /// Which thread's.
    pub thread: usize,
    /// Where it says that it waits.
    pub place: Place,
    /// How it writes: `store`, `fetch_add`.
    pub operation: &'static str,
    /// Where.
    pub writes: Place,
}

/// What a waiting loop looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looked {
    /// Which object.
    pub object: ObjectName,
    /// What it found.
    pub found: u64,
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
    /// The first panic before that, if a thread has panicked and nobody has been told of it.
    pub panic: Option<Panic>,
}

/// A thread that waits for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// Which.
    pub thread: usize,
    /// For what.
    pub waits_for: WaitsFor,
    /// What it calls, where that is not clear from what it waits for: `send`, `read`. Otherwise empty.
    pub call: &'static str,
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
    /// That something changes that its loop looks at.
    Loop {
        /// What the loop looks at in each of its rounds.
        looked_at: Vec<Looked>,
    },
    /// Nothing that is known.
    Nothing,
}

/// What an object is called: what it is, and where it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObjectName {
    /// Its number in the graph.
    pub number: ObjectId,
    /// `Mutex`, `AtomicU32`.
    pub sort: &'static str,
    /// Where it was made.
    pub made: Option<Place>,
}

impl ObjectName {
    /// Of an object of a graph.
    pub fn of(graph: &Graph, object: ObjectId) -> ObjectName {
        let number = object;
        let object = graph.object(object);
        ObjectName { number, sort: object.sort, made: object.made }
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
    /// A panic that its thread had been told of before, and had not passed on.
    pub after: Option<Box<Panic>>,
}

/// An execution that does not fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooLarge {
    /// Which thread did too much.
    pub thread: usize,
    /// Whether it does the same again and again, in a loop that does not say that it waits.
    pub is_loop: bool,
    /// How many events it had, where that was too many; 0 where it wanted to start one thread too many.
    pub events: usize,
    /// Where it wanted to read a `RwLock` and may not: how many threads may, as many as the first execution had.
    pub readers: Option<usize>,
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
