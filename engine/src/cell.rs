//! Plain memory: a cell whose accesses are watched for data races.
//!
//! Accesses to plain memory are no events of the graph, for two reasons. There are many of them; and a program
//! without data races cannot notice in which order they are done, as long as that contains happens-before, which
//! the order of each run does. So it is enough to remember who accessed last, and to look at the clock of whoever comes
//! next: if it does not know of the other access, the two race.

use std::cell::{self, RefCell};
use std::fmt;
use std::panic::Location;

use crate::execution::{Access, DataRace, Failure, Noted};
use crate::graph::{EventId, Place};
use crate::run::{log, perform, with};

/// Plain memory that threads share by rules of their own, in place of `std::cell::UnsafeCell`.
///
/// ```
/// use racelab_engine::{cell::UnsafeCell, explore, thread};
/// use std::{ops::ControlFlow::Continue, sync::Arc};
///
/// struct Unguarded(UnsafeCell<u32>);
/// unsafe impl Sync for Unguarded {} // a promise that nobody keeps
///
/// let mut races = 0;
/// explore(
///     || {
///         let cell = Arc::new(Unguarded(UnsafeCell::new(0)));
///         let other = Arc::clone(&cell);
///         let thread = thread::spawn(move || other.0.with_mut(|value| unsafe { *value += 1 }));
///         cell.0.with_mut(|value| unsafe { *value += 1 });
///         thread.join().unwrap();
///     },
///     |execution| {
///         races += execution.ending.failure().is_some() as u32;
///         Continue(())
///     },
/// );
/// assert_eq!(races, 1);
/// ```
pub struct UnsafeCell<T: ?Sized> {
    accesses: Accesses,
    made: Place,
    value: cell::UnsafeCell<T>,
}

// SAFETY: what is beside the value is touched by one thread of the operating system: an assumption of the crate's page.
unsafe impl<T: ?Sized + Send> Send for UnsafeCell<T> {}

impl<T> UnsafeCell<T> {
    /// A new cell.
    #[track_caller]
    pub const fn new(value: T) -> UnsafeCell<T> {
        UnsafeCell {
            accesses: Accesses::new(),
            made: Location::caller(),
            value: cell::UnsafeCell::new(value),
        }
    }

    /// The value, for whoever needs the cell no more.
    pub fn into_inner(self) -> T {
        self.tell_what_was_written();
        self.value.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Reads: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        let place = Location::caller();
        self.access(Touch::Read, place, || {
            self.note(Noted::Reads, place);
            read(self.value.get())
        })
    }

    /// Reads and writes: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        let place = Location::caller();
        self.access(Touch::Write, place, || {
            let result = write(self.value.get());
            self.note(Noted::Writes, place);
            result
        })
    }

    /// A pointer that something will be written through later: what, shows at the next access alone.
    #[track_caller]
    pub fn get_to_write(&self) -> *mut T {
        let place = Location::caller();
        self.access(Touch::Write, place, || {
            let noted = log::note(Noted::Writes, self.object(), place, || None);
            self.accesses.0.borrow_mut().to_tell = noted;
            self.value.get()
        })
    }

    fn object(&self) -> (usize, Place) {
        (std::ptr::from_ref(&self.accesses).addr(), self.made)
    }

    fn note(&self, what: Noted, place: Place) {
        // SAFETY: the program accesses the value now, and no other thread does, or the execution would have ended.
        log::note(what, self.object(), place, || unsafe { log::shown(self.value.get()) });
    }

    /// Adds to the last write what was written, where that could not be known then.
    fn tell_what_was_written(&self) {
        let Some(noted) = self.accesses.0.borrow_mut().to_tell.take() else { return };
        // SAFETY: the write is over, and this thread alone runs now.
        log::tell(noted, || unsafe { log::shown(self.value.get()) });
    }

    /// An access at a place that is given: for one that lasts longer than a function call, at its beginning and at its
    /// end.
    pub fn touch(&self, writes: bool, place: Place) {
        self.accesses.touch(if writes { Touch::Write } else { Touch::Read }, self.made, place);
    }

    fn access<R>(&self, touch: Touch, place: Place, access: impl FnOnce() -> R) -> R {
        self.tell_what_was_written();
        self.accesses.touch(touch, self.made, place);
        let result = access();
        // Something may have happened meanwhile: the access lasts until now.
        self.accesses.touch(touch, self.made, place);
        result
    }

    /// The value, for whoever has the cell alone.
    pub fn get_mut(&mut self) -> &mut T {
        self.tell_what_was_written();
        self.value.get_mut()
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> UnsafeCell<T> {
        UnsafeCell::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    #[track_caller]
    fn from(value: T) -> UnsafeCell<T> {
        UnsafeCell::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}

/// How memory is accessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touch {
    Read,
    Write,
}

/// The accesses to one place in memory that a later one can race with: the last write, and each thread's last
/// read since.
#[derive(Default)]
pub(crate) struct Accesses(RefCell<Seen>);

#[derive(Default)]
struct Seen {
    /// In which run.
    run: u64,
    write: Option<Access>,
    reads: Vec<Access>,
    /// The note of the last write, if what was written is not known yet.
    to_tell: Option<log::Written>,
}

impl Accesses {
    pub const fn new() -> Accesses {
        Accesses(RefCell::new(Seen { run: 0, write: None, reads: Vec::new(), to_tell: None }))
    }

    /// The current thread accesses. If that races with an access before it, the execution ends here.
    pub fn touch(&self, touch: Touch, made: Place, place: Place) {
        if !perform::is_in_program() {
            return;
        }
        let mut is_write_in_trial = false;
        let race = with(|engine| {
            if engine.abandoning || engine.is_trial() {
                is_write_in_trial = !engine.abandoning && touch == Touch::Write;
                return None;
            }
            let mut seen = self.0.borrow_mut();
            if let Some(failure) = engine.uses(std::ptr::from_ref(self).addr(), place) {
                return Some(failure);
            }
            if seen.run != engine.run {
                *seen = Seen { run: engine.run, ..Seen::default() };
            }
            let thread = engine.current;
            let after = engine.threads[thread].done;
            let access = Access { thread, writes: touch == Touch::Write, after, place };
            let runner = &mut engine.threads[thread];
            runner.history.has_looked_behind = true;
            if access.writes {
                runner.wrote = after;
            }
            let known = &engine.search.graph.event(EventId::new(thread, after - 1)).happens_before;
            // It lies before the event with the number `after`: whoever knows that knows the access.
            let races = |other: &&Access| {
                other.thread != thread && !known.knows(EventId::new(other.thread, other.after))
            };
            let mut race = seen.write.as_ref().filter(&races).copied();
            if touch == Touch::Write {
                race = race.or_else(|| seen.reads.iter().find(&races).copied());
            }
            if race.is_none() {
                seen.note(access);
            }
            race.map(|first| Failure::DataRace(DataRace { made, first, second: access }))
        });
        if is_write_in_trial {
            perform::touch_in_trial(place);
        }
        if let Some(race) = race {
            perform::fail(race, place);
        }
    }
}

impl Seen {
    fn note(&mut self, access: Access) {
        if access.writes {
            self.write = Some(access);
            self.reads.clear();
        } else {
            match self.reads.iter_mut().find(|read| read.thread == access.thread) {
                Some(read) => *read = access,
                None => self.reads.push(access),
            }
        }
    }
}
