//! What no wrapper took a note of, told from the execution's graph.
//!
//! A program may use the engine's types directly, which have all of std's surface, rather than the wrappers of
//! [`sync::checked`](crate::sync::checked). Then its events stand in the graph and nowhere else. This room makes of
//! them what the wrappers would have noted, so that an execution is told in the same words whichever of the two its
//! program uses, or both.
//!
//! One call of the program may be several events: a wait at a condition variable locks a list, unlocks it and the
//! mutex, waits for a flag, and locks the mutex again. Such events stand one after the other in their thread, and are
//! told as one.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `thread` | the events of a thread, one after the other |
//! | `calls` | calls that are several events |
//! | `objects` | which object an event is about, and which events the wrappers have told |
//! | `failing` | what an execution ends with that is no event: accesses that race, threads that wait for ever |
//! | `values` | values as text |

mod calls;
mod failing;
mod objects;
mod thread;
mod values;

use std::collections::HashMap;

use racelab_engine::graph::EventId;
use racelab_engine::{Execution as Explored, Noted};

use self::objects::Objects;
use self::values::Values;
use crate::sync::checked::record::{Action, Event, Execution};
use crate::sync::checked::site::{Site, Weaker};

/// Adds to what the wrappers have told what they have not. The last event, where an execution ends in it, is returned.
pub(super) fn add<'a, T>(
    told: &mut Execution,
    explored: &'a Explored<'_, T>,
    weakened: Option<(Site, Weaker)>,
) -> (Objects<'a>, Option<Event>) {
    let objects = Objects::new(told, explored);
    let mut teller = Teller {
        objects: &objects,
        values: Values::default(),
        weakened,
        events: Vec::new(),
        stands: HashMap::new(),
    };
    for thread in 0..explored.graph.threads.len() {
        teller.thread(thread, explored);
    }
    teller.learn(explored);
    let Teller { mut events, .. } = teller;
    let last = failing::tell(told, &mut events, explored, &objects);
    told.events.extend(events);
    label(told, explored);
    (objects, last)
}

/// Calls the threads what their builders have called them, where the wrappers know no better.
fn label<T>(told: &mut Execution, explored: &Explored<'_, T>) {
    let by_number = |number: usize| format!("thread {number}");
    told.threads.extend((told.threads.len()..explored.graph.threads.len()).map(by_number));
    let name = |number: usize| explored.name_of(number).filter(|_| number > 0);
    for number in 1..told.threads.len() {
        let Some(called) = name(number).filter(|_| told.threads[number] == by_number(number)) else {
            continue;
        };
        let is_only = (1..told.threads.len()).all(|other| other == number || name(other) != Some(called));
        told.threads[number] =
            if is_only { called.to_owned() } else { format!("{called} ({})", by_number(number)) };
    }
}

/// Tells events.
struct Teller<'a, 'b> {
    objects: &'b Objects<'a>,
    values: Values,
    /// What was weaker than written.
    weakened: Option<(Site, Weaker)>,
    /// What has been told.
    events: Vec<Event>,
    /// For each event of the graph that is told together with others, the one that stands for all of them.
    stands: HashMap<EventId, EventId>,
}

impl Teller<'_, '_> {
    /// Tells an event. `at` is the event of the graph that it is put beside.
    fn tell(&mut self, at: EventId, about: EventId, action: Action) {
        let (event, (object, of)) = (self.objects.graph.event(about), self.objects.of_event(about));
        let (thread, place) = (at.thread(), event.place);
        let (learns, overwritten_by) = (Vec::new(), None);
        self.events.push(Event { thread, action, object, of, place, at: Some(at), learns, overwritten_by });
    }

    /// The events from `first` to `last` are told as one, and `at` stands for them.
    fn stand(&mut self, first: EventId, last: EventId, at: EventId) {
        for index in first.index()..=last.index() {
            self.stands.insert(EventId::new(first.thread(), index), at);
        }
    }

    /// Who learns what from whom, of what the actions do not say. (Of reads of atomics, they do.)
    fn learn<T>(&mut self, explored: &Explored<'_, T>) {
        let standing = |id: EventId| self.stands.get(&id).copied().unwrap_or(id);
        let inner = |id: EventId| {
            explored
                .graph
                .object_of(id)
                .is_some_and(|object| ["Condvar", "Barrier", "Arc"].contains(&object.sort))
        };
        let mut learnt: HashMap<EventId, Vec<(EventId, bool)>> = HashMap::new();
        for (from, to) in explored.graph.synchronises() {
            // The list of those who wait is the condition variable's own affair; who passes a barrier has heard of all.
            if !inner(to) {
                learnt.entry(standing(to)).or_default().push((standing(from), true));
            }
        }
        for event in &mut self.events {
            let Some(learns) = event.at.and_then(|at| learnt.get(&at)) else { continue };
            event.learns = match event.action {
                Action::Locks(..) | Action::Got(..) | Action::Unparked(_) | Action::Does(_) => learns.clone(),
                // Who is woken has not thereby learnt anything that he does not learn from the mutex.
                Action::Wakes(false) => learns.iter().map(|(from, _)| (*from, false)).collect(),
                _ => continue,
            };
            event.learns.dedup();
        }
    }
}

/// What an execution wrote down of a lock: what was found behind it by the event, or what it left there.
fn behind<T>(explored: &Explored<'_, T>, what: Noted, event: EventId) -> Option<Option<String>> {
    let before = usize::from(what == Noted::Finds);
    let is_it = |note: &&racelab_engine::Note| {
        (note.what, note.thread, note.after) == (what, event.thread(), event.index() + before)
    };
    explored.notes.iter().find(is_it).map(|note| note.value.clone())
}
