//! A failing execution in words: what went wrong, and each step that led to it.
//!
//! ```text
//! a data race: thread 1 writes at tests/queue.rs:31:9, thread 0 reads at tests/queue.rs:38:20
//!
//! step  thread  place
//!    1       0  tests/queue.rs:35:17  starts thread 1
//!    2       1  tests/queue.rs:32:9   AtomicBool a: store true (Relaxed)
//!    3       0  tests/queue.rs:37:22  AtomicBool a: load (Acquire), finds true from step 2
//!
//! AtomicBool a: made at tests/queue.rs:28:20
//! ```
//!
//! The order of the steps is one in which they could have been done: each after all that happens before it, and each
//! load after the store that it reads from. What nothing orders could have come in another order as well.

use std::collections::HashMap;
use std::fmt::Write;

use racelab_engine::graph::{Change, Event, EventId, Graph, Kind, ObjectId, Place};
use racelab_engine::{Failure, ObjectName};

/// More steps than anybody reads: of a longer execution, the last are told.
const MOST_STEPS: usize = 300;

/// What went wrong, and how.
pub(crate) fn tell(failure: &Failure, graph: &Graph, steps: &[EventId]) -> String {
    let mut story = Story { graph, names: Names::default(), steps: HashMap::new(), told: 0 };
    let lines: Vec<Line> = steps.iter().filter_map(|&id| story.line(id)).collect();
    let left_out = lines.len().saturating_sub(MOST_STEPS);
    let width = lines[left_out..].iter().map(|line| line.place.len()).max().unwrap_or(0);
    let mut text = format!("{failure}\n\nstep  thread  place\n");
    if left_out > 0 {
        let _ = writeln!(text, "              ({left_out} steps are left out here)");
    }
    for (number, Line { thread, place, what }) in lines.iter().enumerate().skip(left_out) {
        let _ = writeln!(text, "{:4}  {thread:6}  {place:width$}  {what}", number + 1);
    }
    text.push('\n');
    for (object, name) in &story.names.given {
        let made = ObjectName::of(graph, *object).made.map(short);
        let _ = writeln!(text, "{name}: made at {}", made.as_deref().unwrap_or("a place that is not known"));
    }
    text
}

/// A place in the source. Of a crate from elsewhere, and of std, without what comes before its own folder.
fn short(place: Place) -> String {
    let whole = place.to_string();
    let from = |marker: &str, folders: usize| {
        let (_, rest) = whole.split_once(marker)?;
        rest.splitn(folders + 1, '/').nth(folders).map(str::to_owned)
    };
    // /rustc/HASH/library/alloc/src/task.rs, and .../registry/src/REGISTRY/queue-1.0.0/src/lib.rs
    from("/rustc/", 2).or_else(|| from("/registry/src/", 1)).unwrap_or_else(|| whole.clone())
}

/// Names of objects, in the order in which they are first used.
#[derive(Default)]
struct Names {
    given: Vec<(ObjectId, String)>,
}

impl Names {
    fn of(&mut self, graph: &Graph, object: ObjectId) -> String {
        if let Some((_, name)) = self.given.iter().find(|(known, _)| *known == object) {
            return name.clone();
        }
        let name = format!("{} {}", graph.object(object).sort, letters(self.given.len()));
        self.given.push((object, name.clone()));
        name
    }
}

/// a to z, then aa and so on.
fn letters(number: usize) -> String {
    let last = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}

/// A step in words.
struct Line {
    thread: usize,
    place: String,
    what: String,
}

struct Story<'a> {
    graph: &'a Graph,
    names: Names,
    /// Which step each event is told in.
    steps: HashMap<EventId, usize>,
    /// How many have been told.
    told: usize,
}

impl Story<'_> {
    /// `None` for what is part of another step.
    fn line(&mut self, id: EventId) -> Option<Line> {
        let event = self.graph.event(id);
        let is_second_half = event.kind == Kind::Write && event.is_update;
        if is_second_half {
            self.steps.insert(id, self.steps[&id.previous()]);
            return None;
        }
        let what = self.what(id, event)?;
        self.told += 1;
        self.steps.insert(id, self.told);
        Some(Line { thread: id.thread(), place: short(event.place), what })
    }

    fn what(&mut self, id: EventId, event: &Event) -> Option<String> {
        let operation = event.operation();
        let ordering = match event.is_of_lock() {
            true => String::new(),
            false => format!(" ({:?})", event.effective()),
        };
        Some(match event.kind {
            Kind::Begin => return None,
            Kind::Spawn => format!("starts thread {}", event.value),
            Kind::Join => format!("has waited for thread {} to end", event.value),
            Kind::Fence => format!("fence{ordering}"),
            Kind::Choice if event.value == 0 => return None,
            Kind::Choice if event.may_be_whim => "goes on without being woken".to_owned(),
            Kind::Choice if event.change == Change::TryLock => return None,
            Kind::Choice => format!("{operation}: {}", event.value),
            Kind::Unlock => format!("{}: unlock", self.names.of(self.graph, event.object)),
            Kind::Write => {
                let name = self.names.of(self.graph, event.object);
                format!("{name}: {operation} {}{ordering}", shown(event, event.value))
            }
            Kind::Read => {
                let name = self.names.of(self.graph, event.object);
                match event.change {
                    Change::Lock | Change::TryLock => format!("{name}: {operation}"),
                    Change::FindTaken => format!("{name}: {operation} finds it taken"),
                    _ => format!("{name}: {operation}{ordering}, {}", self.found(id, event)),
                }
            }
        })
    }

    fn found(&self, id: EventId, event: &Event) -> String {
        let mut found = format!("finds {}", shown(event, event.value));
        match self.steps.get(&event.reads_from) {
            Some(step) => {
                let _ = write!(found, " from step {step}");
            }
            None => found.push_str(", its first value"),
        }
        if event.is_update {
            let _ = write!(found, ", writes {}", shown(event, self.graph.event(id.next()).value));
        } else if event.on_a_whim {
            found.push_str(", and fails for no reason");
        } else if matches!(event.change, Change::CompareExchange { .. }) {
            found.push_str(", and fails");
        }
        found
    }
}

/// A value as its type shows it.
fn shown(event: &Event, value: u64) -> String {
    let shape = event.shape;
    match () {
        () if shape.bits == 1 => (value == 1).to_string(),
        () if shape.may_be_address && value > u64::from(u32::MAX) && value as i64 > 0 => {
            format!("{value:#x}")
        }
        () if shape.signed => (value as i64).to_string(),
        () => value.to_string(),
    }
}
