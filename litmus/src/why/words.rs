//! An execution in sentences, and why it is allowed or forbidden.

use super::super::checker::cycle::{Link, LinkKind};
use super::super::checker::relation::EventId;
use super::super::checker::{Axiom, Event, Execution, Kind, Model, Race};
use super::super::test::Test;
use super::{Forbidden, Why};

impl Why {
    /// All of it, a sentence a line.
    pub fn in_words(&self, test: &Test, model: &Model) -> Vec<String> {
        match self {
            Why::Undefined(race) => race_in_words(race, test),
            Why::Allowed(execution) => {
                let mut lines = vec![format!("{} allows it. It can happen like this:", model.name)];
                lines.extend(steps(execution, test));
                if execution.has_values_out_of_thin_air() {
                    lines.push(OUT_OF_THIN_AIR.to_string());
                }
                lines
            }
            Why::Forbidden(forbidden) => forbidden_in_words(forbidden, test, model),
            Why::NobodyWrites(observable, value) => {
                let name = test.name_of(*observable);
                vec![format!(
                    "It cannot happen: {name} is never {value}, since nothing writes a value that would make \
                     it so."
                )]
            }
            Why::NeverTogether => vec![
                "It cannot happen: each of these values occurs, but in no run of the threads all of them."
                    .to_string(),
            ],
            Why::NotWithinRounds(rounds) => vec![not_within(*rounds)],
            Why::TooLarge => {
                vec![format!("{} forbids it; the test has too many executions to say why.", model.name)]
            }
        }
    }
}

/// Said where executions were cut off.
fn not_within(rounds: usize) -> String {
    let s = if rounds == 1 { "" } else { "s" };
    format!(
        "Within {rounds} round{s} of each loop no execution ends this way. Some go on longer, and were not looked at \
         (--rounds N)."
    )
}

/// Said of an execution in which a value causes itself.
const OUT_OF_THIN_AIR: &str = "A value here comes out of thin air: nothing causes it but itself, and others \
                               would do as well.";

fn forbidden_in_words(forbidden: &Forbidden, test: &Test, model: &Model) -> Vec<String> {
    let Forbidden { execution, broken, enough, rounds } = forbidden;
    let mut lines: Vec<_> = rounds.iter().map(|&rounds| not_within(rounds)).collect();
    for (index, (axiom, circle)) in broken.iter().enumerate() {
        let also = if index == 0 { "" } else { " too" };
        lines.push(format!("{} forbids it{also}: {axiom}.", model.name));
        lines.push(format!("This axiom says: {}.", axiom.about()));
        lines.push(match axiom {
            Axiom::Visibility => {
                "To end this way, this would have to be read, which does not happen before:".to_string()
            }
            _ => "To end this way, the threads would have to go round in a circle:".to_string(),
        });
        lines.extend(circle_in_words(execution, circle, test));
    }
    lines.push(match &enough[..] {
        [] => {
            let all: Vec<_> = broken.iter().map(|(axiom, _)| axiom.name()).collect();
            format!("It would be allowed only without all of: {}.", all.join(", "))
        }
        enough => {
            let names: Vec<_> = enough.iter().map(|axiom| axiom.name()).collect();
            format!("It would be allowed without {}.", names.join(", or without "))
        }
    });
    lines
}

fn circle_in_words(execution: &Execution, circle: &[Link], test: &Test) -> Vec<String> {
    let mut lines = Vec::new();
    let closes = |link: &Link| circle.first().is_some_and(|first| first.from == link.to);
    for (index, link) in circle.iter().enumerate() {
        let next = if closes(link) { 1 } else { index + 2 };
        let says = link_in_words(execution, link, test);
        lines.push(format!("{}. {}; {says} {next}", index + 1, event_in_words(execution, link.from, test)));
    }
    // What breaks visibility is no circle.
    if let Some(last) = circle.last().filter(|last| !closes(last)) {
        lines.push(format!("{}. {}", circle.len() + 1, event_in_words(execution, last.to, test)));
    }
    lines
}

/// What leads from one event to another, to be followed by the other's number.
fn link_in_words(execution: &Execution, link: &Link, test: &Test) -> String {
    let location = execution.events[link.from].location.map_or("", |at| &test.locations[at].name);
    match link.kind {
        LinkKind::SequencedBefore if execution.events[link.from].thread.is_none() => {
            "this is there before".to_string()
        }
        LinkKind::SequencedBefore => "in the same thread it comes before".to_string(),
        LinkKind::SynchronisesWith => "it synchronises with".to_string(),
        LinkKind::ReadsFrom => "this is what is read by".to_string(),
        LinkKind::ModificationOrder => format!("in the order of the writes to {location} it comes before"),
        LinkKind::ReadsBefore => "what it reads is overwritten by".to_string(),
    }
}

/// An event: `thread 0: x stores 1 (Relaxed)`.
pub(super) fn event_in_words(execution: &Execution, event: EventId, test: &Test) -> String {
    let event = &execution.events[event];
    let what = action_in_words(event, test);
    event.thread.map_or(what.clone(), |thread| format!("thread {thread} {what}"))
}

/// What an event does: `stores 1 in x (Relaxed)`.
pub(super) fn action_in_words(event: &Event, test: &Test) -> String {
    let location = event.location.map_or("", |location| &test.locations[location].name);
    let read = event.read.unwrap_or_default();
    let written = event.written.unwrap_or_default();
    let mode = event.mode;
    match event.kind {
        Kind::Initial => format!("{location} is {written} at first"),
        Kind::Load => format!("loads {read} from {location} ({mode})"),
        Kind::Store => format!("stores {written} in {location} ({mode})"),
        Kind::Update => format!("changes {location} from {read} to {written} ({mode})"),
        Kind::FailedUpdate => format!("finds {read} in {location} and leaves it ({mode})"),
        Kind::Fence => format!("has a fence ({mode})"),
    }
}

/// The steps of an execution, each read with what it reads, in an order in which they can happen.
fn steps(execution: &Execution, test: &Test) -> Vec<String> {
    let own = |event: &EventId| execution.events[*event].thread.is_some();
    let shown: Vec<_> = (0..execution.events.len()).filter(own).collect();
    let number = |event: EventId| shown.iter().position(|&shown| shown == event).map(|at| at + 1);
    let mut lines = Vec::new();
    for &event in &shown {
        let mut line = format!("{}. {}", number(event).unwrap_or(0), event_in_words(execution, event, test));
        if let Some(source) = execution.source(event) {
            // A read-modify-write names two values: it is the first that was read.
            let reading = if execution.events[event].kind == Kind::Update { "reading " } else { "" };
            line += &match number(source) {
                Some(from) if source > event => format!(", which only {from} will store"),
                Some(from) => format!(", {reading}from {from}"),
                None => format!(", {reading}the initial value"),
            };
            let overwritten = execution.rb.after(event);
            let newer = shown.iter().filter(|&&write| overwritten >> write & 1 == 1 && write < event);
            let newer: Vec<_> = newer.filter_map(|&write| number(write)).map(|at| at.to_string()).collect();
            if !newer.is_empty() {
                line += &format!(", not the newer {}", newer.join(", "));
            }
        }
        let knows = execution.sw.before(event);
        let from = shown.iter().filter(|&&release| knows >> release & 1 == 1);
        let other =
            from.filter(|&&release| execution.events[release].thread != execution.events[event].thread);
        let other: Vec<_> = other.filter_map(|&release| number(release)).map(|at| at.to_string()).collect();
        if !other.is_empty() {
            line += &format!("; {} synchronises with it", other.join(", "));
        }
        lines.push(line);
    }
    lines.extend(orders(execution, test, &number));
    lines
}

/// The orders of writes that the steps' own order does not give.
fn orders(execution: &Execution, test: &Test, number: &dyn Fn(EventId) -> Option<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for (location, declared) in test.locations.iter().enumerate() {
        let mut writes: Vec<_> = (0..execution.events.len())
            .filter(|&event| {
                execution.events[event].writes() && execution.events[event].location == Some(location)
            })
            .collect();
        let as_listed = writes.clone();
        writes.sort_by_key(|&write| execution.mo.before(write).count_ones());
        if writes != as_listed {
            let numbers: Vec<_> = writes.into_iter().filter_map(number).map(|at| at.to_string()).collect();
            lines.push(format!("The order of the writes to {} is {}.", declared.name, numbers.join(", ")));
        }
    }
    lines
}

impl Race {
    /// The name of the location.
    pub fn location<'t>(&self, test: &'t Test) -> &'t str {
        let location = self.execution.events[self.first].location;
        location.map_or("", |location| &test.locations[location].name)
    }

    /// Both accesses: `thread 0 stores 1 in x (non-atomic)`.
    pub fn in_words(&self, test: &Test) -> [String; 2] {
        [self.first, self.second].map(|event| event_in_words(&self.execution, event, test))
    }
}

/// Both accesses, and why nothing orders them.
fn race_in_words(race: &Race, test: &Test) -> Vec<String> {
    let Race { first, second, execution, circular } = race;
    let accesses = race.in_words(test);
    let mut lines = vec![
        "This program has a data race: the language says nothing about what it does.".to_string(),
        format!("{}, and", accesses[0]),
        format!("{},", accesses[1]),
        "one of them at least not atomic, and neither happens before the other.".to_string(),
    ];
    let threads = [*first, *second].map(|event| execution.events[event].thread);
    let between = execution.sw.pairs().filter(|&(from, to)| {
        let pair = [from, to].map(|event| execution.events[event].thread);
        pair == threads || pair == [threads[1], threads[0]]
    });
    let between: Vec<_> = between.collect();
    match between.first() {
        None => lines.push("The two threads do not synchronise with each other at all:".to_string()),
        Some(&(from, to)) => lines.push(format!(
            "The two threads synchronise, but not between the two: {}, which synchronises with: {}. It happens so:",
            event_in_words(execution, from, test),
            event_in_words(execution, to, test)
        )),
    }
    lines.extend(steps(execution, test));
    if *circular {
        lines.push(CIRCULAR_RACE.to_owned());
    }
    lines
}

/// Said of a race that only executions have in which program order and reads-from go round in a circle.
pub const CIRCULAR_RACE: &str = "Every execution with this race has a circle of program order and reads-from in it. \
     Load buffering is such a circle too, and C++20 allows it. But where each step of the circle depends on the one \
     before, a value comes out of thin air: C++20 does not forbid that, and asks implementations not to do it. RC11 \
     forbids all such circles.";
