//! The sites of a program that uses the engine's types directly: its graphs have them.
//!
//! A wrapper asks [`site`](crate::sync::checked::site) which ordering to apply. The engine's own types ask the engine,
//! which is told here to treat one site as if it were weaker.

use std::collections::HashSet;

use racelab_engine::Execution;
use racelab_engine::graph::{Change, Event, Kind};
use racelab_engine::weaken::{Site as Asked, Treatment};
use std::sync::atomic::Ordering;

use super::names::named;
use super::places::{Place, is_of_the_kit};
use crate::sync::Name;
use crate::sync::checked::site::{Part, Site, Weaker};

/// The sites that executions pass.
#[derive(Default)]
pub(super) struct Passed {
    sites: Vec<Site>,
    /// What is known already: most executions pass what others have passed.
    known: HashSet<(Place, Part)>,
}

impl Passed {
    /// Adds the sites of an execution.
    pub fn add<T>(&mut self, execution: &Execution<'_, T>) {
        for (id, event) in execution.events() {
            let object = execution.graph.object_of(id);
            let sort = object.map_or("", |object| object.sort);
            for (part, ordering) in parts(event, sort).into_iter().flatten() {
                if self.known.insert((event.place, part)) && !is_of_the_kit(event.place) {
                    let object = object_name(object.and_then(|object| object.made), sort);
                    self.sites.push(Site { place: event.place, part, object, ordering, is_wrapped: false });
                }
            }
        }
    }

    /// All that were passed, after those that the wrappers know of.
    pub fn after(self, mut wrapped: Vec<Site>) -> Vec<Site> {
        let new = self.sites.into_iter().filter(|site| !wrapped.iter().any(|known| known.is(site)));
        let new: Vec<_> = new.collect();
        wrapped.extend(new);
        wrapped
    }
}

/// What the site is applied to, by the source's word for it if it is one of the program's objects.
fn object_name(made: Option<Place>, sort: &'static str) -> Name {
    match made {
        None => Name::from("memory"),
        Some(made) => Name::from(named(made, sort)),
    }
}

type Parts = [Option<(Part, Option<Ordering>)>; 2];

/// Which parts an event has that could be weaker. A compare-exchange has two.
fn parts(event: &Event, sort: &str) -> Parts {
    let written = Some(event.written);
    match (event.kind, event.change) {
        (Kind::Fence, _) => [Some((Part::Fence, written)), None],
        (Kind::Write, _) if sort.starts_with("Atomic") && !event.is_update => {
            [Some((Part::Store, written)), None]
        }
        (Kind::Read, change) if sort.starts_with("Atomic") => match change {
            Change::None => [Some((Part::Load, written)), None],
            Change::CompareExchange { failure, .. } => {
                [Some((Part::Change, written)), Some((Part::Failure, Some(failure)))]
            }
            _ => [Some((Part::Change, written)), None],
        },
        (Kind::Read, Change::Lock | Change::TryLock) => [lock(event, sort).map(|part| (part, None)), None],
        _ => [None, None],
    }
}

/// Which lock it is, if it is one of the program's and no other call's, as a wait at a condition variable is.
fn lock(event: &Event, sort: &str) -> Option<Part> {
    match (sort, event.call) {
        ("Mutex", "") => Some(Part::Lock),
        ("RwLock", "read" | "try_read") => Some(Part::ReadLock),
        ("RwLock", "write" | "try_write") => Some(Part::WriteLock),
        _ => None,
    }
}

/// How the engine is to treat the program's operations where this site is weaker.
pub(super) fn treatment(site: Site, weaker: Weaker) -> impl Fn(&Asked) -> Treatment + Send + Sync + 'static {
    move |asked: &Asked| {
        if asked.place != site.place || !is_part(asked.operation, site.part) {
            return Treatment::AsWritten;
        }
        match weaker {
            Weaker::LeftOut => Treatment::LeftOut,
            Weaker::Ordering(failure) if site.part == Part::Failure => {
                Treatment::Weakened { ordering: asked.ordering, failure: Some(failure) }
            }
            Weaker::Ordering(ordering) => Treatment::Weakened { ordering, failure: None },
        }
    }
}

/// Whether an operation, by its name in the program, has such a part.
fn is_part(operation: &str, part: Part) -> bool {
    match part {
        Part::Load => operation == "load",
        Part::Store => operation == "store",
        Part::Failure => operation.starts_with("compare_exchange"),
        Part::Change => {
            operation == "swap"
                || operation.starts_with("fetch_")
                || operation.starts_with("compare_exchange")
        }
        Part::Fence => operation == "fence",
        Part::Lock => ["lock", "try_lock"].contains(&operation),
        Part::ReadLock => ["read", "try_read"].contains(&operation),
        Part::WriteLock => ["write", "try_write"].contains(&operation),
        Part::WaitLoop | Part::Barrier | Part::Notify | Part::Unpark => false,
    }
}
