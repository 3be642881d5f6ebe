//! Which events of an execution are of which sort.

use super::event::{Event, Kind};
use super::relation::Set;

/// The events of each sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets {
    pub reads: Set,
    pub writes: Set,
    pub updates: Set,
    pub fences: Set,
    pub atomic: Set,
    pub releases: Set,
    pub acquires: Set,
    pub seq_cst: Set,
    /// Those of each location.
    pub at: Vec<Set>,
    /// Those of each thread.
    pub of: Vec<Set>,
}

impl Sets {
    /// Adds an event to the sets that it belongs to, or takes it out of them.
    pub fn change(&mut self, event: &Event, bit: Set) {
        let belongs = [
            (&mut self.reads, event.reads()),
            (&mut self.writes, event.writes()),
            (&mut self.updates, event.kind == Kind::Update),
            (&mut self.fences, event.kind == Kind::Fence),
            (&mut self.atomic, event.is_atomic()),
            (&mut self.releases, event.releases()),
            (&mut self.acquires, event.acquires()),
            (&mut self.seq_cst, event.is_seq_cst()),
        ];
        for (set, belongs) in belongs {
            if belongs {
                *set ^= bit;
            }
        }
        if let Some(location) = event.location {
            self.at[location] ^= bit;
        }
        if let Some(thread) = event.thread {
            self.of[thread] ^= bit;
        }
    }
}
