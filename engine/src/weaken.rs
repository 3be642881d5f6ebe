//! Exploring a program as if it were written otherwise: with weaker orderings, or without a lock.
//!
//! A reader asks "is this `Release` needed?". Instead of compiling the program again, the engine is told to
//! apply another ordering at that place. What each event was written with, and what was applied, stands in the graph.

use std::sync::atomic::Ordering;

use crate::graph::Place;

/// An operation of the program, as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Where it is.
    pub place: Place,
    /// What it is called: `load`, `compare_exchange`, `lock`, `fence`.
    pub operation: &'static str,
    /// Its ordering; of a lock `Acquire`.
    pub ordering: Ordering,
    /// For a compare-exchange, its ordering where it fails.
    pub failure: Option<Ordering>,
}

/// How an operation is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// As it is written.
    AsWritten,
    /// With other orderings.
    Weakened {
        /// In place of its ordering.
        ordering: Ordering,
        /// In place of that for failing, where it has one.
        failure: Option<Ordering>,
    },
    /// As if it were not there. A fence, or a lock: whoever would take it goes on without it.
    LeftOut,
}

/// Says how an operation is treated. It has to say the same of the same operation each time.
pub type Weaken = dyn Fn(&Site) -> Treatment + Send + Sync;

impl Treatment {
    /// The site as it is treated; `None` if it is left out.
    pub(crate) fn apply(self, site: &Site) -> Option<Site> {
        match self {
            Treatment::AsWritten => Some(*site),
            Treatment::Weakened { ordering, failure } => {
                Some(Site { ordering, failure: failure.or(site.failure), ..*site })
            }
            Treatment::LeftOut => None,
        }
    }
}
