//! What an execution ends with that is no event of its graph: accesses that race, and threads that wait for ever.

use racelab_engine::graph::EventId;
use racelab_engine::{Access, Blocked, Execution as Explored, Failure, Note, Noted, WaitsFor};

use super::objects::Objects;
use crate::explore::places::Place;
use crate::sync::Name;
use crate::sync::checked::record::{Action, Event, Execution, Identity};

/// Tells how it fails, as far as no wrapper has told it. Returns the event that it ends in, if it ends in one.
pub(super) fn tell<T>(
    told: &Execution,
    events: &mut Vec<Event>,
    explored: &Explored<'_, T>,
    objects: &Objects<'_>,
) -> Option<Event> {
    match explored.ending.failure()? {
        Failure::DataRace(race) if !objects.is_wrapped(race.made) => {
            let note = |access: &Access| {
                let is_it = |note: &&Note| {
                    (note.thread, note.place, note.made) == (access.thread, access.place, race.made)
                };
                let cells =
                    explored.notes.iter().filter(|note| matches!(note.what, Noted::Reads | Noted::Writes));
                cells.rev().find(is_it).map(|note| note.object)
            };
            let cell = note(&race.first).or_else(|| note(&race.second));
            let of = lock_made_at(race.made, objects).unwrap_or_else(|| objects.of_memory(cell, race.made));
            if note(&race.first).is_none() {
                events.push(access(&race.first, Action::Accesses(race.first.writes, None), of));
            }
            // An access that was noted and races with another that came during it.
            let is_second = |event: &Event| {
                event.thread == race.second.thread
                    && event.place == race.second.place
                    && matches!(event.action, Action::Accesses(..))
                    && event.at == Some(EventId::new(race.second.thread, race.second.after - 1))
            };
            events.retain(|event| !is_second(event));
            Some(access(&race.second, Action::Accesses(race.second.writes, None), of))
        }
        Failure::UseAfterFree(freed) | Failure::DoubleFree(freed) => {
            let of = objects.of_memory(None, freed.made);
            let what = |access: &Access| Action::Does(if access.writes { "is freed" } else { "is used" });
            events.push(access(&freed.first, what(&freed.first), of));
            Some(access(&freed.second, what(&freed.second), of))
        }
        Failure::Deadlock(_) | Failure::Livelock(_) => {
            for blocked in blocked(explored) {
                let last = EventId::new(blocked.thread, objects.ran[blocked.thread] - 1);
                // What a wrapper's thread did last is to ask, and nothing came after it.
                let asked = told.events.iter().rfind(|event| event.thread == blocked.thread);
                let is_told = asked.is_some_and(|asked| {
                    let later = |event: &Event| event.thread == blocked.thread && event.at > asked.at;
                    let asks =
                        matches!(asked.action, Action::Wants(_) | Action::Waits | Action::Does("arrives"));
                    asks && !events.iter().any(later)
                });
                if !is_told {
                    events.extend(waits(blocked, last, objects));
                }
            }
            None
        }
        _ => None,
    }
}

/// The threads that wait for ever.
pub(super) fn blocked<'a, T>(explored: &'a Explored<'_, T>) -> impl Iterator<Item = &'a Blocked> {
    let threads = match explored.ending.failure() {
        Some(Failure::Deadlock(dead) | Failure::Livelock(dead)) => &dead.threads[..],
        _ => &[],
    };
    threads.iter()
}

/// A lock that was made there, where what it guards is what races: its lock was left out.
fn lock_made_at(made: Place, objects: &Objects<'_>) -> Option<(Name, Option<Identity>)> {
    let ids = objects.ran.iter().enumerate();
    let mut all = ids.flat_map(|(thread, &ran)| (1..ran).map(move |index| EventId::new(thread, index)));
    let of_a_lock = |id: &EventId| {
        let object = objects.graph.object_of(*id);
        object.is_some_and(|object| ["Mutex", "RwLock"].contains(&object.sort) && object.made == Some(made))
    };
    all.find(of_a_lock).map(|id| objects.of(objects.graph.event(id).object))
}

fn access(access: &Access, action: Action, (object, of): (Name, Option<Identity>)) -> Event {
    let at = Some(EventId::new(access.thread, access.after - 1));
    let (thread, place, learns) = (access.thread, access.place, Vec::new());
    Event { thread, action, object, of, place, at, learns, overwritten_by: None }
}

/// What a thread waits for to the end.
fn waits(blocked: &Blocked, last: EventId, objects: &Objects<'_>) -> Option<Event> {
    let (action, (object, of)) = match &blocked.waits_for {
        WaitsFor::Thread(other) => (Action::Wants("joins"), (Name::from(("thread", *other)), None)),
        WaitsFor::Lock { lock, .. } => {
            let how = match (lock.sort, blocked.call) {
                ("RwLock", "read") => "read-locks",
                ("RwLock", _) => "write-locks",
                _ => "locks",
            };
            (Action::Wants(how), objects.of(lock.number))
        }
        WaitsFor::Unpark if objects.is_parking(blocked.thread, blocked.place?) => return None,
        WaitsFor::Unpark => (Action::Parks, (Name::from("itself"), None)),
        WaitsFor::Change(object) if blocked.call.starts_with("send") => {
            (Action::Wants("sends to"), objects.of(object.number))
        }
        WaitsFor::Change(object) if blocked.call.starts_with("recv") => {
            (Action::Wants("receives from"), objects.of(object.number))
        }
        // The graph has an event of the wait, or it is a loop's, which is told at the end.
        WaitsFor::Change(_) | WaitsFor::Notification | WaitsFor::Loop { .. } | WaitsFor::Nothing => {
            return None;
        }
    };
    let (thread, place) = (blocked.thread, blocked.place?);
    Some(Event {
        thread,
        action,
        object,
        of,
        place,
        at: Some(last),
        learns: Vec::new(),
        overwritten_by: None,
    })
}
