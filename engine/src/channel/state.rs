//! The queue, and what can be done with it.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::Ordering::Release;

use super::ends::Ends;
use crate::graph::{Place, Shape};
use crate::run::{About, Slot, perform};
use crate::sync::monitor::{Answer, Monitor, Work};

/// A channel.
pub(super) struct Channel<T> {
    pub monitor: Monitor<State<T>>,
    pub capacity: Option<usize>,
    pub senders: Ends,
    pub receivers: Ends,
}

// SAFETY: all threads of a program run on one thread of the operating system (an assumption of the crate's page), and
// no borrow of the state lasts across a switch.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: the same.
unsafe impl<T: Send> Sync for Channel<T> {}

/// What is in it.
pub(super) struct State<T> {
    pub queue: VecDeque<Message<T>>,
    pub has_senders: bool,
    pub has_receivers: bool,
    /// Where the capacity is zero: how many wait to receive. The first so many messages of the queue are theirs.
    pub waiting: usize,
}

/// A message under way.
pub(super) struct Message<T> {
    pub value: T,
    pub ticket: Rc<Ticket>,
}

/// What two threads know a message by.
pub(super) struct Ticket {
    sent: Slot,
    /// At a rendezvous: that it has been received.
    received: Slot,
}

impl<T> Channel<T> {
    pub fn new(capacity: Option<usize>, place: Place) -> Channel<T> {
        let state = State { queue: VecDeque::new(), has_senders: true, has_receivers: true, waiting: 0 };
        Channel {
            monitor: Monitor::at(place, "channel", state),
            capacity,
            senders: Ends::new(place),
            receivers: Ends::new(place),
        }
    }

    /// A look at the state.
    pub fn look<R: Answer>(
        &self,
        call: &'static str,
        place: Place,
        look: impl FnOnce(&State<T>) -> R,
    ) -> Option<R> {
        self.monitor.when(Work { call, timed: false, place }, |_| true, |state| look(state))
    }

    pub fn has_room(&self, state: &State<T>) -> bool {
        self.capacity.is_none_or(|capacity| state.queue.len() < capacity)
    }

    /// Whether sender and receiver have to meet.
    pub fn is_meeting(&self) -> bool {
        self.capacity == Some(0)
    }
}

impl<T> State<T> {
    /// Takes a message back that has not been received.
    pub fn take_back(&mut self, ticket: &Rc<Ticket>) -> Option<Message<T>> {
        let index = self.queue.iter().position(|message| Rc::ptr_eq(&message.ticket, ticket))?;
        self.queue.remove(index)
    }

    pub fn has(&self, ticket: &Rc<Ticket>) -> bool {
        self.queue.iter().any(|message| Rc::ptr_eq(&message.ticket, ticket))
    }
}

impl Ticket {
    /// Of a message that is sent now.
    pub fn send(place: Place) -> Rc<Ticket> {
        let ticket = Rc::new(Ticket { sent: Slot::at(place), received: Slot::at(place) });
        perform::write(About::new(&ticket.sent, "message").called("send"), 1, Release, Shape::NONE, place);
        ticket
    }

    /// Its message has been taken out of the queue: what was known when it was sent is known now.
    pub fn receive(&self, is_meeting: bool, place: Place) {
        perform::await_store(About::new(&self.sent, "message").called("recv"), false, place);
        if is_meeting {
            let about = About::new(&self.received, "message").called("recv");
            perform::write(about, 1, Release, Shape::NONE, place);
        }
    }

    /// Waits until the receiver has done so.
    pub fn meet(&self, place: Place) {
        perform::await_store(About::new(&self.received, "message").called("send"), false, place);
    }
}
