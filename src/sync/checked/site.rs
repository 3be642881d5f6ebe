//! Sites: the places where a synchronisation operation stands in the source, and what becomes of an
//! exploration when one of them is weaker than written.
//!
//! Each operation asks here, by its place, which ordering to apply, or whether to be left out. So one
//! compiled program tries every weakening of every site.

use std::cell::{Cell, RefCell};
use std::fmt;

use std::sync::atomic::Ordering;

use super::record::Place;
use crate::sync::Name;

/// Which part of an operation a site is: a compare-exchange has two orderings in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The ordering of a load.
    Load,
    /// The ordering of a store.
    Store,
    /// The ordering of a read-modify-write, or of a compare-exchange that succeeds.
    Change,
    /// The ordering of a compare-exchange that fails.
    Failure,
    /// A fence.
    Fence,
    /// The lock of a mutex.
    Lock,
    /// The read lock of a readers-writer lock.
    ReadLock,
    /// The write lock of a readers-writer lock.
    WriteLock,
    /// The loop around a wait at a condition variable.
    WaitLoop,
    /// A meeting at a barrier.
    Barrier,
    /// A notification of threads that wait.
    Notify,
    /// What lets a parked thread go on.
    Unpark,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Part::Load => "load",
            Part::Store => "store",
            Part::Change => "change",
            Part::Failure => "failed change",
            Part::Fence => "fence",
            Part::Lock => "lock",
            Part::ReadLock => "read lock",
            Part::WriteLock => "write lock",
            Part::WaitLoop => "wait loop",
            Part::Barrier => "barrier",
            Part::Notify => "notification",
            Part::Unpark => "unpark",
        })
    }
}

/// A synchronisation operation in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Where it stands.
    pub place: Place,
    /// Which part of the operation.
    pub part: Part,
    /// What it is applied to (one of them, where it is applied to several).
    pub object: Name,
    /// The ordering that is written there, for parts that have one.
    pub ordering: Option<Ordering>,
    /// Whether a wrapper asks here; otherwise the engine's own types stand there.
    pub is_wrapped: bool,
}

impl Site {
    /// Whether the two are the same operation in the source.
    pub fn is(&self, other: &Site) -> bool {
        self.place == other.place && self.part == other.part
    }
}

/// What is tried instead of what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weaker {
    /// This ordering.
    Ordering(Ordering),
    /// Nothing: no lock, no barrier, no fence; a wait without its loop.
    LeftOut,
}

impl fmt::Display for Weaker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Weaker::Ordering(ordering) => formatter.pad(&format!("{ordering:?}")),
            Weaker::LeftOut => formatter.pad("left out"),
        }
    }
}

thread_local! {
    /// Whether anybody wants to know of sites at all: while not, an operation looks only at this.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    static WEAKENED: Cell<Option<(Site, Weaker)>> = const { Cell::new(None) };
    static SITES: RefCell<Option<Vec<Site>>> = const { RefCell::new(None) };
}

/// Starts to collect the sites that are passed.
pub fn collect() {
    ASKED.set(true);
    SITES.replace(Some(Vec::new()));
}

/// Ends collecting; the sites in the order in which they were first passed.
pub fn collected() -> Vec<Site> {
    ASKED.set(WEAKENED.get().is_some());
    SITES.take().unwrap_or_default()
}

/// Weakens one site in the coming executions, or none.
pub fn weaken(site: Option<(Site, Weaker)>) {
    ASKED.set(site.is_some());
    WEAKENED.set(site);
}

/// What is tried at this site, if anything is. Collects the site where sites are collected.
fn tried(site: Site) -> Option<Weaker> {
    SITES.with_borrow_mut(|sites| {
        if let Some(sites) = sites
            && !sites.iter().any(|known| known.is(&site))
        {
            sites.push(site);
        }
    });
    WEAKENED.get().filter(|(weakened, _)| weakened.is(&site)).map(|(_, weaker)| weaker)
}

/// The ordering to apply where `ordering` is written.
pub(super) fn applied(place: Place, part: Part, object: Name, ordering: Ordering) -> Ordering {
    if !ASKED.get() {
        return ordering;
    }
    match tried(Site { place, part, object, ordering: Some(ordering), is_wrapped: true }) {
        Some(Weaker::Ordering(weaker)) => weaker,
        _ => ordering,
    }
}

/// Whether to leave out a fence of this ordering, and which ordering to apply otherwise.
pub(super) fn applied_fence(place: Place, object: Name, ordering: Ordering) -> Option<Ordering> {
    if !ASKED.get() {
        return Some(ordering);
    }
    match tried(Site { place, part: Part::Fence, object, ordering: Some(ordering), is_wrapped: true }) {
        Some(Weaker::LeftOut) => None,
        Some(Weaker::Ordering(weaker)) => Some(weaker),
        None => Some(ordering),
    }
}

/// Whether to leave out what stands at this site.
pub(super) fn left_out(place: Place, part: Part, object: Name) -> bool {
    ASKED.get()
        && tried(Site { place, part, object, ordering: None, is_wrapped: true }) == Some(Weaker::LeftOut)
}
