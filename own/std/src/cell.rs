//! Cells. `UnsafeCell` is the engine's, which watches for data races, with the interface of `std`'s.
//!
//! The engine's cell is told what an access is: a read or a write. Of `std`'s, [`UnsafeCell::get`] tells nothing: it
//! returns a pointer, and what is done with that shows in the source alone. There racelab looks it up, and tells this
//! module before the exploration begins ([`classify`]). Where it does not show, the call counts as a write at that
//! moment: so no race is overlooked, though one may be told that is none. [`unclear`] says where that was.

use ::std::collections::{BTreeSet, HashMap};
use ::std::panic::Location;
use ::std::sync::{Mutex, OnceLock, PoisonError};

pub use ::std::cell::*;

use racelab_engine::cell;

/// What a pointer into a cell is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// To read.
    Reads,
    /// To write, or to read and write.
    Writes,
}

/// A place in the source: its file, line and column.
pub type Place = (String, u32, u32);

/// What is known, by line and column; the same in several files.
type Known = HashMap<(u32, u32), Vec<(String, Use)>>;

static USES: OnceLock<Known> = OnceLock::new();
static UNCLEAR: Mutex<BTreeSet<Place>> = Mutex::new(BTreeSet::new());

/// Says what the calls of `get` in the reader's source are for. It counts once, before the exploration.
pub fn classify(uses: impl IntoIterator<Item = (Place, Use)>) {
    let mut known = Known::new();
    for ((file, line, column), used) in uses {
        known.entry((line, column)).or_default().push((file, used));
    }
    let _ = USES.set(known);
}

/// The calls of `get` that were made and that nothing was known of.
pub fn unclear() -> Vec<Place> {
    UNCLEAR.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

fn use_at(place: &Location<'_>) -> Use {
    let (line, column) = (place.line(), place.column());
    let here = USES.get().and_then(|uses| uses.get(&(line, column)));
    let used = here.and_then(|uses| uses.iter().find(|(file, _)| file == place.file()));
    used.map_or_else(
        || {
            let mut unclear = UNCLEAR.lock().unwrap_or_else(PoisonError::into_inner);
            unclear.insert((place.file().to_owned(), line, column));
            Use::Writes
        },
        |(_, used)| *used,
    )
}

/// Plain memory that threads share by rules of their own.
pub struct UnsafeCell<T: ?Sized>(cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    /// A new cell.
    #[track_caller]
    pub const fn new(value: T) -> UnsafeCell<T> {
        UnsafeCell(cell::UnsafeCell::new(value))
    }

    /// The value, for whoever needs the cell no more.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }

    /// Puts a value in place of the one that is there.
    ///
    /// # Safety
    ///
    /// Nobody else uses the value meanwhile.
    #[track_caller]
    pub unsafe fn replace(&self, value: T) -> T {
        // SAFETY: the caller promises it, and the engine looks.
        self.0.with_mut(|old| unsafe { old.replace(value) })
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// A pointer to the value. It counts as what it is used for in the source.
    ///
    /// # Panics
    ///
    /// If the thread is none of the exploration's.
    #[track_caller]
    pub fn get(&self) -> *mut T {
        // The engine's cell may be used when all is over. What a reader's program does is over with the exploration.
        racelab_engine::assert_exploring();
        match use_at(Location::caller()) {
            Use::Reads => self.0.with(<*const T>::cast_mut),
            Use::Writes => self.0.get_to_write(),
        }
    }

    /// The value, for whoever has the cell alone.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
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

impl<T: ?Sized> ::std::fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        formatter.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
