//! The events of a thread, one after the other.

use std::sync::atomic::Ordering;

use racelab_engine::graph::{Change, Event, EventId, Kind};
use racelab_engine::{Execution as Explored, Noted};

use super::{Teller, behind};
use crate::explore::places::is_of_the_kit;
use crate::sync::checked::record::{self, Action, Orderings, Read};
use crate::sync::checked::site::Part;

impl Teller<'_, '_> {
    /// Tells what a thread did, and between its events what it did to cells.
    pub(super) fn thread<T>(&mut self, thread: usize, explored: &Explored<'_, T>) {
        let ran = self.objects.ran[thread];
        let mut index = 1;
        let mut cells = explored
            .notes
            .iter()
            .filter(|note| note.thread == thread && matches!(note.what, Noted::Reads | Noted::Writes))
            .filter(|note| !self.objects.is_wrapped(note.made) && !is_of_the_kit(note.place))
            .peekable();
        while index <= ran {
            while let Some(note) = cells.next_if(|note| note.after <= index) {
                let (object, of) = self.objects.of_memory(Some(note.object), note.made);
                let action = Action::Accesses(note.what == Noted::Writes, note.value.clone());
                let at = Some(EventId::new(thread, note.after - 1));
                let (place, learns) = (note.place, Vec::new());
                let overwritten_by = None;
                self.events.push(record::Event {
                    thread,
                    action,
                    object,
                    of,
                    place,
                    at,
                    learns,
                    overwritten_by,
                });
            }
            if index < ran {
                let id = EventId::new(thread, index);
                let told = if self.objects.is_told(id) { 1 } else { self.event(id, explored) };
                index += told.max(1);
            } else {
                break;
            }
        }
    }

    /// How many events of the thread have run.
    pub(super) fn has_run(&self, id: EventId) -> bool {
        id.index() < self.objects.ran[id.thread()]
    }

    /// The event, if it has run.
    pub(super) fn ran(&self, id: EventId) -> Option<Event> {
        self.has_run(id).then(|| *self.objects.graph.event(id))
    }

    /// Tells an event, with those after it that belong to the same call; how many that are.
    fn event<T>(&mut self, id: EventId, explored: &Explored<'_, T>) -> usize {
        let event = *self.objects.graph.event(id);
        let sort = self.objects.graph.object_of(id).map_or("", |object| object.sort);
        match (sort, event.kind) {
            ("", Kind::Spawn) => self.one(id, Action::Starts(event.value as usize)),
            ("", Kind::Join) if event.call.is_empty() => self.one(id, Action::Joins(event.value as usize)),
            ("", Kind::Fence) => {
                let orderings = self.orderings(&event, Part::Fence, event.written, event.ordering);
                self.one(id, Action::Fences(orderings))
            }
            ("", Kind::Choice) => self.choice(id, &event),
            ("", _) => 1,
            (atomic, _) if atomic.starts_with("Atomic") => self.atomic(id, &event),
            ("Mutex", Kind::Unlock) => {
                self.one(id, Action::Unlocks(behind(explored, Noted::Leaves, id).map(known)))
            }
            ("Mutex", _) if event.change == Change::FindTaken => {
                self.one(id, Action::Does("tries to lock it, and finds it taken"))
            }
            ("Mutex", Kind::Read) => {
                let second = id.next();
                if self.has_run(second) {
                    let found = behind(explored, Noted::Finds, second).flatten().unwrap_or_default();
                    self.stand(id, second, second);
                    self.tell(second, id, Action::Locks("locks", found));
                }
                2
            }
            ("RwLock", _) => self.rwlock(id, explored),
            ("poison flag", _) => self.poison(id, &event),
            ("Condvar", _) if event.call == "wait" => self.wait(id, explored),
            ("Condvar", _) => self.notify(id),
            ("park token", Kind::Read) if event.call == "unpark" => {
                self.stand(id, id.next(), id.next());
                self.tell(id.next(), id, Action::Got("unparks", String::new()));
                2
            }
            ("park token", Kind::Read) => {
                self.stand(id, id.next(), id.next());
                self.tell(id.next(), id, Action::Unparked(false));
                2
            }
            ("channel" | "message", _) => self.channel(id),
            ("Barrier", _) => self.barrier(id),
            ("Arc", _) => self.arc(id, &event),
            ("notification", _) => 1,
            _ => self.once(id, &event),
        }
    }

    fn one(&mut self, id: EventId, action: Action) -> usize {
        self.tell(id, id, action);
        1
    }

    /// A choice of the program's own; or the beginning of a wait that ends early.
    fn choice(&mut self, id: EventId, event: &Event) -> usize {
        let previous = self.objects.graph.event(id.previous());
        let is_of_a_call = previous.place == event.place && ["wait", "notify_one"].contains(&previous.call)
            || self
                .ran(id.next())
                .is_some_and(|next| next.place == event.place && next.call.ends_with("_timeout"));
        match () {
            () if is_of_a_call || event.change != Change::None => 1,
            () if !event.may_be_whim => self.one(id, Action::Chooses(event.value)),
            () if event.value != 0 => self.one(id, Action::Unparked(true)),
            () => 1,
        }
    }

    fn atomic(&mut self, id: EventId, event: &Event) -> usize {
        let graph = self.objects.graph;
        let (part, written, applied) = match (event.kind, event.change) {
            (Kind::Write, _) => (Part::Store, event.written, event.ordering),
            (_, Change::None) => (Part::Load, event.written, event.ordering),
            (_, Change::CompareExchange { failure, .. }) if !event.is_update => {
                (Part::Failure, failure, failure)
            }
            _ => (Part::Change, event.written, event.ordering),
        };
        let value = self.values.text(graph, event, event.value);
        let orderings = |this: &Self| this.orderings(event, part, written, applied);
        let read = |orderings| Read {
            value: value.clone(),
            from: None,
            newer: None,
            equal: false,
            on_a_whim: false,
            orderings,
        };
        match (event.kind, event.change) {
            (Kind::Write, _) => {
                let action = Action::Stores(value.clone(), orderings(self));
                self.one(id, action)
            }
            (_, Change::CompareExchange { expected, .. }) if !event.is_update => {
                let expected = self.values.text(graph, event, expected);
                let action = Action::Fails(read(orderings(self)), expected);
                self.one(id, action)
            }
            _ if event.is_update => {
                let second = id.next();
                let new = self.ran(second).map_or(0, |write| write.value);
                let new = self.values.text(graph, event, new);
                let action = Action::Changes(read(orderings(self)), new);
                self.stand(id, second, second);
                self.tell(second, id, action);
                2
            }
            _ => {
                let action = Action::Loads(read(orderings(self)));
                self.one(id, action)
            }
        }
    }

    /// The orderings of an operation. Of a compare-exchange that fails, the graph has only the one that was applied.
    fn orderings(&self, event: &Event, part: Part, written: Ordering, applied: Ordering) -> Orderings {
        let weakened = self.weakened.map(|(site, _)| site);
        let site = weakened.filter(|site| site.part == part && site.place == event.place);
        Orderings { written: site.and_then(|site| site.ordering).unwrap_or(written), applied }
    }
}

/// A value that was written behind a lock, shown if it can be.
pub(super) fn known(value: Option<String>) -> String {
    value.unwrap_or_else(|| "another value".to_owned())
}
