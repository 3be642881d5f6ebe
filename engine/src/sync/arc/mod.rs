//! Values with many owners, by the names and contracts of `std::sync::Arc` and `Weak`.
//!
//! Only what somebody could notice is an event. That an owner is cloned nobody can but who counts the owners: where the
//! program does, by `strong_count` and its like, that is an event too (see `run::owners`), elsewhere it is written down
//! without one. That an owner goes is an addition (Release)
//! to a count of those that have gone, as it matters which is the last: that one looks again (Acquire), so that all
//! that happened by any owner happens before the value is dropped. A [`Weak`] that becomes an owner does so by a
//! compare-exchange of the same word (Acquire), since it may come too late.
//!
//! So `n` owners that go cost `n!` executions, though most often nobody can tell their order but for the last. Unlike
//! those who come to a [`Barrier`](super::Barrier), they do not stop there: one may be known to have gone before
//! another, and a third may count them in between. Then the orders differ, and all are explored.
//!
//! An `Arc` that is still there when the execution ends is a leak, unless [told otherwise](crate::Explorer::leaks).
//!
//! `Arc<dyn Trait>` comes from [`from_std`](Arc::from_std), as a type of one's own cannot be coerced.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `inner` | what all owners share, and how they are counted |
//! | `raw` | owners that go about as pointers to the value |
//! | `weak` | those who do not own |
//! | `traits` | the traits of a value, for its owners |

mod inner;
mod raw;
mod traits;
mod weak;

use std::mem::{self, ManuallyDrop};
use std::ops::Deref;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::Arc as Shared;
use std::sync::atomic::Ordering::{Relaxed, Release};

use self::inner::{CAME, GONE, Inner};
use crate::graph::{Change, Place};
use crate::run::perform;

/// One of the owners of a value.
pub struct Arc<T: ?Sized> {
    inner: Shared<Inner<T>>,
    /// Where this owner was made.
    place: Place,
}

/// Who does not own a value, but could if it is still there.
pub struct Weak<T: ?Sized> {
    inner: Option<Shared<Inner<T>>>,
}

// SAFETY: as for `std::sync::Arc`. All threads of a program run on one thread of the operating system, and no
// borrow lasts across a switch.
unsafe impl<T: ?Sized + Send + Sync> Send for Arc<T> {}
// SAFETY: the same.
unsafe impl<T: ?Sized + Send + Sync> Sync for Arc<T> {}
// SAFETY: the same.
unsafe impl<T: ?Sized + Send + Sync> Send for Weak<T> {}
// SAFETY: the same.
unsafe impl<T: ?Sized + Send + Sync> Sync for Weak<T> {}
impl<T: ?Sized + RefUnwindSafe> UnwindSafe for Arc<T> {}
impl<T: ?Sized + RefUnwindSafe> RefUnwindSafe for Arc<T> {}

impl<T> Arc<T> {
    /// A value with one owner.
    #[track_caller]
    pub fn new(value: T) -> Arc<T> {
        Arc::from_std(Shared::new(value))
    }

    /// A value that knows how to own itself: the function gets a [`Weak`] to what it is to make.
    #[track_caller]
    pub fn new_cyclic(make: impl FnOnce(&Weak<T>) -> T) -> Arc<T> {
        let (call, place) = ("new_cyclic", Location::caller());
        let inner = Shared::new(Inner::new(None, place));
        // Until the value is made, another thread that has got the `Weak` finds no owner.
        inner.look(call, Relaxed, Change::Add(GONE), place);
        inner.weak_changes(1, call, place);
        let weak = Weak { inner: Some(Shared::clone(&inner)) };
        let value = Shared::new(make(&weak));
        inner.pointer.set(Some(Shared::as_ptr(&value)));
        *inner.value.borrow_mut() = Some(value);
        inner.look(call, Release, Change::Add(CAME), place);
        Arc { inner, place }
    }

    /// The value, if this is its only owner.
    ///
    /// # Errors
    ///
    /// The owner, if there are others.
    #[track_caller]
    pub fn try_unwrap(this: Arc<T>) -> Result<T, Arc<T>> {
        match this.take("try_unwrap", Location::caller()) {
            Some(value) => {
                drop(this.forget());
                Ok(value)
            }
            None => Err(this),
        }
    }

    /// The value, if this is its only owner. Then this owner has gone, and is not to go again.
    fn take(&self, call: &'static str, place: Place) -> Option<T> {
        let inner = &self.inner;
        let (word, _, owners) = inner.look(call, Relaxed, Change::None, place);
        let others = inner.value.borrow().as_ref().is_none_or(|value| Shared::strong_count(value) > 1);
        if owners != 1 || others {
            return None;
        }
        perform::change_aside(place);
        let goes =
            Change::CompareExchange { expected: word, new: word + GONE, failure: Relaxed, weak: false };
        if !inner.look(call, Release, goes, place).1 {
            return None;
        }
        inner.present.set(inner.present.get() - 1);
        let value = inner.end(call, place).expect("the last owner takes the value");
        Some(Shared::into_inner(value).expect("nobody else has it"))
    }

    /// The value, if this is its last owner. Otherwise this owner goes, and another may be the last.
    #[track_caller]
    pub fn into_inner(this: Arc<T>) -> Option<T> {
        this.forget().goes("into_inner", Location::caller()).and_then(Shared::into_inner)
    }

    /// The value, or a clone of it where there are other owners.
    #[track_caller]
    pub fn unwrap_or_clone(this: Arc<T>) -> T
    where
        T: Clone,
    {
        Arc::try_unwrap(this).unwrap_or_else(|other| (*other).clone())
    }
}

impl<T: ?Sized> Arc<T> {
    /// The same value, of which this is the only owner if that is.
    #[track_caller]
    pub fn from_std(value: Shared<T>) -> Arc<T> {
        let place = Location::caller();
        Arc { inner: Shared::new(Inner::new(Some(value), place)), place }
    }

    /// This owner, without its going.
    fn forget(self) -> Shared<Inner<T>> {
        let this = ManuallyDrop::new(self);
        // SAFETY: it is read once, as `this` is not dropped.
        unsafe { ptr::read(&this.inner) }
    }

    /// How many owners there are, as far as this thread can know. Others may come and go at any time.
    #[track_caller]
    pub fn strong_count(this: &Arc<T>) -> usize {
        this.inner.count(Location::caller())
    }

    /// How many do not own the value, as far as this thread can know.
    #[track_caller]
    pub fn weak_count(this: &Arc<T>) -> usize {
        this.inner.count_weak(Location::caller())
    }

    /// Whether both own the same value.
    pub fn ptr_eq(this: &Arc<T>, other: &Arc<T>) -> bool {
        Shared::ptr_eq(&this.inner, &other.inner)
    }

    fn pointer(&self) -> *const T {
        self.inner.pointer.get().expect("there is an owner")
    }

    /// The value, if this is its only owner and there is no [`Weak`] to it. Then all that others did with it is
    /// known.
    #[track_caller]
    pub fn get_mut(this: &mut Arc<T>) -> Option<&mut T> {
        if !this.inner.is_unique("get_mut", Location::caller()) {
            return None;
        }
        let mut value = this.inner.value.borrow_mut();
        let value: *mut T = Shared::get_mut(value.as_mut()?)?;
        // SAFETY: nobody else can get at the value as long as this owner is borrowed.
        Some(unsafe { &mut *value })
    }

    /// One who does not own the value.
    #[track_caller]
    pub fn downgrade(this: &Arc<T>) -> Weak<T> {
        this.inner.weak_changes(1, "downgrade", Location::caller());
        Weak { inner: Some(Shared::clone(&this.inner)) }
    }
}

impl<T: Clone> Arc<T> {
    /// The value: where there are others who own it, this gets a clone of its own. Where there are only [`Weak`]s, it
    /// takes the value along, and they have lost it.
    #[track_caller]
    pub fn make_mut(this: &mut Arc<T>) -> &mut T {
        if Arc::get_mut(this).is_none() {
            match this.take("make_mut", Location::caller()) {
                Some(value) => drop(mem::replace(this, Arc::new(value)).forget()),
                None => *this = Arc::new((**this).clone()),
            }
        }
        let mut value = this.inner.value.borrow_mut();
        let value: *mut T = value.as_mut().and_then(Shared::get_mut).expect("nobody else has it");
        // SAFETY: as for `get_mut`.
        unsafe { &mut *value }
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the value is there as long as there is an owner.
        unsafe { &*self.pointer() }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Arc<T> {
        let place = Location::caller();
        self.inner.cloned(place);
        Arc { inner: Shared::clone(&self.inner), place }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        drop(self.inner.goes("drop", self.place));
    }
}
