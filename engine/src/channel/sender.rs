//! Sending.

use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use super::error::{SendError, SendTimeoutError, TrySendError};
use super::state::{Channel, Message, State, Ticket};
use crate::graph::Place;
use crate::run::perform;
use crate::sync::monitor::{Answer, Work};

/// The end of a channel that sends.
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

/// What became of a message.
enum Put {
    Done,
    NoRoom,
    NobodyThere,
}

impl Answer for Put {
    fn number(&self) -> Option<u64> {
        match self {
            Put::Done => None,
            Put::NoRoom => Some(0),
            Put::NobodyThere => Some(1),
        }
    }

    fn numbered(number: u64) -> Put {
        if number == 0 { Put::NoRoom } else { Put::NobodyThere }
    }
}

impl<T> Sender<T> {
    pub(super) fn new(channel: Arc<Channel<T>>) -> Sender<T> {
        Sender { channel }
    }

    /// Puts a message into the queue as soon as `can`, and there is anybody to receive it.
    fn put(
        &self,
        value: T,
        work: Work,
        can: impl Fn(&State<T>) -> bool,
        must: impl Fn(&State<T>) -> bool,
    ) -> Result<Rc<Ticket>, (T, Put)> {
        let ticket = Ticket::send(work.place);
        let mut message = Some(Message { value, ticket: Rc::clone(&ticket) });
        let put = self.channel.monitor.when(
            work,
            |state| must(state) || !state.has_receivers || can(state),
            |state| {
                if !state.has_receivers {
                    return Put::NobodyThere;
                }
                if !can(state) {
                    return Put::NoRoom;
                }
                state.queue.extend(message.take());
                Put::Done
            },
        );
        match message {
            None => Ok(ticket),
            // The execution has been given up, where there is no answer.
            Some(message) => Err((message.value, put.unwrap_or(Put::NobodyThere))),
        }
    }

    /// Waits until the message has been received, or cannot be any more, or `runs_out`.
    fn meet(&self, ticket: &Rc<Ticket>, work: Work, runs_out: bool) -> Result<(), (T, Put)> {
        let left = self.channel.monitor.change(
            work,
            |state| runs_out || !state.has(ticket) || !state.has_receivers,
            |state| state.take_back(ticket).map(|message| (message, state.has_receivers)),
        );
        match left {
            Some(None) => {
                ticket.meet(work.place);
                Ok(())
            }
            Some(Some((message, true))) => Err((message.value, Put::NoRoom)),
            Some(Some((message, false))) => Err((message.value, Put::NobodyThere)),
            None => Ok(()),
        }
    }

    fn send_and_wait(&self, value: T, timed: bool, work: Work) -> Result<(), (T, Put)> {
        let runs_out = timed && perform::choose(2, true, work.place) == 1;
        if self.channel.is_meeting() {
            let ticket = self.put(value, Work { call: "offer", ..work }, |_| true, |_| true)?;
            self.meet(&ticket, work, runs_out)
        } else {
            self.put(value, work, |state| self.channel.has_room(state), |_| runs_out).map(drop)
        }
    }

    /// Waits until there is room, and sends a message.
    ///
    /// # Errors
    ///
    /// The message, if there is no receiver any more.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let work = Work { call: "send", timed: false, place: Location::caller() };
        self.send_and_wait(message, false, work).map_err(|(message, _)| SendError(message))
    }

    /// Sends a message if there is room; where the capacity is zero, if somebody waits to receive it.
    ///
    /// # Errors
    ///
    /// The message, if there is no room, or no receiver any more.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let work = Work { call: "try_send", timed: false, place: Location::caller() };
        let can = |state: &State<T>| match self.channel.is_meeting() {
            true => state.waiting > state.queue.len(),
            false => self.channel.has_room(state),
        };
        match self.put(message, work, can, |_| true) {
            Ok(_) => Ok(()),
            Err((message, Put::NobodyThere)) => Err(TrySendError::Disconnected(message)),
            Err((message, _)) => Err(TrySendError::Full(message)),
        }
    }

    /// Waits until there is room, or time runs out, which may be at any moment: as often as the explorer allows.
    ///
    /// # Errors
    ///
    /// The message, if there is no room, or no receiver any more.
    #[track_caller]
    pub fn send_timeout(&self, message: T, _: Duration) -> Result<(), SendTimeoutError<T>> {
        let work = Work { call: "send_timeout", timed: true, place: Location::caller() };
        self.send_and_wait(message, true, work).map_err(|(message, put)| match put {
            Put::NobodyThere => SendTimeoutError::Disconnected(message),
            _ => SendTimeoutError::Timeout(message),
        })
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
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel)
    }
}

/// How many messages are in a channel, for a thread that looks from outside.
pub(super) fn len<T>(channel: &Channel<T>, place: Place) -> usize {
    if channel.is_meeting() {
        return 0;
    }
    channel.look("len", place, |state| state.queue.len()).unwrap_or(0)
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        self.channel.senders.cloned(self.channel.monitor.made());
        Sender { channel: Arc::clone(&self.channel) }
    }
}

impl<T> Drop for Sender<T> {
    #[track_caller]
    fn drop(&mut self) {
        let place = self.channel.monitor.made();
        if self.channel.senders.goes(place) {
            let work = Work { call: "drop", timed: false, place };
            self.channel.monitor.change(work, |_| true, |state| state.has_senders = false);
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sender { .. }")
    }
}
