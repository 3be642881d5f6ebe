//! The record of an execution: which thread did what, where in the source.
//!
//! All threads of an exploration run on one operating-system thread, so plain `thread_local!`s hold the record,
//! and explorations on different operating-system threads do not meet. Nothing here is borrowed across an
//! operation of an explorer's. An execution that is to be shown is run again with recording on:
//!
//! - loom takes the same way through it. While it searches, an operation only adds to the [`Cost`] of its execution.
//! - The engine runs along the execution's graph, in which each note has its place ([`Event::at`]). What was read
//!   from where, and in which order things are best told, is then taken from the graph; until then a [`Read`] says
//!   nothing of it.

use std::cell::{Cell, RefCell};
use std::panic::Location;

use std::sync::atomic::Ordering;

use racelab_engine::graph::EventId;

use super::backend::{self, Judge, ThreadId, judge};
use super::seen;

use crate::sync::Name;

/// A place in the source.
pub type Place = &'static Location<'static>;

/// One operation of one thread.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which thread, in the order in which they were started; 0 is the one that runs the scenario.
    pub thread: usize,
    /// What it did.
    pub action: Action,
    /// To what. Once an execution is to be told, no two objects have one name.
    pub object: Name,
    /// Which object that is, of those that may share a name.
    pub of: Option<Identity>,
    /// Where in the source.
    pub place: Place,
    /// Under the engine, the event of the graph that its thread had done last.
    pub at: Option<EventId>,
    /// What makes itself felt in it, as far as its action does not say so: events of the graph, and whether they
    /// synchronise with it.
    pub learns: Vec<(EventId, bool)>,
    /// Of a store: one that comes later in the order of writes and yet is told before it.
    pub overwritten_by: Option<usize>,
}

/// Which object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Another number for each object of an execution, the earlier the lower.
    pub number: u64,
    /// What sort of thing it is: `mutex`.
    pub sort: &'static str,
    /// Where it was made.
    pub made: Place,
    /// Whether somebody has [named](super::named) it.
    pub is_named: bool,
}

/// An object as its wrapper knows it: what it is called, and which it is.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// What it is called: what sort of thing it is, if nobody has named it.
    pub name: Name,
    /// Which it is. `None` of what there is only one of, and of threads.
    pub identity: Option<Identity>,
}

impl Object {
    /// A new object of this sort.
    #[track_caller]
    pub(super) fn new(sort: &'static str) -> Object {
        let number = MADE.with_borrow(Vec::len) as u64;
        let identity = Identity { number, sort, made: Location::caller(), is_named: false };
        MADE.with_borrow_mut(|made| made.push(identity));
        Object { name: Name::from(sort), identity: Some(identity) }
    }

    /// From now on it is called so.
    pub(super) fn set_name(&mut self, name: Name) {
        self.name = name;
        if let Some(identity) = &mut self.identity {
            identity.is_named = true;
            let number = identity.number as usize;
            MADE.with_borrow_mut(|made| {
                made.get_mut(number).into_iter().for_each(|known| *known = *identity)
            });
        }
    }
}

impl From<Name> for Object {
    fn from(name: Name) -> Object {
        Object { name, identity: None }
    }
}

/// What a thread did. Values are as a picture shows them: empty where they cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Asked for something that it may have to wait for, in the given words (`locks`, `receives from`).
    Wants(&'static str),
    /// Got the lock, and found this behind it.
    Locks(&'static str, String),
    /// Let go of the lock; the value it left, if it wrote one.
    Unlocks(Option<String>),
    /// Got what it asked for where that is no lock, in the given words (`receives from`), and the message.
    Got(&'static str, String),
    /// Read an atomic.
    Loads(Read),
    /// Wrote this value to an atomic.
    Stores(String, Orderings),
    /// Read an atomic and wrote this value to it, in one step.
    Changes(Read, String),
    /// Compared an atomic with this value, and found another.
    Fails(Read, String),
    /// Executed a fence.
    Fences(Orderings),
    /// Accessed data: whether it wrote, and the value then, unless loom gave up on the access.
    Accesses(bool, Option<String>),
    /// Blocked at a condition variable.
    Waits,
    /// Parked: waits until somebody unparks it.
    Parks,
    /// Went on after it had parked; whether nobody had unparked it.
    Unparked(bool),
    /// Chose this number.
    Chooses(u64),
    /// Woke up at a condition variable; whether nobody had notified it.
    Wakes(bool),
    /// Unparked the thread with this number.
    Unparks(usize),
    /// Started the thread with this number.
    Starts(usize),
    /// Saw the thread with this number end.
    Joins(usize),
    /// Anything else, in words: `notifies all`.
    Does(&'static str),
}

/// What was read from an atomic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The value.
    pub value: String,
    /// Which event stored it; `None` for the initial value.
    pub from: Option<usize>,
    /// The newest store that it passed over, if it did: its event.
    pub newer: Option<usize>,
    /// Whether an older store had the same value, so that it may have been that one.
    pub equal: bool,
    /// Whether it is of a weak compare-exchange that failed though it found what it expected.
    pub on_a_whim: bool,
    /// With which ordering.
    pub orderings: Orderings,
}

/// The ordering of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orderings {
    /// As the source has it.
    pub written: Ordering,
    /// As it was applied: another one while a weaker one is tried.
    pub applied: Ordering,
}

/// How hard an execution is to follow: the less, the simpler. Compared in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Loads that found something other than what was stored last.
    pub older: u32,
    /// How often it passes from one thread to another.
    pub switches: u32,
    /// Operations.
    pub operations: u32,
}

/// A recorded execution.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    /// What the threads did, in the order in which loom ran it.
    pub events: Vec<Event>,
    /// What each thread is called.
    pub threads: Vec<String>,
    /// What it reported in the end, if it came to one.
    pub outcome: Option<String>,
    /// What is known of how it ended, beside what its events show.
    pub end: Vec<String>,
    /// The objects that the wrappers made, in their order, also those that nothing was done to.
    pub made: Vec<Identity>,
}

#[derive(Default)]
struct Record {
    threads: Vec<ThreadId>,
    labels: Vec<Option<String>>,
    events: Vec<Event>,
}

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(false) };
    static FAILED: Cell<bool> = const { Cell::new(false) };
    static BLOCKED: Cell<u64> = const { Cell::new(0) };
    static COST: Cell<Cost> = const { Cell::new(Cost { older: 0, switches: 0, operations: 0 }) };
    static LAST: Cell<Option<ThreadId>> = const { Cell::new(None) };
    static RECORD: RefCell<Record> = RefCell::default();
    static PENDING: Cell<Option<Event>> = const { Cell::new(None) };
    static MADE: RefCell<Vec<Identity>> = const { RefCell::new(Vec::new()) };
    static CHANGED: RefCell<Vec<Name>> = const { RefCell::new(Vec::new()) };
    static POINTERS: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Starts an execution afresh, recorded or not.
pub fn begin(recording: bool) {
    seen::begin();
    RECORDING.set(recording);
    FAILED.set(false);
    COST.set(Cost::default());
    LAST.set(None);
    PENDING.take();
    RECORD.take();
    MADE.with_borrow_mut(Vec::clear);
    POINTERS.with_borrow_mut(Vec::clear);
    // The thread that runs the scenario is number 0, whoever comes to an operation first.
    if recording || judge() == Judge::Loom {
        current();
    }
}

/// Ends recording and hands over what was recorded.
pub fn take() -> Execution {
    RECORDING.set(false);
    let Record { events, labels, .. } = RECORD.take();
    let label =
        |(thread, label): (usize, Option<String>)| label.unwrap_or_else(|| format!("thread {thread}"));
    Execution {
        events,
        threads: labels.into_iter().enumerate().map(label).collect(),
        outcome: None,
        end: Vec::new(),
        made: MADE.take(),
    }
}

/// An address as a picture shows it. It is another one in each run, so the first that an execution comes to is pointer 1.
pub(super) fn pointer(address: u64) -> String {
    if address == 0 {
        return "null".to_owned();
    }
    POINTERS.with_borrow_mut(|known| {
        let number = known.iter().position(|&known| known == address).unwrap_or_else(|| {
            known.push(address);
            known.len() - 1
        });
        format!("pointer {}", number + 1)
    })
}

/// What the execution has cost so far.
pub fn cost() -> Cost {
    COST.get()
}

/// Notes that loom gave up on this execution. What unwinds from here on must not touch loom. An access
/// that was going on is what loom gave up on, and the last event.
pub fn fail() {
    if !FAILED.get() {
        keep_pending();
    }
    FAILED.set(true);
}

/// Makes an event of the access that is going on.
fn keep_pending() {
    if let Some(access) = PENDING.take() {
        RECORD.with_borrow_mut(|record| record.events.push(access));
    }
}

/// Tells the explorer of an access to data behind a lock. It is an event only if the explorer gives up on it: the
/// lock and what was found behind it are told of already.
pub(super) fn accessing(place: Place, object: Object, write: bool, access: impl FnOnce()) {
    /// The engine gives up by unwinding the thread.
    struct Access;
    impl Drop for Access {
        fn drop(&mut self) {
            if std::thread::panicking() && !FAILED.get() {
                keep_pending();
            }
            PENDING.take();
        }
    }
    if !RECORDING.get() {
        return access();
    }
    if is_on() {
        let action = Action::Accesses(write, None);
        PENDING.set(Some(told(current(), action, object, place, backend::here())));
    }
    let _access = Access;
    access();
}

/// Whether loom gave up on this execution.
pub fn failed() -> bool {
    FAILED.get()
}

/// How often a thread blocked at a condition variable since this was last asked.
pub fn take_blocked() -> u64 {
    BLOCKED.take()
}

pub(super) fn blocked() {
    BLOCKED.set(BLOCKED.get() + 1);
}

/// Whether the current execution is recorded.
pub(super) fn is_on() -> bool {
    RECORDING.get() && !FAILED.get() && (judge() == Judge::Loom || backend::here().is_some())
}

/// Counts a load that found something other than what was stored last.
pub(super) fn count_older() {
    let cost = COST.get();
    COST.set(Cost { older: cost.older + 1, ..cost });
}

/// Notes an operation of the current thread. `action` is only evaluated while recording.
pub(super) fn event(place: Place, object: impl Into<Object>, action: impl FnOnce() -> Action) {
    let mut action = Some(action);
    let mut action = || action.take().expect("asked for once")();
    event_of(place, object.into(), &mut action);
}

/// The same, compiled once for all actions.
fn event_of(place: Place, object: Object, action: &mut dyn FnMut() -> Action) {
    if FAILED.get() {
        return;
    }
    seen::note(place);
    if judge() == Judge::Engine {
        // What an execution costs is counted from its graph.
        if RECORDING.get()
            && let Some(at) = backend::here()
        {
            let (action, thread) = (action(), current());
            let event = told(thread, action, object, place, Some(at));
            RECORD.with_borrow_mut(|record| record.events.push(event));
        }
        return;
    }
    let id = backend::current().id();
    let (cost, switched) = (COST.get(), LAST.replace(Some(id)).is_some_and(|last| last != id));
    let (operations, switches) = (cost.operations + 1, cost.switches + u32::from(switched));
    COST.set(Cost { operations, switches, ..cost });
    if RECORDING.get() {
        let (action, thread) = (action(), index_of(id));
        RECORD.with_borrow_mut(|record| record.events.push(told(thread, action, object, place, None)));
    }
}

fn told(thread: usize, action: Action, object: Object, place: Place, at: Option<EventId>) -> Event {
    Event {
        thread,
        action,
        object: object.name,
        of: object.identity,
        place,
        at,
        learns: Vec::new(),
        overwritten_by: None,
    }
}

/// Adds the value to the access with this number, now that it has been made. A value that cannot be shown is empty.
pub(super) fn accessed(event: usize, value: impl FnOnce() -> String) {
    if is_on() {
        let value = value();
        RECORD.with_borrow_mut(|record| {
            if let Some(Action::Accesses(_, known)) =
                record.events.get_mut(event).map(|event| &mut event.action)
            {
                *known = Some(value).filter(|value| !value.is_empty());
            }
        });
    }
}

/// The number of the event recorded last.
pub(super) fn last_event() -> usize {
    RECORD.with_borrow(|record| record.events.len()).saturating_sub(1)
}

/// Notes that an atomic of this name is read and modified in one step, in some execution of this
/// exploration.
pub(super) fn set_changed(name: Name) {
    CHANGED.with_borrow_mut(|changed| {
        if !changed.contains(&name) {
            changed.push(name);
        }
    });
}

/// Whether an atomic of this name is read and modified in one step.
pub(super) fn is_changed(name: Name) -> bool {
    CHANGED.with_borrow(|changed| changed.contains(&name))
}

/// Starts an exploration with these atomics known to be read and modified in one step.
pub fn know_changed(names: Vec<Name>) {
    CHANGED.replace(names);
}

/// The atomics that are read and modified in one step, as far as that has been seen.
pub fn take_changed() -> Vec<Name> {
    CHANGED.take()
}

/// Labels the current thread.
pub(super) fn label(name: Name) {
    if !FAILED.get() {
        seen::label(name);
    }
    if is_on() {
        let thread = current();
        RECORD.with_borrow_mut(|record| record.labels[thread] = Some(name.in_words()));
    }
}

/// The current thread begins.
pub(super) fn begins() {
    if !FAILED.get() {
        seen::begins();
    }
}

/// The current thread goes on after something that is no operation, at this place.
pub(super) fn goes_on(place: Place) {
    if !FAILED.get() {
        seen::note(place);
    }
}

/// The number of the current thread, in the order in which they were started.
pub(super) fn current() -> usize {
    index_of(backend::current().id())
}

/// The number of a thread; a new one gets the next number. Whoever starts a thread asks at once. (The engine has
/// numbered its threads itself.)
pub(super) fn index_of(id: ThreadId) -> usize {
    if let ThreadId::Engine(id) = id {
        let number = id.number();
        if RECORDING.get() {
            RECORD.with_borrow_mut(|record| {
                let threads = record.labels.len().max(number + 1);
                record.labels.resize(threads, None);
            });
        }
        return number;
    }
    RECORD.with_borrow_mut(|record| {
        record.threads.iter().position(|&thread| thread == id).unwrap_or_else(|| {
            record.threads.push(id);
            record.labels.push(None);
            record.threads.len() - 1
        })
    })
}
