//! What else could have been: the search's notes to itself.

use crate::graph::EventId;

/// Another way to go on from a graph that has been left. `at` is the number of events that are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Alternative {
    /// The read that is added next reads from another write.
    Read { at: u32, write: EventId, on_a_whim: bool },
    /// The choice that is made next is another.
    Choose { at: u32, value: u64 },
    /// The write that is added next stands right after another.
    Write { at: u32, after: EventId },
    /// The last write of those events is read by a read before it.
    Revisit { at: u32, read: EventId, write: EventId, after: EventId, on_a_whim: bool },
    /// The read-modify-write that is added next reads what another has read, which then has to read from it.
    Conflict { at: u32, source: EventId, read: EventId, on_a_whim: bool },
}

impl Alternative {
    /// Whether something may happen in it for no reason.
    pub fn is_whim(&self) -> bool {
        match *self {
            Alternative::Read { on_a_whim, .. }
            | Alternative::Revisit { on_a_whim, .. }
            | Alternative::Conflict { on_a_whim, .. } => on_a_whim,
            Alternative::Choose { .. } => true,
            Alternative::Write { .. } => false,
        }
    }
}
