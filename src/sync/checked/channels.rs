//! Channels: a stand-in with the contract of crossbeam's, which loom cannot look into.
//!
//! One lock, a queue, and a list of the threads that wait. So loom checks what our trainers do with a
//! channel, and not how crossbeam makes one. The lock also orders more than crossbeam promises (two
//! sends, for instance), and what relies on no more than "a send happens before its receive" must not
//! rely on that.
//!
//! Waiting threads park rather than wait at a condition variable: an unpark is no branch point for
//! loom, a notification is one, and there are far fewer executions to explore. All waiting threads
//! are woken at each change and look again.

use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use crossbeam::channel::{RecvError, SendError};

use super::backend::{Mutex, Thread, current, park};
use super::mutex::shown;
use super::record::{self, Action, Object};
use super::{Name, Nameable};

struct Shared<T> {
    state: Mutex<State<T>>,
    capacity: Option<usize>,
}

struct State<T> {
    queue: VecDeque<T>,
    senders: usize,
    receivers: usize,
    waiting: Vec<Thread>,
}

impl<T> State<T> {
    fn wake_all(&mut self) {
        self.waiting.drain(..).for_each(|thread| thread.unpark());
    }
}

/// The sending half: `crossbeam::channel::Sender`.
pub struct Sender<T>(Arc<Shared<T>>, Object);

/// The receiving half: `crossbeam::channel::Receiver`.
pub struct Receiver<T>(Arc<Shared<T>>, Object);

/// A channel that holds at most `capacity` messages: a sender waits while it is full.
///
/// # Panics
/// If `capacity` is 0: a rendezvous is not part of the stand-in.
#[track_caller]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "the stand-in for a channel holds at least one message");
    channel(Some(capacity))
}

/// A channel that holds any number of messages: a sender never waits.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    channel(None)
}

#[track_caller]
fn channel<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let state = State { queue: VecDeque::new(), senders: 1, receivers: 1, waiting: Vec::new() };
    let shared = Arc::new(Shared { state: Mutex::new(state), capacity });
    let object = Object::new("channel");
    (Sender(Arc::clone(&shared), object), Receiver(shared, object))
}

impl<T> Shared<T> {
    /// Repeats `attempt` until it has a result, and waits for a change in between.
    fn wait_for<R>(&self, mut attempt: impl FnMut(&mut State<T>) -> Option<R>) -> R {
        loop {
            let mut state = self.state.lock();
            if let Some(result) = attempt(&mut state) {
                state.wake_all();
                return result;
            }
            state.waiting.push(current());
            drop(state);
            park();
        }
    }
}

impl<T: fmt::Debug> Sender<T> {
    /// Waits for room and sends; gives the message back if no receiver is left.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let place = Location::caller();
        record::event(place, self.1, || Action::Wants("sends to"));
        let text = if record::is_on() { shown(&message) } else { String::new() };
        let mut message = Some(message);
        let capacity = self.0.capacity.unwrap_or(usize::MAX);
        let result = self.0.wait_for(|state| {
            if state.receivers == 0 {
                Some(Err(SendError(message.take()?)))
            } else if state.queue.len() < capacity {
                state.queue.push_back(message.take()?);
                Some(Ok(()))
            } else {
                None
            }
        });
        record::event(place, self.1, || match result {
            Ok(()) => Action::Got("sends to", text),
            Err(_) => Action::Does("finds no receiver"),
        });
        result
    }
}

impl<T: fmt::Debug> Receiver<T> {
    /// Waits for a message; an error once none is left and every sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        let place = Location::caller();
        record::event(place, self.1, || Action::Wants("receives from"));
        let result = self.0.wait_for(|state| match state.queue.pop_front() {
            Some(message) => Some(Ok(message)),
            None if state.senders == 0 => Some(Err(RecvError)),
            None => None,
        });
        record::event(place, self.1, || match &result {
            Ok(message) => Action::Got("receives from", shown(message)),
            Err(_) => Action::Does("finds no sender, and nothing left"),
        });
        result
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(Arc::clone(&self.0), self.1)
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().receivers += 1;
        Receiver(Arc::clone(&self.0), self.1)
    }
}

/// Tells the other side when the last of this side goes. Not skipped while a worker's own panic
/// unwinds (the other side would wait for ever), but once loom has given up: then no lock may be
/// touched any more.
fn leave<T>(shared: &Shared<T>, side: impl FnOnce(&mut State<T>) -> &mut usize) {
    if record::failed() {
        return;
    }
    let mut state = shared.state.lock();
    let left = side(&mut state);
    *left -= 1;
    if *left == 0 {
        state.wake_all();
    }
    // With the last receiver go the messages that nobody will receive, outside the lock: one of them may
    // hold an end of a channel itself.
    let unreceived = if state.receivers == 0 { std::mem::take(&mut state.queue) } else { VecDeque::new() };
    drop(state);
    drop(unreceived);
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        leave(&self.0, |state| &mut state.senders);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        leave(&self.0, |state| &mut state.receivers);
    }
}

impl<T> Nameable for (Sender<T>, Receiver<T>) {
    fn set_name(&mut self, name: Name) {
        self.0.1.set_name(name);
        self.1.1.set_name(name);
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sender({})", self.1.name)
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Receiver({})", self.1.name)
    }
}
