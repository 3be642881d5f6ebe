//! Events: what a thread does that another could notice.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst};

use super::{Change, Clock, Shape};

/// A place in the program's source.
pub type Place = &'static Location<'static>;

/// The most events of one thread.
pub const MOST_EVENTS: usize = 65_000;

/// An event's name: its thread, and which of the thread's events it is. The same in every graph that has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(u32);

impl EventId {
    /// In place of a write: the value that an object began with.
    pub const INITIAL: EventId = EventId(u32::MAX);

    /// The event with this number, from 0, of a thread.
    #[inline]
    pub fn new(thread: usize, index: usize) -> EventId {
        debug_assert!(index < MOST_EVENTS);
        EventId((thread as u32) << 16 | index as u32)
    }

    /// Its thread; 0 is the main thread.
    #[inline]
    pub fn thread(self) -> usize {
        (self.0 >> 16) as usize
    }

    /// Which of its thread's events it is, from 0.
    #[inline]
    pub fn index(self) -> usize {
        (self.0 & 0xFFFF) as usize
    }

    /// Its thread's next event.
    #[inline]
    pub fn next(self) -> EventId {
        EventId(self.0 + 1)
    }

    /// Its thread's previous event. Every thread's event 0 is its beginning, which nothing asks this of.
    #[inline]
    pub fn previous(self) -> EventId {
        EventId(self.0 - 1)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            EventId::INITIAL => formatter.write_str("initial"),
            id => write!(formatter, "{}.{}", id.thread(), id.index()),
        }
    }
}

/// An object that threads share, by its number in one graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub(crate) u32);

impl ObjectId {
    /// Of events that are about no object.
    pub const NONE: ObjectId = ObjectId(u32::MAX);

    /// Its number, from 0, in [`Graph::objects`](super::Graph::objects).
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ObjectId::NONE => formatter.write_str("none"),
            ObjectId(number) => write!(formatter, "object {number}"),
        }
    }
}

/// The sorts of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A thread begins. It is the first event of each, and follows the event that spawned it.
    Begin,
    /// Another thread is started.
    Spawn,
    /// Another thread's end was waited for.
    Join,
    /// A load, or the first half of a read-modify-write.
    Read,
    /// A store, or the second half of a read-modify-write.
    Write,
    /// A fence.
    Fence,
    /// A lock is given back.
    Unlock,
    /// A number that nothing decides. 0 is the usual one.
    Choice,
}

/// An event of a graph.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What sort of event it is.
    pub kind: Kind,
    /// What a read makes of what it finds: nothing, if it is a load. Both halves of a read-modify-write have it.
    pub change: Change,
    /// The ordering that the program asks for.
    pub written: Ordering,
    /// The ordering that it was given: another where the explorer was told to weaken it.
    pub ordering: Ordering,
    /// What it is about, if anything.
    pub object: ObjectId,
    /// Reads: the write whose value is read. `Begin`: the event that spawned the thread.
    pub reads_from: EventId,
    /// Reads and writes: the value. `Choice`: what was chosen. `Spawn` and `Join`: the other thread.
    pub value: u64,
    /// How many bits the value has and how it is shown.
    pub shape: Shape,
    /// Reads: whether a write follows, as its second half. Writes: whether it is such a second half.
    pub is_update: bool,
    /// Whether this happened for no reason: a weak compare-exchange that failed though it found what it expected.
    pub on_a_whim: bool,
    /// Whether a choice other than 0 counts as happening for no reason.
    pub may_be_whim: bool,
    /// Its place in [`Graph::order`](super::Graph::order): when the search added it, which says nothing of what happens
    /// before what.
    pub stamp: u32,
    /// Where in the source it is.
    pub place: Place,
    /// What the program called, where that is not what the engine did for it: `send`, `unpark`. Otherwise empty.
    pub call: &'static str,
    /// The number of the thread's last release fence before it; 0 if there is none.
    pub(crate) last_fence: u16,
    /// All that happens before it, and itself.
    pub(crate) happens_before: Clock,
    /// All that it depends on: what is before it in its thread, what it reads from, and what those depend on in turn:
    /// `(sb ∪ rf)+`, TruSt's *porf prefix*.
    pub(crate) causes: Clock,
    /// Writes: the *view* that a release passes on to whoever reads from it and acquires.
    pub(crate) released: Clock,
}

/// Whether an ordering acquires.
pub(crate) fn acquires(ordering: Ordering) -> bool {
    matches!(ordering, Acquire | AcqRel | SeqCst)
}

/// Whether an ordering releases.
pub(crate) fn releases(ordering: Ordering) -> bool {
    matches!(ordering, Release | AcqRel | SeqCst)
}

impl Event {
    /// The ordering in effect: a compare-exchange that fails has another than one that succeeds.
    #[inline]
    pub fn effective(&self) -> Ordering {
        match self.change {
            Change::CompareExchange { failure, .. } if self.kind == Kind::Read && !self.is_update => failure,
            _ => self.ordering,
        }
    }

    /// Whether it is about a lock. Locks are special: what synchronises there are unlock and lock.
    #[inline]
    pub fn is_of_lock(&self) -> bool {
        self.kind == Kind::Unlock || matches!(self.change, Change::Lock | Change::TryLock | Change::FindTaken)
    }

    /// Whether it counts for the axiom about `SeqCst`.
    #[inline]
    pub fn is_seq_cst(&self) -> bool {
        matches!(self.kind, Kind::Read | Kind::Write | Kind::Fence)
            && self.effective() == SeqCst
            && !self.is_of_lock()
    }

    /// Whether it is a fence that releases.
    #[inline]
    pub(crate) fn is_release_fence(&self) -> bool {
        self.kind == Kind::Fence && releases(self.ordering)
    }

    /// What it is called in the program.
    pub fn operation(&self) -> &'static str {
        if !self.call.is_empty() && self.kind != Kind::Unlock {
            return self.call;
        }
        match self.kind {
            Kind::Begin => "begin",
            Kind::Spawn => "spawn",
            Kind::Join => "join",
            Kind::Fence => "fence",
            Kind::Unlock => "unlock",
            Kind::Choice if self.change == Change::TryLock => "try_lock",
            Kind::Choice => "choose",
            Kind::Write if !self.is_update => "store",
            Kind::Read | Kind::Write => self.change.name(),
        }
    }
}
