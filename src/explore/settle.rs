//! What the graph of an execution says of the notes that were taken while it ran: from where each value was read, and
//! the order in which to tell them.

use std::collections::HashMap;

use racelab_engine::graph::{EventId, Graph, Kind};

use super::linear::in_order;
use crate::sync::checked::record::{Action, Event, Execution, Read};

/// Puts the events of an execution in order, and says of each read from where it is. `last` is the event in which the
/// execution failed.
pub(super) fn settle(execution: &mut Execution, graph: &Graph, steps: &[EventId], last: Option<Event>) {
    let order = in_order(graph, steps).events;
    let ranks: HashMap<_, _> = order.iter().enumerate().map(|(rank, &id)| (id, rank)).collect();
    sort(&mut execution.events, graph, &ranks, last);
    let events = &execution.events;
    let stores = events.iter().enumerate().filter_map(|(index, event)| {
        let stores = matches!(event.action, Action::Stores(..) | Action::Changes(..));
        event.at.filter(|_| stores).map(|at| (at, index))
    });
    let known = Known { graph, ranks: &ranks, stored_by: stores.collect() };
    for event in &mut execution.events {
        let Some(at) = event.at else { continue };
        if matches!(event.action, Action::Stores(..) | Action::Changes(..)) {
            event.overwritten_by = known.overwritten_by(at);
        }
        match &mut event.action {
            Action::Loads(read) | Action::Fails(read, _) => known.tell(at, read),
            Action::Changes(read, _) if at.index() > 0 => known.tell(at.previous(), read),
            Action::Wakes(early) | Action::Unparked(early) => *early = woke_early(graph, at),
            _ => {}
        }
    }
}

/// Each event beside that of the graph which its thread had done last. What a thread asks for belongs to what it does
/// next, unless it waits for that to the end.
fn sort(events: &mut Vec<Event>, graph: &Graph, ranks: &HashMap<EventId, usize>, last: Option<Event>) {
    let rank = |event: &Event| {
        let Some(at) = event.at else { return usize::MAX };
        let asks = matches!(event.action, Action::Wants(_) | Action::Does("arrives"));
        let next = Some(at.next()).filter(|next| asks && next.index() < graph.threads[next.thread()].len());
        let of = |id: EventId| ranks.get(&id).copied();
        next.and_then(of).or_else(|| of(at)).unwrap_or(usize::MAX)
    };
    // Stable: what one thread did stays in its order, as a later event has no smaller rank.
    events.sort_by_key(rank);
    events.extend(last);
}

struct Known<'a> {
    graph: &'a Graph,
    ranks: &'a HashMap<EventId, usize>,
    /// Which of the told events is that write.
    stored_by: HashMap<EventId, usize>,
}

impl Known<'_> {
    /// A write that comes after this one in the order of writes, and is told before it: there is an order in which both
    /// can be seen only where threads do not contradict each other.
    fn overwritten_by(&self, write: EventId) -> Option<usize> {
        let object = self.graph.objects.get(self.graph.event(write).object.index())?;
        let place = object.writes.iter().position(|&other| other == write)?;
        let rank = self.ranks.get(&write)?;
        let above = |other: &&EventId| self.ranks.get(*other).is_some_and(|other| other < rank);
        object.writes[place + 1..].iter().find(above).and_then(|other| self.stored_by.get(other).copied())
    }

    fn tell(&self, id: EventId, read: &mut Read) {
        let event = self.graph.event(id);
        if event.kind != Kind::Read {
            return;
        }
        read.on_a_whim = event.on_a_whim;
        read.from = self.stored_by.get(&event.reads_from).copied();
        let newest = self.graph.object(event.object).writes.iter().rev().find(|write| {
            let own = write.thread() == id.thread() && write.index() > id.index();
            !own && self.ranks.get(*write) < self.ranks.get(&id) && self.ranks.contains_key(*write)
        });
        let newer = newest.filter(|&&newest| newest != event.reads_from);
        read.newer = newer.and_then(|newer| self.stored_by.get(newer).copied());
    }
}

/// Whether the wait at a condition variable, or the park, that had ended by then ended though nobody had seen to it.
fn woke_early(graph: &Graph, at: EventId) -> bool {
    let before = graph.threads[at.thread()].iter().take(at.index() + 1).rev();
    let mut choices = before.filter(|event| event.kind == Kind::Choice && event.may_be_whim);
    choices.next().is_some_and(|choice| choice.value == 1)
}
