//! Modification orders: the writes to each object, first to last.
//!
//! Places in one are counted from the initial value, which has place 0.
//!
//! Locks have a modification order too, of those who took the lock. Its gaps are closed (nobody gets between two
//! neighbours), and whoever takes the lock needs the unlock of the one before. So a lock *reads from* the
//! previous lock, and synchronises with the unlock that belongs to it.
//!
//! Locks as events of their own are from Kokologiannakis, Raad, Vafeiadis, "Model Checking for Weakly Consistent
//! Libraries", PLDI 2019. In their checker, GenMC, a lock is a compare-exchange that reads the unlock's write, and a
//! thread that reads that the lock is held is blocked. That a lock reads from the previous *lock*, and is promised it
//! before the unlock is there, is ours: no execution has to be thrown away because somebody tried for a lock that was
//! taken.

use super::{Change, Clock, EventId, Graph, Kind, ObjectId};

impl Graph {
    /// The value that a write wrote.
    #[inline]
    pub fn value_of(&self, object: ObjectId, write: EventId) -> u64 {
        match write {
            EventId::INITIAL => self.object(object).initial,
            write => self.event(write).value,
        }
    }

    /// A write's place in the modification order of its object.
    #[inline]
    pub fn place_of(&self, object: ObjectId, write: EventId) -> usize {
        if write == EventId::INITIAL {
            return 0;
        }
        let writes = &self.object(object).writes;
        1 + writes.iter().rposition(|&other| other == write).expect("a write is in its modification order")
    }

    /// The write at a place.
    #[inline]
    pub fn write_at(&self, object: ObjectId, place: usize) -> EventId {
        if place == 0 { EventId::INITIAL } else { self.object(object).writes[place - 1] }
    }

    /// The last write in an object's modification order.
    pub(crate) fn newest(&self, object: ObjectId) -> EventId {
        self.object(object).writes.last().copied().unwrap_or(EventId::INITIAL)
    }

    /// Whether nothing can be written right after this place: a read-modify-write that read what is there
    /// stands after it.
    #[inline]
    pub(crate) fn is_taken(&self, object: ObjectId, place: usize) -> bool {
        let writes = &self.object(object).writes;
        writes.get(place).is_some_and(|&next| self.event(next).is_update)
    }

    /// The unlock with which whoever took a lock by this write gave it back.
    pub fn unlock_of(&self, lock: EventId) -> Option<EventId> {
        let events = &self.threads[lock.thread()];
        let object = events[lock.index()].object;
        let later = events.iter().enumerate().skip(lock.index() + 1);
        let mut unlocks = later.filter(|(_, event)| event.kind == Kind::Unlock && event.object == object);
        unlocks.next().map(|(index, _)| EventId::new(lock.thread(), index))
    }

    /// Whether a read of a lock's, of the sort [`Change::FindTaken`], has found it taken: somebody took it, and the
    /// thread does not know that it was given back.
    pub(crate) fn found_taken(&self, read: EventId) -> bool {
        self.may_find_taken(self.event(read).reads_from, self.known_before(read))
    }

    /// Whether whoever knows this may find the lock taken by `lock`.
    pub(crate) fn may_find_taken(&self, lock: EventId, known: &Clock) -> bool {
        lock != EventId::INITIAL && !self.unlock_of(lock).is_some_and(|unlock| known.knows(unlock))
    }

    /// Whether a lock can be taken: whoever had it last has given it back.
    pub(crate) fn is_free(&self, object: ObjectId) -> bool {
        self.object(object).writes.last().is_none_or(|&lock| self.unlock_of(lock).is_some())
    }

    /// Whoever has been promised a lock after `lock`, and waits for it to be given back.
    pub(crate) fn waits_for(&self, object: ObjectId, lock: EventId) -> Option<EventId> {
        let waits = |&&read: &&EventId| {
            let event = self.event(read);
            let tries = matches!(event.change, Change::Lock | Change::TryLock) && event.is_update;
            tries && event.reads_from == lock && self.threads[read.thread()].len() == read.index() + 1
        };
        self.object(object).reads.iter().find(waits).copied()
    }
}
