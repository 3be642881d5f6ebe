//! Values with many owners, by the names and contracts of `std::sync::Arc` and `Weak`.
//!
//! Only what somebody could notice is an event. That an owner is cloned nobody can: whoever counts the owners
//! counts those clones that it knows of, as if the others came later. That an owner goes is an addition (Release)
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
//! `Arc<dyn Trait>` comes from [`from_std`](Arc::from_std), as a type of one's own cannot be coerced. There is no
//! `into_raw`.

use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::Arc as Shared;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use crate::graph::{Change, EventId, Place, Shape};
use crate::run::{About, Slot, Tracked, perform, with};

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

struct Inner<T: ?Sized> {
    /// Until the last owner has gone.
    value: RefCell<Option<Shared<T>>>,
    /// Where the value is, or was, once it has been made: owners get at it without a borrow.
    pointer: Cell<Option<*const T>>,
    /// In its lower half how many owners have gone, in its upper half how many came by `upgrade`.
    word: Slot,
    /// Owners that were cloned; and those who do not own, with those who went.
    clones: Ledger,
    weaks: Ledger,
    /// How many owners there are in the order of this run, where there are no events.
    present: Cell<usize>,
    leak: Cell<Option<Tracked>>,
}

const UPGRADE: u64 = 1 << 32;

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

/// What was done that is no event: by which thread, before which of its events, and by how much it changed a number.
#[derive(Default)]
struct Ledger(RefCell<Vec<(EventId, i64)>>);

impl Ledger {
    fn note(&self, change: i64) {
        if perform::is_in_program() {
            let next = with(|engine| EventId::new(engine.current, engine.threads[engine.current].done));
            self.0.borrow_mut().push((next, change));
        }
    }

    /// The sum of what an event hangs on.
    fn known_to(&self, event: EventId) -> i64 {
        with(|engine| {
            let causes = &engine.search.graph.event(event).causes;
            let known = |id: EventId| id.thread() == event.thread() || causes.knows(id);
            self.0.borrow().iter().filter(|(id, _)| known(*id)).map(|(_, change)| change).sum()
        })
    }
}

impl<T: ?Sized> Inner<T> {
    fn new(value: Option<Shared<T>>, place: Place) -> Inner<T> {
        let leak = perform::is_in_program().then(|| with(|engine| engine.track("Arc", place)));
        Inner {
            pointer: Cell::new(value.as_ref().map(Shared::as_ptr)),
            value: RefCell::new(value),
            word: Slot::at(place),
            clones: Ledger::default(),
            weaks: Ledger::default(),
            present: Cell::new(1),
            leak: Cell::new(leak),
        }
    }

    fn about(&self, call: &'static str) -> About<'_> {
        About::new(&self.word, "Arc").called(call)
    }

    /// Changes the word; what was found, whether it was changed, and how many owners there were then.
    fn look(
        &self,
        call: &'static str,
        ordering: Ordering,
        change: Change,
        place: Place,
    ) -> (u64, bool, usize) {
        if !perform::is_in_program() {
            return (0, true, self.present.get());
        }
        let (found, changed, event) =
            perform::read_event(self.about(call), ordering, change, Shape::NONE, place);
        let owners = match event {
            None => self.present.get(),
            Some(event) => {
                let upgrades = (found / UPGRADE) as i64;
                let gone = (found % UPGRADE) as i64;
                (1 + self.clones.known_to(event) + upgrades - gone).max(0) as usize
            }
        };
        (found, changed, owners)
    }

    /// How many do not own, as far as who did this knows.
    fn weaks(&self, call: &'static str, place: Place) -> usize {
        if !perform::is_in_program() {
            return 0;
        }
        let (.., event) = perform::read_event(self.about(call), Acquire, Change::None, Shape::NONE, place);
        event.map_or(0, |event| self.weaks.known_to(event).max(0) as usize)
    }

    /// An owner goes. The value, if it was the last.
    fn goes(&self, call: &'static str, place: Place) -> Option<Shared<T>> {
        perform::change_aside(place);
        self.present.set(self.present.get() - 1);
        let (.., owners) = self.look(call, Release, Change::Add(1), place);
        let is_last = match perform::is_in_program() && !perform::is_given_up() {
            true => owners == 1,
            false => self.present.get() == 0,
        };
        is_last.then(|| self.end(call, place)).flatten()
    }

    /// The last owner has gone.
    fn end(&self, call: &'static str, place: Place) -> Option<Shared<T>> {
        self.look(call, Acquire, Change::None, place);
        if let Some(leak) = self.leak.take()
            && perform::is_in_program()
        {
            with(|engine| engine.untrack(leak));
        }
        self.value.borrow_mut().take()
    }
}

impl<T> Arc<T> {
    /// A value with one owner.
    #[track_caller]
    pub fn new(value: T) -> Arc<T> {
        Arc::from_std(Shared::new(value))
    }

    /// A value that knows how to own itself: the function gets a [`Weak`] to what it is to make.
    #[track_caller]
    pub fn new_cyclic(make: impl FnOnce(&Weak<T>) -> T) -> Arc<T> {
        let place = Location::caller();
        let inner = Shared::new(Inner::new(None, place));
        inner.weaks.note(1);
        let weak = Weak { inner: Some(Shared::clone(&inner)) };
        let value = Shared::new(make(&weak));
        inner.pointer.set(Some(Shared::as_ptr(&value)));
        *inner.value.borrow_mut() = Some(value);
        Arc { inner, place }
    }

    /// The value, if this is its only owner.
    ///
    /// # Errors
    ///
    /// The owner, if there are others.
    #[track_caller]
    pub fn try_unwrap(this: Arc<T>) -> Result<T, Arc<T>> {
        let (call, place) = ("try_unwrap", Location::caller());
        let (word, _, owners) = this.inner.look(call, Relaxed, Change::None, place);
        let others = this.inner.value.borrow().as_ref().is_none_or(|value| Shared::strong_count(value) > 1);
        if owners != 1 || others {
            return Err(this);
        }
        perform::change_aside(place);
        let goes = Change::CompareExchange { expected: word, new: word + 1, failure: Relaxed, weak: false };
        if !this.inner.look(call, Release, goes, place).1 {
            return Err(this);
        }
        let inner = this.forget();
        inner.present.set(inner.present.get() - 1);
        let value = inner.end(call, place).expect("the last owner takes the value");
        Ok(Shared::into_inner(value).expect("nobody else has it"))
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
        this.inner.look("strong_count", Relaxed, Change::None, Location::caller()).2
    }

    /// How many do not own the value, as far as this thread can know.
    #[track_caller]
    pub fn weak_count(this: &Arc<T>) -> usize {
        this.inner.weaks("weak_count", Location::caller())
    }

    /// Whether both own the same value.
    pub fn ptr_eq(this: &Arc<T>, other: &Arc<T>) -> bool {
        Shared::ptr_eq(&this.inner, &other.inner)
    }

    /// Where the value is.
    pub fn as_ptr(this: &Arc<T>) -> *const T {
        this.inner.pointer.get().expect("there is an owner")
    }

    /// The value, if this is its only owner and there is no [`Weak`] to it. Then all that others did with it is
    /// known.
    #[track_caller]
    pub fn get_mut(this: &mut Arc<T>) -> Option<&mut T> {
        let place = Location::caller();
        let (.., owners) = this.inner.look("get_mut", Acquire, Change::None, place);
        if owners != 1 || this.inner.weaks("get_mut", place) != 0 {
            return None;
        }
        let mut value = this.inner.value.borrow_mut();
        let value: *mut T = Shared::get_mut(value.as_mut()?)?;
        // SAFETY: nobody else can get at the value as long as this owner is borrowed.
        Some(unsafe { &mut *value })
    }

    /// One who does not own the value.
    pub fn downgrade(this: &Arc<T>) -> Weak<T> {
        this.inner.weaks.note(1);
        Weak { inner: Some(Shared::clone(&this.inner)) }
    }
}

impl<T: Clone> Arc<T> {
    /// The value: where there are others who own it, this gets a clone of its own.
    #[track_caller]
    pub fn make_mut(this: &mut Arc<T>) -> &mut T {
        if Arc::get_mut(this).is_none() {
            *this = Arc::new((**this).clone());
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
        unsafe { &*Arc::as_ptr(self) }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Arc<T> {
        let place = Location::caller();
        perform::change_aside(place);
        self.inner.clones.note(1);
        self.inner.present.set(self.inner.present.get() + 1);
        Arc { inner: Shared::clone(&self.inner), place }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        drop(self.inner.goes("drop", self.place));
    }
}

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
            let new = word + UPGRADE;
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
        let look = |inner: &Shared<Inner<T>>| {
            inner.look("strong_count", Relaxed, Change::None, Location::caller()).2
        };
        self.inner.as_ref().map_or(0, look)
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
    fn clone(&self) -> Weak<T> {
        if let Some(inner) = &self.inner {
            inner.weaks.note(1);
        }
        Weak { inner: self.inner.clone() }
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    fn drop(&mut self) {
        if let Some(inner) = &self.inner {
            inner.weaks.note(-1);
        }
    }
}

impl<T> Default for Weak<T> {
    fn default() -> Weak<T> {
        Weak::new()
    }
}

impl<T: Default> Default for Arc<T> {
    #[track_caller]
    fn default() -> Arc<T> {
        Arc::new(T::default())
    }
}

impl<T> From<T> for Arc<T> {
    #[track_caller]
    fn from(value: T) -> Arc<T> {
        Arc::new(value)
    }
}

impl<T: ?Sized> AsRef<T> for Arc<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T: ?Sized> Borrow<T> for Arc<T> {
    fn borrow(&self) -> &T {
        self
    }
}

impl<T: ?Sized + PartialEq> PartialEq for Arc<T> {
    fn eq(&self, other: &Arc<T>) -> bool {
        **self == **other
    }
}

impl<T: ?Sized + Eq> Eq for Arc<T> {}

impl<T: ?Sized + PartialOrd> PartialOrd for Arc<T> {
    fn partial_cmp(&self, other: &Arc<T>) -> Option<std::cmp::Ordering> {
        (**self).partial_cmp(other)
    }
}

impl<T: ?Sized + Ord> Ord for Arc<T> {
    fn cmp(&self, other: &Arc<T>) -> std::cmp::Ordering {
        (**self).cmp(other)
    }
}

impl<T: ?Sized + Hash> Hash for Arc<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Arc<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for Arc<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized> fmt::Debug for Weak<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("(Weak)")
    }
}
