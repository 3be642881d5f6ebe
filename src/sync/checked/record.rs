//! The record of an execution: which thread did what, where in the source.
//!
//! loom runs all threads of an exploration on one operating-system thread, so a plain `thread_local!`
//! holds the record, and explorations on different operating-system threads do not meet. Recording is
//! off while loom searches, and an operation then costs one look at a flag; it is switched on to run
//! an execution again that is to be shown. Nothing here is borrowed across an operation of loom's.

use std::cell::{Cell, RefCell};
use std::panic::Location;

use loom::sync::atomic::Ordering;
use loom::thread::ThreadId;

use crate::sync::Name;

/// One operation of one thread.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which thread, in the order of their first recorded operation.
    pub thread: usize,
    /// What it did.
    pub action: Action,
    /// To what.
    pub object: Name,
    /// Where in the source.
    pub place: &'static Location<'static>,
}

/// What a thread did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Asked for something that it may have to wait for, in the given words (`locks`, `receives from`).
    Wants(&'static str),
    /// Got the lock, and found this behind it.
    Locks(&'static str, String),
    /// Let go of the lock; the value it left, if it wrote one.
    Unlocks(Option<String>),
    /// Read this value from an atomic, with this ordering.
    Loads(String, Ordering),
    /// Wrote this value to an atomic, with this ordering.
    Stores(String, Ordering),
    /// Read the first value and wrote the second in one step, with this ordering.
    Changes(String, String, Ordering),
    /// Got what it asked for where that is no lock, in the given words (`receives from`).
    Got(&'static str),
    /// Anything else, in words: `notifies all`.
    Does(String),
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
    static ORDER: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static RECORD: RefCell<Record> = RefCell::default();
}

/// Starts the record of an execution afresh.
pub fn begin(recording: bool) {
    RECORDING.set(recording);
    FAILED.set(false);
    RECORD.take();
}

/// Ends recording and hands over the events and the threads' labels.
pub fn take() -> (Vec<Event>, Vec<String>) {
    RECORDING.set(false);
    let Record { events, labels, .. } = RECORD.take();
    let label =
        |(thread, label): (usize, Option<String>)| label.unwrap_or_else(|| format!("thread {thread}"));
    (events, labels.into_iter().enumerate().map(label).collect())
}

/// Notes that loom gave up on this execution. What unwinds from here on must not touch loom.
pub fn fail() {
    FAILED.set(true);
}

/// Whether loom gave up on this execution.
pub fn failed() -> bool {
    FAILED.get()
}

/// In which order the workers of coming executions start; empty for ascending.
pub fn set_spawn_order(order: &[usize]) {
    ORDER.replace(order.to_vec());
}

pub(super) fn spawn_order(workers: usize) -> Vec<usize> {
    ORDER.with_borrow(|order| if order.len() == workers { order.clone() } else { (0..workers).collect() })
}

/// How often a thread blocked at a condition variable since this was last asked.
pub fn take_blocked() -> u64 {
    BLOCKED.take()
}

pub(super) fn blocked() {
    BLOCKED.set(BLOCKED.get() + 1);
}

pub(super) fn is_on() -> bool {
    RECORDING.get() && !FAILED.get()
}

/// Records an operation of the current thread, at the caller's place. `action` is only evaluated
/// while recording.
#[track_caller]
pub(super) fn event(object: Name, action: impl FnOnce() -> Action) {
    event_at(Location::caller(), object, action);
}

pub(super) fn event_at(place: &'static Location<'static>, object: Name, action: impl FnOnce() -> Action) {
    if is_on() {
        let (action, thread) = (action(), current());
        RECORD.with_borrow_mut(|record| record.events.push(Event { thread, action, object, place }));
    }
}

/// Labels the current thread.
pub(super) fn label(name: Name) {
    if is_on() {
        let (thread, index) = (current(), name.index.map_or(String::new(), |index| format!(" {index}")));
        let label = format!("{}{index}", name.base);
        RECORD.with_borrow_mut(|record| record.labels[thread] = Some(label));
    }
}

fn current() -> usize {
    let id = loom::thread::current().id();
    RECORD.with_borrow_mut(|record| {
        record.threads.iter().position(|&thread| thread == id).unwrap_or_else(|| {
            record.threads.push(id);
            record.labels.push(None);
            record.threads.len() - 1
        })
    })
}
