//! Channels by the names and contract of `std::sync::mpsc`: many senders, one receiver. They are those of
//! [`crate::channel`].

use std::cell::Cell;
use std::marker::PhantomData;
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::time::Duration;

use crate::channel;

/// The end of a channel that always has room.
#[derive(Debug)]
pub struct Sender<T>(channel::Sender<T>);

/// The end of a channel that may have no room.
#[derive(Debug)]
pub struct SyncSender<T>(channel::Sender<T>);

/// The end that receives. There is one.
#[derive(Debug)]
pub struct Receiver<T> {
    inner: channel::Receiver<T>,
    /// One thread at a time has it.
    not_sync: PhantomData<Cell<()>>,
}

#[track_caller]
fn receiver<T>(inner: channel::Receiver<T>) -> Receiver<T> {
    Receiver { inner, not_sync: PhantomData }
}

/// A channel that always has room.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sends, receives) = channel::unbounded();
    (Sender(sends), receiver(receives))
}

/// A channel that holds so many messages. One that holds none makes sender and receiver meet.
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let (sends, receives) = channel::bounded(bound);
    (SyncSender(sends), receiver(receives))
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        Sender(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> SyncSender<T> {
        SyncSender(self.0.clone())
    }
}

impl<T> Sender<T> {
    /// Sends a message.
    ///
    /// # Errors
    ///
    /// The message, if there is no receiver any more.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.send(message).map_err(|error| SendError(error.0))
    }
}

impl<T> SyncSender<T> {
    /// Waits until there is room, and sends a message.
    ///
    /// # Errors
    ///
    /// The message, if there is no receiver any more.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.send(message).map_err(|error| SendError(error.0))
    }

    /// Sends a message if there is room; where the channel holds none, if the receiver waits for it.
    ///
    /// # Errors
    ///
    /// The message, if there is no room, or no receiver any more.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.0.try_send(message).map_err(|error| match error {
            channel::TrySendError::Full(message) => TrySendError::Full(message),
            channel::TrySendError::Disconnected(message) => TrySendError::Disconnected(message),
        })
    }
}

impl<T> Receiver<T> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// If there is none, and no sender any more.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.inner.recv().map_err(|_| RecvError)
    }

    /// Takes a message if there is one.
    ///
    /// # Errors
    ///
    /// If there is none, with or without a sender that could send one.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.inner.try_recv().map_err(|error| match error {
            channel::TryRecvError::Empty => TryRecvError::Empty,
            channel::TryRecvError::Disconnected => TryRecvError::Disconnected,
        })
    }

    /// Waits for a message, or until time runs out, which may be at any moment: as often as the explorer allows.
    ///
    /// # Errors
    ///
    /// If there is none, with or without a sender that could send one.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.inner.recv_timeout(timeout).map_err(|error| match error {
            channel::RecvTimeoutError::Timeout => RecvTimeoutError::Timeout,
            channel::RecvTimeoutError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// Waits for one message after another, until there is no sender any more.
    #[track_caller]
    pub fn iter(&self) -> channel::Iter<'_, T> {
        self.inner.iter()
    }

    /// Takes one message after another, as long as there is one.
    #[track_caller]
    pub fn try_iter(&self) -> channel::TryIter<'_, T> {
        self.inner.try_iter()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = channel::Iter<'a, T>;
    #[track_caller]
    fn into_iter(self) -> channel::Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = channel::IntoIter<T>;
    #[track_caller]
    fn into_iter(self) -> channel::IntoIter<T> {
        self.inner.into_iter()
    }
}
