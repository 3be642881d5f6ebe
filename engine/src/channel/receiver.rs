//! Receiving.

use std::fmt;
use std::mem;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use super::error::{RecvError, RecvTimeoutError, TryRecvError};
use super::sender::len;
use super::state::{Channel, Message, State};
use crate::graph::Place;
use crate::run::perform;
use crate::sync::monitor::{Answer, Work};

/// The end of a channel that receives.
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

/// Why there is no message.
enum Without {
    Empty,
    Senders,
}

impl<T> Answer for Result<Message<T>, Without> {
    fn number(&self) -> Option<u64> {
        match self {
            Ok(_) => None,
            Err(Without::Empty) => Some(0),
            Err(Without::Senders) => Some(1),
        }
    }

    fn numbered(number: u64) -> Self {
        Err(if number == 0 { Without::Empty } else { Without::Senders })
    }
}

impl<T> Receiver<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Receiver<T> {
        Receiver { channel }
    }

    /// Takes a message out of the queue as soon as there is one, or no sender, or `runs_out`.
    fn take(&self, work: Work, runs_out: bool, has_waited: bool) -> Result<T, Without> {
        let is_meeting = self.channel.is_meeting();
        // At a rendezvous, the first messages are for those who wait already.
        let next = move |state: &State<T>| if is_meeting && !has_waited { state.waiting } else { 0 };
        let can = |state: &State<T>| runs_out || !state.has_senders || state.queue.len() > next(state);
        let take = |state: &mut State<T>| {
            let index = next(state);
            state.waiting -= usize::from(has_waited);
            let without = if state.has_senders { Without::Empty } else { Without::Senders };
            state.queue.remove(index).ok_or(without)
        };
        let taken = match has_waited {
            true => self.channel.monitor.change(work, can, take),
            false => self.channel.monitor.when(work, can, take),
        };
        let Message { value, ticket } = taken.unwrap_or(Err(Without::Senders))?;
        ticket.receive(is_meeting, work.place);
        Ok(value)
    }

    fn wait(&self, timed: bool, work: Work) -> Result<T, Without> {
        let runs_out = timed && perform::choose(2, true, work.place) == 1;
        if !self.channel.is_meeting() {
            return self.take(work, runs_out, false);
        }
        // First it says that it waits, so that a `try_send` can find it, unless somebody is there already.
        let comes = self.channel.monitor.change(
            Work { call: "announce", ..work },
            |_| true,
            |state| {
                let next = state.waiting;
                let found = state.queue.remove(next);
                state.waiting += usize::from(found.is_none());
                found
            },
        );
        match comes {
            Some(Some(message)) => {
                message.ticket.receive(true, work.place);
                Ok(message.value)
            }
            _ => self.take(work, runs_out, true),
        }
    }

    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// If there is none, and no sender any more.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_at(Location::caller())
    }

    fn recv_at(&self, place: Place) -> Result<T, RecvError> {
        let work = Work { call: "recv", timed: false, place };
        self.wait(false, work).map_err(|_| RecvError)
    }

    /// Takes a message if there is one; where the capacity is zero, if somebody waits to send it.
    ///
    /// # Errors
    ///
    /// If there is none, with or without a sender that could send one.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.try_recv_at(Location::caller())
    }

    fn try_recv_at(&self, place: Place) -> Result<T, TryRecvError> {
        let work = Work { call: "try_recv", timed: false, place };
        self.take(work, true, false).map_err(|without| match without {
            Without::Empty => TryRecvError::Empty,
            Without::Senders => TryRecvError::Disconnected,
        })
    }

    /// Waits for a message, or until time runs out, which may be at any moment: as often as the explorer allows.
    ///
    /// # Errors
    ///
    /// If there is none, with or without a sender that could send one.
    #[track_caller]
    pub fn recv_timeout(&self, _: Duration) -> Result<T, RecvTimeoutError> {
        let work = Work { call: "recv_timeout", timed: true, place: Location::caller() };
        self.wait(true, work).map_err(|without| match without {
            Without::Empty => RecvTimeoutError::Timeout,
            Without::Senders => RecvTimeoutError::Disconnected,
        })
    }

    /// Waits for one message after another, until there is no sender any more.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self, made: Location::caller() }
    }

    /// Takes one message after another, as long as there is one.
    #[track_caller]
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self, made: Location::caller() }
    }

    /// How many messages are in the channel.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.channel, Location::caller())
    }

    /// Whether there is no message in the channel.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.channel, Location::caller()) == 0
    }

    /// Whether there is no room in the channel. Where the capacity is zero there never is.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        Some(len(&self.channel, Location::caller())) == self.channel.capacity
    }

    /// How many messages the channel holds, if there is a limit.
    pub fn capacity(&self) -> Option<usize> {
        self.channel.capacity
    }

    /// Whether both are of one channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }

    fn goes(&self, place: Place) {
        if self.channel.receivers.goes(place) {
            let work = Work { call: "drop", timed: false, place };
            let left = self.channel.monitor.change(
                work,
                |_| true,
                |state| {
                    state.has_receivers = false;
                    // At a rendezvous, whoever waits to send takes its message back.
                    if self.channel.is_meeting() { None } else { Some(mem::take(&mut state.queue)) }
                },
            );
            // Nobody will receive them.
            drop(left);
        }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        self.channel.receivers.cloned(self.channel.monitor.made());
        Receiver { channel: Arc::clone(&self.channel) }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.goes(self.channel.monitor.made());
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Receiver { .. }")
    }
}

/// Waits for one message after another: [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
    made: Place,
}

/// Takes one message after another: [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
    made: Place,
}

/// Waits for one message after another, and has the receiver.
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
    made: Place,
}

/// Where the next message is asked for: where the iterator was made, if it is std that asks, as `iter().sum()` does.
fn asked(caller: Place, made: Place) -> Place {
    let is_of_std =
        ["/rustc/", "/lib/rustlib/src/rust/library/"].iter().any(|path| caller.file().contains(path));
    if is_of_std { made } else { caller }
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv_at(asked(Location::caller(), self.made)).ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.try_recv_at(asked(Location::caller(), self.made)).ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv_at(asked(Location::caller(), self.made)).ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;
    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;
    #[track_caller]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self, made: Location::caller() }
    }
}
