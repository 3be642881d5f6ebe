//! Vector clocks: what of every thread is known.

use super::EventId;

/// The most threads of a program, its main thread among them.
pub const MOST_THREADS: usize = 32;

/// A set of events that holds, with each event, all earlier ones of its thread. So one number a thread says
/// it all: how many of the thread's events are in the set.
///
/// Mattern, "Virtual Time and Global States of Distributed Systems", 1989; Fidge, 1988.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock([u16; MOST_THREADS]);

impl Clock {
    /// Learns all that another clock knows.
    #[inline]
    pub fn join(&mut self, other: &Clock) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// Whether an event is in the set.
    #[inline]
    pub fn knows(&self, event: EventId) -> bool {
        usize::from(self.0[event.thread()]) > event.index()
    }

    /// Puts an event in, and all earlier ones of its thread.
    #[inline]
    pub fn add(&mut self, event: EventId) {
        let known = &mut self.0[event.thread()];
        *known = (*known).max(event.index() as u16 + 1);
    }

    /// Puts in all events of a thread, and all that it could ever have.
    pub fn add_all_of(&mut self, thread: usize) {
        self.0[thread] = u16::MAX;
    }
}
