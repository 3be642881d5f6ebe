//! For loom: a channel with the contract of crossbeam's, into which loom cannot look.
//!
//! One lock, a queue, and a list of the threads that wait. The lock also orders more than crossbeam promises (two
//! sends, for instance), and what relies on no more than "a send happens before its receive" must not rely on that.
//!
//! Waiting threads park rather than wait at a condition variable: an unpark is no branch point for
//! loom, a notification is one, and there are far fewer executions to explore. All waiting threads
//! are woken at each change and look again.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam::channel::{RecvError, SendError, TryRecvError};

use super::super::backend::{Mutex, Thread, current, park};
use super::super::record;

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

/// The sending half.
pub struct Sender<T>(Arc<Shared<T>>);

/// The receiving half.
pub struct Receiver<T>(Arc<Shared<T>>);

/// A channel that holds so many messages, or any number of them.
pub fn channel<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let state = State { queue: VecDeque::new(), senders: 1, receivers: 1, waiting: Vec::new() };
    let shared = Arc::new(Shared { state: Mutex::new(state), capacity });
    (Sender(Arc::clone(&shared)), Receiver(shared))
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

impl<T> Sender<T> {
    /// Waits for room and sends; gives the message back if no receiver is left.
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let mut message = Some(message);
        let capacity = self.0.capacity.unwrap_or(usize::MAX);
        self.0.wait_for(|state| {
            if state.receivers == 0 {
                Some(Err(SendError(message.take()?)))
            } else if state.queue.len() < capacity {
                state.queue.push_back(message.take()?);
                Some(Ok(()))
            } else {
                None
            }
        })
    }
}

impl<T> Receiver<T> {
    /// Waits for a message; an error once none is left and every sender is gone.
    pub fn recv(&self) -> Result<T, RecvError> {
        self.0.wait_for(|state| match state.queue.pop_front() {
            Some(message) => Some(Ok(message)),
            None if state.senders == 0 => Some(Err(RecvError)),
            None => None,
        })
    }

    /// Takes a message if there is one.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut state = self.0.state.lock();
        match state.queue.pop_front() {
            Some(message) => {
                state.wake_all();
                Ok(message)
            }
            None if state.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.0.state.lock().receivers += 1;
        Receiver(Arc::clone(&self.0))
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
