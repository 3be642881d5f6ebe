//! Channels: the engine's own, and a stand-in with the contract of crossbeam's for loom, which has none.
//!
//! So what is explored is what our trainers do with a channel, and not how crossbeam makes one. The engine's channel
//! orders no more than crossbeam promises: a send happens before its receive.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `stand_in` | for loom: a lock, a queue, and a list of the threads that wait |
//! | this one | the two halves, which record what they do |

mod stand_in;

use std::fmt;
use std::panic::Location;

use crossbeam::channel::{RecvError, SendError, TryRecvError};
use racelab_engine::channel as of_engine;

use super::backend::{Judge, judge};
use super::record::{self, Action, Object};
use super::shown::Shows;
use super::{Name, Nameable};

/// The sending half: `crossbeam::channel::Sender`.
pub struct Sender<T>(Sends<T>, Object, Shows<T>);

/// The receiving half: `crossbeam::channel::Receiver`.
pub struct Receiver<T>(Receives<T>, Object, Shows<T>);

enum Sends<T> {
    Engine(of_engine::Sender<T>),
    Loom(stand_in::Sender<T>),
}

enum Receives<T> {
    Engine(of_engine::Receiver<T>),
    Loom(stand_in::Receiver<T>),
}

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
    let object = Object::new("channel");
    let (sends, receives) = match judge() {
        Judge::Engine => {
            let (sender, receiver) = match capacity {
                Some(capacity) => of_engine::bounded(capacity),
                None => of_engine::unbounded(),
            };
            (Sends::Engine(sender), Receives::Engine(receiver))
        }
        Judge::Loom => {
            let (sender, receiver) = stand_in::channel(capacity);
            (Sends::Loom(sender), Receives::Loom(receiver))
        }
    };
    (Sender(sends, object, Shows::plain()), Receiver(receives, object, Shows::plain()))
}

impl<T> Sender<T> {
    /// Waits for room and sends; gives the message back if no receiver is left.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let place = Location::caller();
        record::event(place, self.1, || Action::Wants("sends to"));
        let text = if record::is_on() { self.2.text(&message) } else { String::new() };
        let result = match &self.0 {
            Sends::Engine(sender) => sender.send(message).map_err(|error| SendError(error.into_inner())),
            Sends::Loom(sender) => sender.send(message),
        };
        record::event(place, self.1, || match result {
            Ok(()) => Action::Got("sends to", text),
            Err(_) => Action::Does("finds no receiver"),
        });
        result
    }
}

impl<T> Receiver<T> {
    /// Waits for a message; an error once none is left and every sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        let place = Location::caller();
        record::event(place, self.1, || Action::Wants("receives from"));
        let result = match &self.0 {
            Receives::Engine(receiver) => receiver.recv().map_err(|_| RecvError),
            Receives::Loom(receiver) => receiver.recv(),
        };
        record::event(place, self.1, || match &result {
            Ok(message) => Action::Got("receives from", self.2.text(message)),
            Err(_) => Action::Does(NOTHING_LEFT),
        });
        result
    }

    /// Takes a message if there is one; an error where there is none at the moment, or where none is left and every
    /// sender is gone.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let place = Location::caller();
        let result = match &self.0 {
            Receives::Engine(receiver) => receiver.try_recv().map_err(|error| {
                if error.is_empty() { TryRecvError::Empty } else { TryRecvError::Disconnected }
            }),
            Receives::Loom(receiver) => receiver.try_recv(),
        };
        record::event(place, self.1, || match &result {
            Ok(message) => Action::Got("receives from", self.2.text(message)),
            Err(TryRecvError::Empty) => Action::Does("finds nothing to receive"),
            Err(TryRecvError::Disconnected) => Action::Does(NOTHING_LEFT),
        });
        result
    }
}

/// What is told of somebody who receives where nothing will ever come.
const NOTHING_LEFT: &str = "finds no sender, and nothing left";

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        let sends = match &self.0 {
            Sends::Engine(sender) => Sends::Engine(sender.clone()),
            Sends::Loom(sender) => Sends::Loom(sender.clone()),
        };
        Sender(sends, self.1, self.2)
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        let receives = match &self.0 {
            Receives::Engine(receiver) => Receives::Engine(receiver.clone()),
            Receives::Loom(receiver) => Receives::Loom(receiver.clone()),
        };
        Receiver(receives, self.1, self.2)
    }
}

impl<T: fmt::Debug> Nameable for (Sender<T>, Receiver<T>) {
    fn set_name(&mut self, name: Name) {
        (self.0.2, self.1.2) = (Shows::as_debug(), Shows::as_debug());
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
