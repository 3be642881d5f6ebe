//! Channels, by the names and contract of crossbeam's (`crossbeam::channel`): many senders, many receivers.
//!
//! What is ordered is what the contract promises: all that happened before a message was sent happens before it is
//! received, and where the capacity is zero, so that both meet (a *rendezvous*), all that happened before it is
//! received happens before the sender goes on. Nothing more. That there was room, that a channel is empty, or that the
//! other side is gone, tells nothing of what others did. (In today's implementations it often does. Who relies on that
//! has a data race here.)
//!
//! Each operation is one step on the channel's state, which waits until it can be done; see
//! `run::monitor`. A message carries a word that its sender stores (Release) and its receiver
//! loads (Acquire): in a graph the load, called `recv`, reads from the store, called `send`.
//!
//! Where time may run out, it does as often as the explorer allows: then an operation looks once more, and gives up
//! if it still has to wait.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `state` | the queue, and what can be done with it |
//! | `sender`, `receiver` | the two ends |
//! | `error` | what they say when they cannot |

mod ends;
mod error;
mod receiver;
mod sender;
mod state;

use std::panic::Location;
use std::sync::Arc;

pub use error::{RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError};
pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::Sender;
use state::Channel;

/// A channel that holds so many messages. One that holds none makes sender and receiver meet.
#[track_caller]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    pair(Some(capacity))
}

/// A channel that always has room.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    pair(None)
}

#[track_caller]
fn pair<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(capacity, Location::caller()));
    (Sender::new(Arc::clone(&channel)), Receiver::new(channel))
}
