//! Adds events to a graph, and works out what they know.
//!
//! Each event has three clocks. `happens_before` and `causes` are those of the event before it in its thread,
//! joined with what it learns from elsewhere. `released` is what a write hands on to whoever acquires it.
//!
//! What a write hands on, after RC11 (`sw` there): all that happens before it, if it releases; what happened before
//! the thread's last release fence; what an earlier release store of its thread to the same object handed on (not in
//! C++20); and, for the second half of a read-modify-write, what the write handed on that it read.

use super::{Change, Clock, Event, EventId, Graph, Kind, Model, acquires, releases};
use crate::faults::{Fault, broken};

impl Graph {
    /// Puts an event at the end of a thread whose clocks are those of the event before it, and itself.
    #[inline]
    fn push(&mut self, thread: usize, event: Event) -> EventId {
        let id = EventId::new(thread, self.threads[thread].len());
        self.push_as_it_is(id, event);
        // In its place: an event is large, and each move of it is a copy.
        let (event, earlier) = self.threads[thread].split_last_mut().expect("it has just been put there");
        if let Some(before) = earlier.last() {
            event.happens_before = before.happens_before;
            event.causes = before.causes;
            event.last_fence =
                if before.is_release_fence() { id.index() as u16 - 1 } else { before.last_fence };
        }
        event.happens_before.add(id);
        event.causes.add(id);
        id
    }

    /// Puts an event at the end of its thread, its clocks being right already.
    #[inline(always)]
    pub(crate) fn push_as_it_is(&mut self, id: EventId, mut event: Event) {
        event.stamp = self.order.len() as u32;
        self.order.push(id);
        self.seq_cst += u32::from(event.is_seq_cst());
        if let Some(object) = self.objects.get_mut(event.object.index()) {
            object.events += 1;
            if event.kind == Kind::Read {
                object.reads.push(id);
            }
        }
        self.threads[id.thread()].push(event);
    }

    /// Adds an event that is neither a read nor a write nor the beginning of a thread.
    pub(crate) fn add(&mut self, thread: usize, event: Event) -> EventId {
        let id = self.push(thread, event);
        match event.kind {
            Kind::Fence if acquires(event.ordering) && !broken(Fault::DeafFences) => {
                let learned = self.heard_before(id);
                self.event_mut(id).happens_before.join(&learned);
            }
            Kind::Join => {
                let child = event.value as usize;
                let last = *self.threads[child].last().expect("a thread that ended has begun");
                let event = self.event_mut(id);
                event.causes.join(&last.causes);
                event.causes.add_all_of(child);
                // `is_finished` only asks.
                if acquires(event.ordering) {
                    event.happens_before.join(&last.happens_before);
                    // What it did after its last event happens before this as well.
                    event.happens_before.add_all_of(child);
                }
            }
            _ => {}
        }
        id
    }

    /// Adds the beginning of a thread, after the event that spawned it, if there is one.
    pub(crate) fn add_beginning(&mut self, thread: usize, mut event: Event, spawn: Option<EventId>) {
        self.ensure_thread(thread);
        event.kind = Kind::Begin;
        if let Some(spawn) = spawn {
            event.reads_from = spawn;
            event.happens_before = self.event(spawn).happens_before;
            event.causes = self.event(spawn).causes;
        }
        self.push(thread, event);
    }

    /// What an acquire fence learns: what the writes handed on that its thread has read since its last such fence.
    fn heard_before(&self, fence: EventId) -> Clock {
        let mut heard = Clock::default();
        for event in self.threads[fence.thread()][..fence.index()].iter().rev() {
            match event.kind {
                Kind::Fence if acquires(event.ordering) => break,
                Kind::Read if event.reads_from != EventId::INITIAL => {
                    heard.join(&self.event(event.reads_from).released);
                }
                _ => {}
            }
        }
        heard
    }

    /// Adds a read that reads from `write`.
    pub(crate) fn add_read(
        &mut self,
        thread: usize,
        mut event: Event,
        write: EventId,
        on_a_whim: bool,
    ) -> EventId {
        (event.reads_from, event.on_a_whim, event.is_update) = (write, on_a_whim, false);
        let id = self.push(thread, event);
        self.settle(id);
        id
    }

    /// Works out what a read has from the write that it reads from.
    pub(crate) fn settle(&mut self, read: EventId) {
        let &Event { object, reads_from, .. } = self.event(read);
        let found = self.value_of(object, reads_from);
        let before = self.event(read.previous());
        let (happens_before, causes_before) = (before.happens_before, before.causes);
        let handed_on = match reads_from {
            EventId::INITIAL => None,
            write => Some((self.event(write).released, self.event(write).causes)),
        };
        let event = self.event_mut(read);
        let counted = event.is_seq_cst();
        event.value = found;
        event.is_update = event.change.apply(found, event.shape, event.on_a_whim).is_some();
        event.happens_before = happens_before;
        event.happens_before.add(read);
        event.causes = causes_before;
        event.causes.add(read);
        if let Some((released, causes)) = handed_on {
            event.causes.join(&causes);
            if acquires(event.effective()) && !event.is_of_lock() {
                event.happens_before.join(&released);
            }
        }
        let counts = event.is_seq_cst();
        self.seq_cst = self.seq_cst + u32::from(counts) - u32::from(counted);
    }

    /// Adds the second half of a read-modify-write, right after what its first half read from.
    pub(crate) fn add_second_half(&mut self, read: EventId) -> EventId {
        let first = *self.event(read);
        let new = first.change.apply(first.value, first.shape, false).expect("it writes");
        let id = self.push(read.thread(), Event { kind: Kind::Write, value: new, ..first });
        let previous = first.reads_from;
        if first.is_of_lock() {
            if previous != EventId::INITIAL {
                let unlock = self.unlock_of(previous).expect("a lock is taken after it was given back");
                let unlock = self.event(unlock);
                let (causes, happens_before) = (unlock.causes, unlock.happens_before);
                let event = self.event_mut(id);
                event.causes.join(&causes);
                // A lock that the program does not know of orders, and tells nothing.
                if acquires(first.ordering) && !broken(Fault::DeafLocks) {
                    event.happens_before.join(&happens_before);
                }
            }
        } else {
            let mut released = self.released_by(id);
            if previous != EventId::INITIAL && !broken(Fault::ShortReleaseSequences) {
                released.join(&self.event(previous).released);
            }
            self.event_mut(id).released = released;
        }
        let place = self.place_of(first.object, previous);
        self.object_mut(first.object).writes.insert(place, id);
        id
    }

    /// Adds a store at a place of the modification order: after so many writes.
    pub(crate) fn add_write(&mut self, thread: usize, event: Event, place: usize) -> EventId {
        let id = self.push(thread, event);
        self.event_mut(id).released = self.released_by(id);
        self.object_mut(event.object).writes.insert(place, id);
        id
    }

    /// What a write hands on by itself.
    fn released_by(&self, write: EventId) -> Clock {
        let event = self.event(write);
        if releases(event.ordering) {
            return event.happens_before;
        }
        let own = &self.threads[write.thread()];
        let mut released = Clock::default();
        if event.last_fence > 0 {
            released.join(&own[usize::from(event.last_fence)].happens_before);
        }
        if self.model == Model::Rc11 && !broken(Fault::NoOwnStoresInReleaseSequences) {
            let is_head = |earlier: &&Event| {
                earlier.kind == Kind::Write && earlier.object == event.object && releases(earlier.ordering)
            };
            let head = match &self.heads {
                Some(heads) => heads.get(&(write.thread(), event.object)).map(|&head| self.event(head)),
                None => own[..write.index()].iter().rev().find(is_head),
            };
            if let Some(head) = head {
                released.join(&head.happens_before);
            }
        }
        released
    }

    /// Notes a write that has been added for good, where such notes are kept.
    pub(crate) fn note_head(&mut self, write: EventId) {
        let &Event { ordering, object, .. } = self.event(write);
        if let Some(heads) = &mut self.heads
            && releases(ordering)
        {
            heads.insert((write.thread(), object), write);
        }
    }

    /// Takes away all events but the first so many that were added, and returns the last that went.
    pub(crate) fn cut(&mut self, count: usize) -> Option<Event> {
        let mut last = None;
        while self.order.len() > count {
            let id = self.order.pop()?;
            let event = self.threads[id.thread()].pop()?;
            self.seq_cst -= u32::from(event.is_seq_cst());
            if event.kind == Kind::Write {
                let place = self.place_of(event.object, id);
                self.object_mut(event.object).writes.remove(place - 1);
            }
            if let Some(object) = self.objects.get_mut(event.object.index()) {
                object.events -= 1;
                if event.kind == Kind::Read {
                    object.reads.pop();
                }
            }
            last = Some(event);
        }
        last
    }

    /// Whether an event would write if it read from `write`.
    pub(crate) fn would_write(&self, event: &Event, write: EventId) -> bool {
        let found = self.value_of(event.object, write);
        match event.change {
            Change::None | Change::Await | Change::FindTaken => false,
            change => change.apply(found, event.shape, false).is_some(),
        }
    }
}
