//! Which object of the program is which object of the graph.
//!
//! An object has no number of its own: it may be a `static`, or have been made before the exploration. It gets one
//! when it is first used in an execution. Where the graph already has that use, it says which number; where the use
//! is new, a number is taken that the graph does not use. So a graph's numbers depend on nothing but the graph.
//!
//! The number is written into the object itself, with the number of the run, so that it goes wherever the
//! object is moved, and a new object at an old address is a new object.

use std::panic::Location;
use std::ptr;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use super::Engine;
use crate::graph::{Object, ObjectId, Place};

const OBJECT_BITS: u32 = 20;

/// The part of an object that the engine knows it by.
pub(crate) struct Slot {
    /// The run in which it was used last, and its number in it. Threads that explore different parts of one
    /// exploration may share a `static`, and overwrite this for each other: then its address helps.
    stamp: AtomicU64,
    /// Where it was made.
    made: Place,
}

/// An object, as those present it that use it.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    pub slot: &'a Slot,
    pub sort: &'static str,
    /// What it began with.
    pub initial: u64,
    /// What the program calls, if that is something else than what is done; otherwise empty.
    pub call: &'static str,
    /// Of which thing of the program it is a part, see [`Object::family`].
    pub family: u64,
}

/// A number for a thing of the program that has several objects.
pub(crate) fn new_family() -> u64 {
    static FAMILIES: AtomicU64 = AtomicU64::new(1);
    FAMILIES.fetch_add(1, Relaxed)
}

impl<'a> About<'a> {
    pub fn new(slot: &'a Slot, sort: &'static str) -> About<'a> {
        About { slot, sort, initial: 0, call: "", family: 0 }
    }

    pub fn of(self, family: u64) -> About<'a> {
        About { family, ..self }
    }

    pub fn called(self, call: &'static str) -> About<'a> {
        About { call, ..self }
    }
}

impl Slot {
    #[track_caller]
    pub const fn new() -> Slot {
        Slot { stamp: AtomicU64::new(0), made: Location::caller() }
    }

    /// One that was made at a place, whoever makes it now.
    pub fn at(made: Place) -> Slot {
        Slot { stamp: AtomicU64::new(0), made }
    }

    pub fn made(&self) -> Place {
        self.made
    }

    /// From now on it is another object.
    pub fn forget(&mut self) {
        *self.stamp.get_mut() = 0;
    }
}

impl Engine {
    /// The number of an object in this run, if it has been used.
    #[inline]
    pub(crate) fn object_of(&self, slot: &Slot) -> Option<ObjectId> {
        let stamp = slot.stamp.load(Relaxed);
        if stamp >> OBJECT_BITS == self.run {
            return Some(ObjectId((stamp & ((1 << OBJECT_BITS) - 1)) as u32));
        }
        if stamp == 0 {
            return None;
        }
        let address = ptr::from_ref(slot).addr();
        let index = self.addresses.iter().position(|&known| known == address)?;
        Some(ObjectId(index as u32))
    }

    /// Where each object of the graph is in this run; 0 for those that have not been used.
    pub fn addresses(&self) -> &[usize] {
        &self.addresses
    }

    /// Gives an object the number that the graph has for it; `false` if that is another's.
    pub(super) fn bind(&mut self, about: About<'_>, object: ObjectId) -> bool {
        if self.addresses.len() <= object.index() {
            self.addresses.resize(object.index() + 1, 0);
        }
        if self.addresses[object.index()] != 0 {
            return false;
        }
        self.addresses[object.index()] = ptr::from_ref(about.slot).addr();
        about.slot.stamp.store(self.run << OBJECT_BITS | u64::from(object.0), Relaxed);
        let known = self.search.graph.object_mut(object);
        (known.initial, known.sort, known.made) = (about.initial, about.sort, Some(about.slot.made));
        known.family = about.family;
        true
    }

    /// The number of an object, which gets a new one if it has none.
    pub(super) fn bind_new(&mut self, about: About<'_>) -> ObjectId {
        if let Some(object) = self.object_of(about.slot) {
            return object;
        }
        let used = |index: usize| self.addresses.get(index).is_some_and(|&address| address != 0);
        let objects = &mut self.search.graph.objects;
        let is_free = |&index: &usize| objects[index].events == 0 && !used(index);
        // A sample begins with nothing, so that they are taken one after another.
        let from = if self.sampler.is_some() { self.addresses.len().min(objects.len()) } else { 0 };
        let free = (from..objects.len()).find(is_free);
        let index = free.unwrap_or_else(|| {
            objects.push(Object {
                writes: Vec::new(),
                reads: Vec::new(),
                initial: 0,
                sort: about.sort,
                made: None,
                family: 0,
                events: 0,
            });
            objects.len() - 1
        });
        let object = ObjectId(index as u32);
        self.bind(about, object);
        object
    }
}
