//! Those who do not own the value, but could if it is still there.

use std::panic::Location;
use std::sync::Arc as Shared;
use std::sync::atomic::Ordering::{Acquire, Relaxed};

use super::inner::CAME;
use super::{Arc, Weak};
use crate::graph::Change;
use crate::run::perform;

impl<T> Weak<T> {
    /// To nothing.
    pub const fn new() -> Weak<T> {
        Weak { inner: None }
    }
}

impl<T: ?Sized> Weak<T> {
    /// An owner, if the value is still there.
    #[track_caller]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let (call, place) = ("upgrade", Location::caller());
        let inner = self.inner.as_ref()?;
        loop {
            let (word, _, owners) = inner.look(call, Relaxed, Change::None, place);
            // Whether the value is there follows from the word alone: in the order of this run it may have been
            // dropped already, though in the graph this comes first. Then the compare-exchange fails.
            let is_being_made = inner.pointer.get().is_none();
            if owners == 0 || is_being_made {
                return None;
            }
            perform::change_aside(place);
            let new = word + CAME;
            let comes = Change::CompareExchange { expected: word, new, failure: Relaxed, weak: false };
            if inner.look(call, Acquire, comes, place).1 {
                inner.present.set(inner.present.get() + 1);
                return Some(Arc { inner: Shared::clone(inner), place });
            }
        }
    }

    /// How many owners there are, as far as this thread can know.
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        let place = Location::caller();
        self.inner.as_ref().map_or(0, |inner| inner.count(place))
    }

    /// Whether both are to the same value.
    pub fn ptr_eq(&self, other: &Weak<T>) -> bool {
        match (&self.inner, &other.inner) {
            (Some(one), Some(other)) => Shared::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    #[track_caller]
    fn clone(&self) -> Weak<T> {
        if let Some(inner) = &self.inner {
            inner.weak_changes(1, "clone", Location::caller());
        }
        Weak { inner: self.inner.clone() }
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    fn drop(&mut self) {
        if let Some(inner) = &self.inner {
            inner.weak_changes(-1, "drop", inner.made());
        }
    }
}
