//! What loom's atomics have beside std's: plain accesses to an atomic that its owner has, or should have, alone.

use std::panic::Location;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use super::value::Value;
use super::{Atomic, Ordering};
use crate::execution::{Access, DataRace, Failure};
use crate::graph::{Change, EventId};
use crate::run::perform;
use crate::run::with;

impl<T: Value> Atomic<T> {
    /// Gives the value to a function that may change it, for whoever has the atomic alone.
    pub fn with_mut<R>(&mut self, work: impl FnOnce(&mut T) -> R) -> R {
        work(self.get_mut())
    }

    /// Reads the value as if the atomic were plain memory. A store by another thread that this one does not know to
    /// have happened before, or after, makes that a data race, and ends the execution.
    ///
    /// (It is a `Relaxed` load that looks at all stores so far. What it reads is not enough: coherence may keep it from
    /// reading a store that it races with.)
    ///
    /// # Safety
    ///
    /// No other thread stores at the same time. (That is looked at.)
    #[track_caller]
    pub unsafe fn unsync_load(&self) -> T {
        let place = Location::caller();
        let about = self.about().called("unsync_load");
        let (found, _, event) = perform::read_event(about, Relaxed, Change::None, T::SHAPE, place);
        if let Some(race) = event.and_then(|load| race_of(load, self.slot.made())) {
            perform::fail(Failure::DataRace(race), place);
        }
        T::from_bits(found)
    }

    /// The older form of [`compare_exchange`](Atomic::compare_exchange), which std has deprecated.
    #[track_caller]
    pub fn compare_and_swap(&self, current: T, new: T, ordering: Ordering) -> T {
        let failure = match ordering {
            Relaxed | Release => Relaxed,
            Acquire | AcqRel => Acquire,
            other => other,
        };
        self.compare_exchange(current, new, ordering, failure).unwrap_or_else(|found| found)
    }
}

/// The race of a plain load with a store that neither happens before it nor after.
fn race_of(load: EventId, made: crate::graph::Place) -> Option<DataRace> {
    with(|engine| {
        let graph = &engine.search.graph;
        let is_ordered =
            |store: EventId| graph.happens_before(store, load) || graph.happens_before(load, store);
        let stores = &graph.object(graph.event(load).object).writes;
        let store = stores.iter().copied().find(|&store| !is_ordered(store))?;
        let access = |id: EventId, writes| Access {
            thread: id.thread(),
            writes,
            after: id.index(),
            place: graph.event(id).place,
        };
        Some(DataRace { made, first: access(store, true), second: access(load, false) })
    })
}
