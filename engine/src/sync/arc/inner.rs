//! What all owners of a value share: the value, and how many there are.

use std::cell::{Cell, RefCell};
use std::sync::Arc as Shared;
use std::sync::atomic::Ordering::{self, Acquire, Release};

use crate::graph::{Change, EventId, Place, Shape};
use crate::run::{About, Slot, Tracked, perform, with};

pub(super) struct Inner<T: ?Sized> {
    /// Until the last owner has gone.
    pub(super) value: RefCell<Option<Shared<T>>>,
    /// Where the value is, or was, once it has been made: owners get at it without a borrow.
    pub(super) pointer: Cell<Option<*const T>>,
    /// In its lower half how many owners have gone, in its upper half how many came by `upgrade`.
    word: Slot,
    /// Owners that were cloned; and those who do not own, with those who went.
    pub(super) clones: Ledger,
    pub(super) weaks: Ledger,
    /// How many owners there are in the order of this run, where there are no events.
    pub(super) present: Cell<usize>,
    /// Whether the value's address has been handed out; see `raw`.
    pub(super) is_known: Cell<bool>,
    leak: Cell<Option<Tracked>>,
}

/// One owner that came by `upgrade`, in the word.
pub(super) const UPGRADE: u64 = 1 << 32;

/// What was done that is no event: by which thread, before which of its events, and by how much it changed a number.
#[derive(Default)]
pub(super) struct Ledger(RefCell<Vec<(EventId, i64)>>);

impl Ledger {
    pub(super) fn note(&self, change: i64) {
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
    pub(super) fn new(value: Option<Shared<T>>, place: Place) -> Inner<T> {
        let leak = perform::is_in_program().then(|| with(|engine| engine.track("Arc", place)));
        Inner {
            pointer: Cell::new(value.as_ref().map(Shared::as_ptr)),
            value: RefCell::new(value),
            word: Slot::at(place),
            clones: Ledger::default(),
            weaks: Ledger::default(),
            present: Cell::new(1),
            is_known: Cell::new(false),
            leak: Cell::new(leak),
        }
    }

    fn about(&self, call: &'static str) -> About<'_> {
        About::new(&self.word, "Arc").called(call)
    }

    /// Changes the word; what was found, whether it was changed, and how many owners there were then.
    pub(super) fn look(
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
    pub(super) fn weaks(&self, call: &'static str, place: Place) -> usize {
        if !perform::is_in_program() {
            return 0;
        }
        let (.., event) = perform::read_event(self.about(call), Acquire, Change::None, Shape::NONE, place);
        event.map_or(0, |event| self.weaks.known_to(event).max(0) as usize)
    }

    /// An owner goes. The value, if it was the last.
    pub(super) fn goes(&self, call: &'static str, place: Place) -> Option<Shared<T>> {
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
    pub(super) fn end(&self, call: &'static str, place: Place) -> Option<Shared<T>> {
        self.look(call, Acquire, Change::None, place);
        if let Some(leak) = self.leak.take()
            && perform::is_in_program()
        {
            with(|engine| engine.untrack(leak));
        }
        if self.is_known.take()
            && let Some(pointer) = self.pointer.get()
        {
            super::raw::forget(pointer.cast::<()>().addr());
        }
        self.value.borrow_mut().take()
    }
}
