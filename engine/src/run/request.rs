//! What a thread wants to do, and the event that comes of it.

use std::sync::atomic::Ordering;

use super::object::About;
use crate::graph::{Change, Event, EventId, Kind, ObjectId, Place, Shape};

/// What a thread wants to do.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub kind: Kind,
    pub change: Change,
    pub ordering: Ordering,
    /// As the program has it, where `ordering` was weakened.
    pub written: Ordering,
    pub about: Option<About<'a>>,
    pub value: u64,
    pub shape: Shape,
    /// Of a choice: how many there are, and whether all but the first happen for no reason.
    pub choices: u64,
    pub may_be_whim: bool,
    /// Of a wait: whether time may run out.
    pub timed: bool,
    /// What the program calls, where neither the kind nor the object says it.
    pub call: &'static str,
    pub place: Place,
}

impl<'a> Request<'a> {
    pub fn new(kind: Kind, ordering: Ordering, place: Place) -> Request<'a> {
        Request {
            kind,
            change: Change::None,
            ordering,
            written: ordering,
            about: None,
            value: 0,
            shape: Shape::NONE,
            choices: 0,
            may_be_whim: false,
            timed: false,
            call: "",
            place,
        }
    }
}

#[inline]
pub(super) fn event(request: &Request<'_>, object: ObjectId) -> Event {
    Event {
        kind: request.kind,
        change: request.change,
        written: request.written,
        ordering: request.ordering,
        object,
        reads_from: EventId::INITIAL,
        value: request.value,
        shape: request.shape,
        is_update: false,
        on_a_whim: false,
        may_be_whim: request.may_be_whim,
        stamp: 0,
        place: request.place,
        call: request.about.map_or(request.call, |about| about.call),
        last_fence: 0,
        happens_before: Default::default(),
        causes: Default::default(),
        released: Default::default(),
    }
}

/// The event with which a thread begins.
pub(super) fn beginning(place: Place) -> Event {
    event(&Request::new(Kind::Begin, Ordering::Relaxed, place), ObjectId::NONE)
}
