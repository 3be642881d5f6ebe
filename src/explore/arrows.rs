//! What passes from one thread to another in an execution: reads-from and synchronises-with; what a stale load passes
//! over; and the order of writes, where the order of the steps does not show it.

use loom::sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst};

use super::story::{Arrow, Kind, Step};
use crate::sync::checked::record::{Action, Event, Read};

/// The arrows between steps of different threads. Those from and to events that no step tells of are
/// left out.
pub(super) fn arrows(events: &[Event], steps: &[Step]) -> Vec<Arrow> {
    let step_of =
        |event: usize| steps.iter().position(|step| step.events.0 <= event && event <= step.events.1);
    let mut arrows = Vec::new();
    for (to, event) in events.iter().enumerate() {
        let sources = sources(events, to).into_iter().map(|(from, synchronises)| match synchronises {
            true => (from, Kind::Synchronises),
            false => (from, Kind::Reads),
        });
        let others = passed_over(event).map(|from| (from, Kind::PassesOver));
        let others = others.into_iter().chain(event.overwritten_by.map(|from| (from, Kind::Overwrites)));
        for (from, kind) in sources.chain(others) {
            if events[from].thread == event.thread {
                continue;
            }
            if let (Some(from), Some(to)) = (step_of(from), step_of(to)) {
                let arrow = Arrow { from, to, kind };
                if !arrows.contains(&arrow) {
                    arrows.push(arrow);
                }
            }
        }
    }
    arrows
}

/// The store that a stale load passes over.
fn passed_over(event: &Event) -> Option<usize> {
    match &event.action {
        Action::Loads(read) | Action::Changes(read, _) | Action::Fails(read, _) => read.newer,
        _ => None,
    }
}

/// The events that make themselves felt in the event at `to`, and whether they synchronise with it.
fn sources(events: &[Event], to: usize) -> Vec<(usize, bool)> {
    let event = &events[to];
    let earlier = |wanted: &dyn Fn(&Action) -> bool| {
        (0..to).rev().find(|&from| events[from].object == event.object && wanted(&events[from].action))
    };
    if !event.learns.is_empty() {
        let stands_for = |id| {
            let is_it = |event: &Event| {
                let beside = matches!(event.action, Action::Wants(_) | Action::Waits | Action::Accesses(..));
                event.at == Some(id) && !beside
            };
            events.iter().position(is_it)
        };
        let known = event.learns.iter().filter_map(|&(id, how)| Some((stands_for(id)?, how)));
        return known.filter(|&(from, _)| from < to).collect();
    }
    match &event.action {
        Action::Loads(read) | Action::Changes(read, _) | Action::Fails(read, _) => {
            let from = read.from.filter(|_| !read.equal);
            from.map(|from| (from, synchronises(events, from, read))).into_iter().collect()
        }
        // A reader has nothing from the readers before it, only from the last writer.
        Action::Locks("read-locks", _) => {
            earlier(&writes_back).map(|from| (from, true)).into_iter().collect()
        }
        Action::Locks(..) => earlier(&|action| matches!(action, Action::Unlocks(_)))
            .map(|from| (from, true))
            .into_iter()
            .collect(),
        Action::Got("receives from", _) => {
            let count = |how: &'static str| {
                let is = move |from: &usize| {
                    let got = matches!(&events[*from].action, Action::Got(this, _) if *this == how);
                    events[*from].object == event.object && got
                };
                (0..to).filter(is)
            };
            // The nth message that was received is the nth that was sent.
            let received = count("receives from").count();
            count("sends to").nth(received).map(|from| (from, true)).into_iter().collect()
        }
        Action::Wakes(false) => {
            let notified =
                |action: &Action| matches!(action, Action::Does(what) if what.starts_with("notifies"));
            earlier(&notified).map(|from| (from, false)).into_iter().collect()
        }
        // Of several unparks that were not used up before, the last; what came before the others is visible as well.
        Action::Unparked(false) => {
            let unparks = |from: &usize| events[*from].action == Action::Unparks(event.thread);
            (0..to).rev().find(unparks).map(|from| (from, true)).into_iter().collect()
        }
        Action::Does("lets pass") => {
            let is = |from: usize, what| {
                events[from].object == event.object && events[from].action == Action::Does(what)
            };
            let of = |thread: usize, what| {
                (0..to).filter(move |&from| events[from].thread == thread && is(from, what))
            };
            // Everybody's arrival in the same round: each thread comes once a round.
            let round = of(event.thread, "lets pass").count();
            let threads = events.iter().map(|event| event.thread).max().map_or(0, |last| last + 1);
            (0..threads)
                .filter_map(|thread| of(thread, "arrives").nth(round))
                .map(|from| (from, true))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn writes_back(action: &Action) -> bool {
    matches!(action, Action::Unlocks(Some(_)))
}

/// Whether the store at `from` synchronises with a read of it: a release that an acquire reads, or a
/// read-modify-write that continues the release sequence of one.
fn synchronises(events: &[Event], from: usize, read: &Read) -> bool {
    let acquires = matches!(read.orderings.applied, Acquire | AcqRel | SeqCst);
    let mut head = Some(from);
    while let Some(event) = head {
        match &events[event].action {
            Action::Stores(_, orderings) => return acquires && releases(orderings.applied),
            Action::Changes(before, _) => {
                if releases(before.orderings.applied) {
                    return acquires;
                }
                head = before.from;
            }
            _ => return false,
        }
    }
    false
}

fn releases(ordering: Ordering) -> bool {
    matches!(ordering, Release | AcqRel | SeqCst)
}
