//! An execution as a person would tell it: steps of threads, what each load read, what went wrong.
//!
//! An execution has more events than a reader wants to know of. A lock that is let go again before
//! anybody does anything else is one step; that a thread asked for a lock is a step only if it had to
//! wait; what happens inside the barrier is left out, unless the barrier is what the scenario is about.

use std::panic::Location;

use super::arrows::arrows;
use super::exploration::in_words;
pub use super::places::file;
use super::places::{crate_of, is_of_the_kit};
use super::{Counterexample, Failure, round};
use crate::report::counted;
use crate::sync::Name;
use crate::sync::checked::choice::Choice;
use crate::sync::checked::record::{Action, Event, Execution, Orderings, Read};

/// A step of one thread.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which thread, as in [`Story::threads`].
    pub thread: usize,
    /// Where in the source.
    pub place: &'static Location<'static>,
    /// What it does.
    pub text: String,
    /// The events of the execution that it is made of: the first and the last.
    pub events: (usize, usize),
}

/// One step makes itself felt in another, of another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The step that writes, unlocks, sends, ...
    pub from: usize,
    /// The step that reads, locks, receives, ...
    pub to: usize,
    /// In which way.
    pub kind: Kind,
}

/// What one step is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The other reads what it wrote, and learns nothing else.
    Reads,
    /// What happened before it is thereby visible after the other.
    Synchronises,
    /// The other could have read what it wrote, and reads something older.
    PassesOver,
    /// It comes after the other in the order of writes, though it stands above.
    Overwrites,
}

/// An execution, told.
#[derive(Clone, Debug)]
pub struct Story {
    /// What each thread is called.
    pub threads: Vec<String>,
    /// What they do, in the order in which loom ran it.
    pub steps: Vec<Step>,
    /// What passes from one thread to another.
    pub arrows: Vec<Arrow>,
    /// What went wrong in the end, and who waits for what; nothing where all is well.
    pub end: Vec<String>,
    /// What had to happen beside, that loom does not explore by itself.
    pub choice: Option<String>,
}

impl Story {
    /// The story of a counterexample.
    pub fn of_counterexample(counterexample: &Counterexample, internals: bool) -> Self {
        let Counterexample { failure, execution, choice } = counterexample;
        Story::tell(execution, Some(failure), *choice, internals)
    }

    /// The story of an execution in which nothing went wrong.
    pub fn of_witness(execution: &Execution, choice: Option<Choice>, internals: bool) -> Self {
        Story::tell(execution, None, choice, internals)
    }

    fn tell(
        execution: &Execution,
        failure: Option<&Failure>,
        choice: Option<Choice>,
        internals: bool,
    ) -> Self {
        let teller = Teller { execution, failure, internals };
        let mut steps = teller.steps();
        let mut end = teller.end();
        if matches!(failure, Some(Failure::TooLarge | Failure::SilentLoop(_))) {
            end.extend(round::shorten(&mut steps));
        }
        Story {
            threads: execution.threads.clone(),
            arrows: arrows(&execution.events, &steps),
            steps,
            end,
            choice: choice.map(|choice| in_words(&choice, &execution.threads)),
        }
    }

    /// The files that the steps are in.
    pub fn files(&self) -> Vec<&'static str> {
        let mut files: Vec<_> = self.steps.iter().map(|step| file(step.place)).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// The threads in the order of their columns: by name, and readers last.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<_> = (0..self.threads.len()).collect();
        columns.sort_by_key(|&thread| (self.threads[thread] == "reader", &self.threads[thread]));
        columns
    }
}

/// Who holds a lock, and how.
struct Holder {
    thread: usize,
    object: Name,
    how: &'static str,
}

impl Holder {
    /// Whether somebody who wants the lock in this way has to wait for this holder: readers do not wait
    /// for readers.
    fn keeps_out(&self, object: Name, how: &str) -> bool {
        self.object == object && !(self.how == "read-locks" && how == "read-locks")
    }
}

pub(super) struct Teller<'a> {
    pub(super) execution: &'a Execution,
    pub(super) failure: Option<&'a Failure>,
    internals: bool,
}

impl Teller<'_> {
    pub(super) fn events(&self) -> &[Event] {
        &self.execution.events
    }

    /// Whether an event is somebody's business. The last one always is: it is what went wrong.
    fn is_told(&self, index: usize) -> bool {
        let event = &self.events()[index];
        let inside = is_of_the_kit(event.place) && event.object != Name::from("barrier");
        match event.action {
            Action::Starts(_) | Action::Joins(_) => false,
            _ => !inside || self.internals || (self.failure.is_some() && index + 1 == self.events().len()),
        }
    }

    /// The crate that an event is in, if it is not the reader's own and its operations are told as one.
    fn folded(&self, index: usize) -> Option<&'static str> {
        let event = &self.events()[index];
        let is_last = self.failure.is_some() && index + 1 == self.events().len();
        // What somebody asks for is no operation; what he waits for to the end is told, wherever he asks.
        let asks = matches!(event.action, Action::Wants(_) | Action::Starts(_) | Action::Joins(_));
        crate_of(event.place).filter(|_| !(self.internals || is_last || asks))
    }

    fn steps(&self) -> Vec<Step> {
        let told: Vec<_> = (0..self.events().len()).filter(|&index| self.is_told(index)).collect();
        let (mut steps, mut waiting) = (Vec::new(), Vec::new());
        let mut held: Vec<Holder> = Vec::new();
        let mut told = told.into_iter().peekable();
        while let Some(index) = told.next() {
            let event = &self.events()[index];
            let (object, mut last) = (event.object, index);
            if let Some(name) = self.folded(index) {
                let mut count = 1;
                let goes_on = |next: &usize| {
                    self.events()[*next].thread == event.thread && self.folded(*next) == Some(name)
                };
                while let Some(next) = told.next_if(goes_on) {
                    (last, count) = (next, count + 1);
                }
                let text = format!("in {name}, {}", counted(count, "operation"));
                steps.push(Step { thread: event.thread, place: event.place, text, events: (index, last) });
                continue;
            }
            let text = match &event.action {
                Action::Wants(how) => {
                    if self.waits_for_ever(index) {
                        format!("{how} {}: waits for ever", self.named(object))
                    } else if held.iter().any(|holder| holder.keeps_out(object, how)) {
                        format!("{how} {object}: has to wait")
                    } else {
                        continue;
                    }
                }
                Action::Locks(how, found) => {
                    let finds = if found.is_empty() || found == "()" {
                        String::new()
                    } else {
                        format!(": finds {found}")
                    };
                    let unlock = told.peek().copied().filter(|&next| self.unlocks(index, next));
                    if let Some((next, Action::Unlocks(left))) =
                        unlock.map(|next| (next, &self.events()[next].action))
                    {
                        told.next();
                        last = next;
                        let leaves = if left.is_some() { leaves(left) } else { ", unlocks".to_owned() };
                        format!("{how} {object}{finds}{leaves}")
                    } else {
                        held.push(Holder { thread: event.thread, object, how });
                        format!("{how} {object}{finds}")
                    }
                }
                Action::Unlocks(left) => {
                    held.retain(|holder| (holder.thread, holder.object) != (event.thread, object));
                    format!("unlocks {object}{}", leaves(left))
                }
                Action::Accesses(write, value) => {
                    let (does, value) = (if *write { "writes" } else { "reads" }, value.as_deref());
                    let value = value.map_or(String::new(), |value| format!(" {value}"));
                    format!("{object}: {does}{value}{}", self.race(index))
                }
                Action::Loads(read) => format!("{object}: loads {}", self.read(read)),
                Action::Stores(value, orderings) => {
                    format!("{object}: stores {value} ({}){}", shown(orderings), self.overwritten(event))
                }
                Action::Changes(read, value) => {
                    let orderings = shown(&read.orderings);
                    format!(
                        "{object}: changes {} to {value} ({orderings}){}",
                        read.value,
                        self.overwritten(event)
                    )
                }
                Action::Fails(read, expected) => {
                    let whim = if read.on_a_whim { ", and fails for no reason" } else { "" };
                    format!("{object}: expects {expected}, finds {}{whim}", self.read(read))
                }
                Action::Fences(orderings) => format!("fence ({})", shown(orderings)),
                Action::Waits if self.waits_for_ever(index) => format!("waits at {object}, for ever"),
                Action::Waits => format!("waits at {object}"),
                Action::Chooses(number) => format!("chooses {number}"),
                Action::Wakes(true) => format!("wakes at {object}, though nobody notified it"),
                Action::Wakes(false) => format!("wakes at {object}"),
                Action::Parks if self.waits_for_ever(index) => "parks, for ever".to_owned(),
                Action::Parks => "parks".to_owned(),
                Action::Unparked(true) => "wakes from parking, though nobody unparked it".to_owned(),
                Action::Unparked(false) => "wakes from parking".to_owned(),
                Action::Unparks(thread) => format!("unparks {}", self.thread(*thread)),
                Action::Got(how, message) if message.is_empty() => format!("{how} {}", self.named(object)),
                Action::Got(how, message) => format!("{how} {object}: {message}"),
                Action::Does(what) if self.waits_for_ever(index) => {
                    format!("{object}: {what}, waits for ever")
                }
                Action::Does(what) => format!("{object}: {what}"),
                Action::Starts(_) | Action::Joins(_) => continue,
            };
            // Where nothing happens any more, nothing comes after it: what each thread waits for in the end
            // stands at the end.
            let order = if self.waits_for_ever(index) { &mut waiting } else { &mut steps };
            order.push(Step { thread: event.thread, place: event.place, text, events: (index, last) });
        }
        steps.extend(waiting);
        steps
    }

    /// What is added to a store that is overwritten by one that is told before it.
    fn overwritten(&self, event: &Event) -> String {
        let by = event.overwritten_by.map(|by| stored(&self.events()[by].action));
        by.map_or(String::new(), |value| format!(", which the {value} above overwrites"))
    }

    /// Whether `next` lets go of what `index` locked, with nothing told in between.
    fn unlocks(&self, index: usize, next: usize) -> bool {
        let (locks, unlocks) = (&self.events()[index], &self.events()[next]);
        let same = unlocks.thread == locks.thread && unlocks.object == locks.object;
        same && matches!(unlocks.action, Action::Unlocks(_))
    }

    /// A read in words, with its ordering: which store it was, if it was not the newest.
    fn read(&self, read: &Read) -> String {
        let orderings = shown(&read.orderings);
        let Some(newer) = read.newer else { return format!("{} ({orderings})", read.value) };
        let from = match read.from {
            None => "the initial ".to_owned() + &read.value,
            Some(event) => format!("{} of line {}", read.value, self.events()[event].place.line()),
        };
        let equal = if read.equal { " or an older equal one" } else { "" };
        let newer = &self.events()[newer];
        format!(
            "{from}{equal} ({orderings}), not the newer {} of line {}",
            stored(&newer.action),
            newer.place.line()
        )
    }

    /// What a thread is called.
    fn thread(&self, number: usize) -> String {
        self.execution.threads.get(number).cloned().unwrap_or_else(|| format!("thread {number}"))
    }

    /// What an object is called: a thread goes by its label.
    pub(super) fn named(&self, object: Name) -> String {
        let starts = self.events().iter().find_map(|event| match event.action {
            Action::Starts(child) if event.object == object => Some(child),
            _ => None,
        });
        let label = starts.and_then(|child| self.execution.threads.get(child));
        label.cloned().unwrap_or_else(|| object.to_string())
    }
}

fn stored(action: &Action) -> &str {
    match action {
        Action::Stores(value, _) | Action::Changes(_, value) => value,
        _ => "value",
    }
}

fn shown(orderings: &Orderings) -> String {
    let Orderings { written, applied } = orderings;
    if written == applied { format!("{written:?}") } else { format!("{applied:?} instead of {written:?}") }
}

fn leaves(left: &Option<String>) -> String {
    left.as_ref().map_or(String::new(), |left| format!(", leaves {left}"))
}
