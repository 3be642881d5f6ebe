//! What all owners of a value share: the value, and how many there are.

use std::cell::{Cell, RefCell};
use std::sync::Arc as Shared;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use crate::graph::{Change, EventId, Place, Shape};
use crate::run::owners::{self, STRONG, WEAK};
use crate::run::{About, Slot, Tracked, perform, with};

pub(super) struct Inner<T: ?Sized> {
    /// Until the last owner has gone.
    pub(super) value: RefCell<Option<Shared<T>>>,
    /// Where the value is, or was, once it has been made: owners get at it without a borrow.
    pub(super) pointer: Cell<Option<*const T>>,
    /// In its lower half how many owners have gone, in its upper half how many came by `upgrade`; and by `clone`,
    /// where owners are counted.
    word: Slot,
    /// How many do not own, where they are counted.
    weak: Slot,
    /// Owners that were cloned; and those who do not own, with those who went. Where they are not counted.
    clones: Ledger,
    weaks: Ledger,
    /// How many owners there are in the order of this run, where there are no events.
    pub(super) present: Cell<usize>,
    /// Whether the value's address has been handed out; see `raw`.
    pub(super) is_known: Cell<bool>,
    leak: Cell<Option<Tracked>>,
}

/// One owner that came, in the word.
pub(super) const CAME: u64 = 1 << 32;
/// One that has gone.
pub(super) const GONE: u64 = 1;

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

    /// The sum of what an event depends on.
    fn known_to(&self, event: EventId) -> i64 {
        self.all_known_to(event, |changes| changes.sum())
    }

    fn is_empty_to(&self, event: EventId) -> bool {
        self.all_known_to(event, |changes| changes.next().is_none())
    }

    fn all_known_to<R>(&self, event: EventId, work: impl FnOnce(&mut dyn Iterator<Item = i64>) -> R) -> R {
        with(|engine| {
            let causes = &engine.search.graph.event(event).causes;
            let known = |id: EventId| id.thread() == event.thread() || causes.knows(id);
            let noted = self.0.borrow();
            work(&mut noted.iter().filter(|(id, _)| known(*id)).map(|&(_, change)| change))
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
            weak: Slot::at(place),
            clones: Ledger::default(),
            weaks: Ledger::default(),
            present: Cell::new(1),
            is_known: Cell::new(false),
            leak: Cell::new(leak),
        }
    }

    pub(super) fn made(&self) -> Place {
        self.word.made()
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
            Some(event) => self.owners(found, event),
        };
        (found, changed, owners)
    }

    /// How many owners there are for who found this in the word, by this event.
    fn owners(&self, found: u64, event: EventId) -> usize {
        let (came, gone) = ((found / CAME) as i64, (found % CAME) as i64);
        (1 + self.clones.known_to(event) + came - gone).max(0) as usize
    }

    /// An owner is cloned.
    pub(super) fn cloned(&self, place: Place) {
        perform::change_aside(place);
        self.present.set(self.present.get() + 1);
        if perform::is_in_program() && owners::are_events(STRONG) {
            self.look("clone", Relaxed, Change::Add(CAME), place);
        } else {
            self.clones.note(1);
        }
    }

    /// How many owners there are.
    pub(super) fn count(&self, place: Place) -> usize {
        if perform::is_in_program() {
            owners::count(STRONG);
        }
        self.look("strong_count", Relaxed, Change::None, place).2
    }

    /// Whether there is one owner and nobody who does not own. Then all that others did is known.
    pub(super) fn is_unique(&self, call: &'static str, place: Place) -> bool {
        let is_alone = || self.look(call, Acquire, Change::None, place).2 == 1;
        if !perform::is_in_program() {
            return is_alone();
        }
        if owners::are_events(WEAK) {
            // In this order: who does not own may become an owner, and then go.
            return self.weak_word(call, Acquire, Change::None, place) == 0 && is_alone();
        }
        let (found, _, event) =
            perform::read_event(self.about(call), Acquire, Change::None, Shape::NONE, place);
        let Some(event) = event else { return self.present.get() == 1 };
        let is_alone = self.owners(found, event) == 1;
        // Who is alone knows whether any `Weak` was ever made, as owners make the first, and have gone.
        if is_alone && !self.weaks.is_empty_to(event) {
            owners::count(WEAK);
        }
        is_alone && self.weaks.known_to(event) == 0
    }

    /// One comes that does not own, or goes: `by` is 1 or -1.
    pub(super) fn weak_changes(&self, by: i64, call: &'static str, place: Place) {
        if perform::is_in_program() && owners::are_events(WEAK) {
            let (ordering, change) =
                if by < 0 { (Release, Change::Sub(1)) } else { (Relaxed, Change::Add(1)) };
            self.weak_word(call, ordering, change, place);
        } else {
            self.weaks.note(by);
        }
    }

    fn weak_word(&self, call: &'static str, ordering: Ordering, change: Change, place: Place) -> u64 {
        let about = About::new(&self.weak, "Arc").called(call);
        perform::read(about, ordering, change, Shape::NONE, place).0
    }

    /// How many do not own, as far as who asks knows.
    pub(super) fn count_weak(&self, place: Place) -> usize {
        let call = "weak_count";
        if !perform::is_in_program() {
            return 0;
        }
        if owners::count(WEAK) {
            return self.weak_word(call, Relaxed, Change::None, place) as usize;
        }
        let (.., event) = perform::read_event(self.about(call), Relaxed, Change::None, Shape::NONE, place);
        event.map_or(0, |event| self.weaks.known_to(event).max(0) as usize)
    }

    /// An owner goes. The value, if it was the last.
    pub(super) fn goes(&self, call: &'static str, place: Place) -> Option<Shared<T>> {
        perform::change_aside(place);
        self.present.set(self.present.get() - 1);
        let (.., owners) = self.look(call, Release, Change::Add(GONE), place);
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
