//! What loom makes of condition variables: a notification orders there, and it wakes the thread that has waited
//! longest.

use std::collections::BTreeSet;

use racelab_engine::graph::{Change, Event, EventId, Graph, Kind};

use super::Hole;

/// Which of the two holes show in one execution. With a data race, what is read and written without an atomic counts as
/// well.
pub fn holes(graph: &Graph, races: bool) -> BTreeSet<Hole> {
    let mut found = BTreeSet::new();
    let waits = graph.objects.iter().filter(|object| object.sort == "notification");
    if waits.flat_map(|object| &object.reads).any(|&wait| orders_by_itself(graph, wait, races)) {
        found.insert(Hole::Notification);
    }
    if graph.threads.iter().any(|events| events.windows(2).any(|pair| passes_over(graph, pair))) {
        found.insert(Hole::FirstCome);
    }
    found
}

/// Whether the notifier did something before it notified that only the notification orders before the end of this wait:
/// after it had given back the lock that goes with it, or without ever having it. A wait that never gets the lock back
/// is not looked at.
fn orders_by_itself(graph: &Graph, wait: EventId, races: bool) -> bool {
    let event = graph.event(wait);
    let again = graph.threads[wait.thread()].get(wait.next().index());
    let (Change::Await, Some(again), true) = (event.change, again, event.reads_from != EventId::INITIAL)
    else {
        return false;
    };
    let notifies = event.reads_from;
    let before = graph.threads[notifies.thread()][..notifies.index()].iter().rev();
    let mut is_found = races;
    for event in before {
        match event.object == again.object {
            true if event.kind == Kind::Unlock => return is_found,
            // It notifies with the lock in its hand, and the lock orders all.
            true => return false,
            false => is_found |= is_of_atomic(graph, event),
        }
    }
    is_found
}

fn is_of_atomic(graph: &Graph, event: &Event) -> bool {
    graph.objects.get(event.object.index()).is_some_and(|object| object.sort.starts_with("Atomic"))
}

/// Whether `notify_one` could wake another than the first that waits: it takes the condition variable, and then it
/// chooses, which it does only where several wait. Which one it chooses here is no matter.
fn passes_over(graph: &Graph, pair: &[Event]) -> bool {
    let [takes, chooses] = pair else { return false };
    takes.call == "notify_one"
        && graph.objects.get(takes.object.index()).is_some_and(|object| object.sort == "Condvar")
        && chooses.kind == Kind::Choice
}
