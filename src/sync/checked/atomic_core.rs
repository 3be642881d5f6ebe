//! What all atomic types have inside: the explorer's atomic, and what is known of its stores.
//!
//! Under the engine nothing has to be known here: which store a load read stands in the execution's graph. Which store a load read is not in loom's interface. A read-modify-write acts on the newest store, so
//! there it is enough to know which that is. For a load, a 32-bit atomic that nobody reads and modifies
//! in one step carries the number of the store below the value, in the lower half of 64 bits, while an
//! execution is recorded. (The value is at the top, so that arithmetic on it wraps around as it should.) Any other atomic is told apart by its values, and where two stores have the
//! same one, the newest of them is shown and [`Read::equal`] says so. (A compare-exchange would have to
//! know the number before loom decides which thread runs first, and so cannot have numbers.)

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64 as Plain, Ordering::Relaxed as Unordered};

use std::sync::atomic::Ordering;

use super::backend::{self, Judge, Update};
use super::choice::{self, Whim};
use super::record::{self, Action, Object, Orderings, Place, Read};
use super::site::{self, Part};
use crate::sync::float::pair_of;

/// How a value reads in a picture.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    Number,
    /// An `i32`.
    Signed,
    /// The bits of an `f32`.
    Float,
    /// The bits of two.
    Pair,
    Bool,
    /// The address of something.
    Pointer,
}

impl Shown {
    /// A set top bit is a flag, as in the barrier's count: shown as such, rather than as 19 digits.
    fn show(self, value: u64) -> String {
        const TOP: u64 = 1 << 63;
        match self {
            Shown::Number if value & TOP != 0 => format!("{} + top bit", value & !TOP),
            Shown::Number => value.to_string(),
            Shown::Signed => (value as i32).to_string(),
            Shown::Float => f32::from_bits(value as u32).to_string(),
            Shown::Pair => {
                let [first, second] = pair_of(value);
                format!("{first} and {second}")
            }
            Shown::Bool => (value != 0).to_string(),
            Shown::Pointer => record::pointer(value),
        }
    }
}

/// What all atomic types have inside.
#[derive(Debug)]
pub(super) struct Core {
    /// The value in the upper `bits`, and below it the number of its store where stores are numbered.
    inner: backend::AtomicU64,
    /// What `inner` was last set to. A plain atomic because wrappers are shared between threads; all of
    /// them run on one operating-system thread, so nothing has to be ordered.
    newest: Plain,
    /// While recording: every content of `inner`, oldest first, and the event that stored it.
    history: Mutex<Vec<(u64, Option<usize>)>>,
    numbers: Plain,
    bits: u32,
    pub(super) object: Object,
    pub(super) shown: Shown,
}

impl Core {
    #[track_caller]
    pub(super) fn new(value: u64, bits: u32, shown: Shown) -> Self {
        let content = value << (u64::BITS - bits);
        Core {
            inner: match shown {
                Shown::Pointer => backend::AtomicU64::address(content),
                _ => backend::AtomicU64::new(content),
            },
            newest: Plain::new(content),
            history: Mutex::new(vec![(content, None)]),
            numbers: Plain::new(0),
            bits,
            object: Object::new("atomic"),
            shown,
        }
    }

    pub(super) fn into_inner(self) -> u64 {
        self.inner.into_inner() >> (u64::BITS - self.bits)
    }

    /// Whether stores are numbered.
    fn numbered(&self) -> bool {
        self.bits <= 32
            && backend::judge() == Judge::Loom
            && record::is_on()
            && !record::is_changed(self.object.name)
    }

    /// What `inner` holds for a value, the number of its store aside.
    fn content(&self, value: u64) -> u64 {
        value << (u64::BITS - self.bits)
    }

    fn value(&self, content: u64) -> u64 {
        content >> (u64::BITS - self.bits)
    }

    #[track_caller]
    pub(super) fn load(&self, place: Place, written: Ordering) -> u64 {
        let applied = site::applied(place, Part::Load, self.object.name, written);
        let content = self.inner.load(applied);
        if content != self.newest.load(Unordered) {
            record::count_older();
        }
        record::event(place, self.object, || {
            Action::Loads(self.read(content, Orderings { written, applied }))
        });
        self.value(content)
    }

    #[track_caller]
    pub(super) fn store(&self, place: Place, value: u64, written: Ordering) {
        let applied = site::applied(place, Part::Store, self.object.name, written);
        let number = if self.numbered() { self.numbers.fetch_add(1, Unordered) + 1 } else { 0 };
        let content = self.content(value) | number;
        self.inner.store(content, applied);
        let orderings = Orderings { written, applied };
        record::event(place, self.object, || Action::Stores(self.shown.show(value), orderings));
        self.stored(content);
    }

    /// Reads a value and writes another in one step. What `update` is given are contents rather than values.
    #[track_caller]
    pub(super) fn change(&self, place: Place, written: Ordering, update: Update, operand: u64) -> u64 {
        record::set_changed(self.object.name);
        let applied = site::applied(place, Part::Change, self.object.name, written);
        let operand = self.content(operand);
        let found = self.inner.update(update, operand, applied);
        self.changed(place, found, update.result(found, operand), Orderings { written, applied });
        self.value(found)
    }

    #[track_caller]
    pub(super) fn compare_exchange(
        &self,
        place: Place,
        (expected, new): (u64, u64),
        (success, failure): (Ordering, Ordering),
        weak: bool,
    ) -> Result<u64, u64> {
        record::set_changed(self.object.name);
        let succeeds = site::applied(place, Part::Change, self.object.name, success);
        let fails = site::applied(place, Part::Failure, self.object.name, failure);
        let (expected, new) = (self.content(expected), self.content(new));
        let result = if weak && choice::applies(Whim::FailsWeakly) {
            // It reads the newest value, writes it back, and says that it failed.
            Err(self.inner.fetch_add(0, fails))
        } else if weak {
            self.inner.compare_exchange_weak(expected, new, succeeds, fails)
        } else {
            self.inner.compare_exchange(expected, new, succeeds, fails)
        };
        match result {
            Ok(found) => self.changed(place, found, new, Orderings { written: success, applied: succeeds }),
            Err(found) => {
                let orderings = Orderings { written: failure, applied: fails };
                let expected = || self.shown.show(self.value(expected));
                record::event(place, self.object, || Action::Fails(self.read(found, orderings), expected()));
            }
        }
        result.map(|found| self.value(found)).map_err(|found| self.value(found))
    }

    fn changed(&self, place: Place, found: u64, new: u64, orderings: Orderings) {
        record::event(place, self.object, || {
            Action::Changes(self.read(found, orderings), self.shown.show(self.value(new)))
        });
        self.stored(new);
    }

    /// Remembers that the event just recorded stored `content`.
    fn stored(&self, content: u64) {
        self.newest.store(content, Unordered);
        if backend::judge() == Judge::Loom && record::is_on() {
            self.history.lock().unwrap().push((content, Some(record::last_event())));
        }
    }

    /// What is known of a read that found `content`.
    fn read(&self, content: u64, orderings: Orderings) -> Read {
        let value = self.shown.show(self.value(content));
        if backend::judge() == Judge::Engine {
            return Read { value, from: None, newer: None, equal: false, on_a_whim: false, orderings };
        }
        let history = self.history.lock().unwrap();
        let alike = || history.iter().filter(|(stored, _)| *stored == content);
        let (from, newest) = (alike().next_back().and_then(|(_, event)| *event), history.last());
        let newer = newest.filter(|(newest, _)| *newest != content).and_then(|(_, event)| *event);
        let equal = alike().count() > 1 && newer.is_some();
        Read { value, from, newer, equal, on_a_whim: false, orderings }
    }
}
