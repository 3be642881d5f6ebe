//! A value that is written once, by the name and contract of `std::sync::OnceLock`.
//!
//! A `static` begins anew in each execution: what an earlier execution wrote is forgotten, without being dropped,
//! as `static`s are never dropped.

use std::cell::{Cell, UnsafeCell};
use std::convert::Infallible;
use std::fmt;
use std::mem;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

use super::attempts::{Attempts, Turn};
use crate::graph::Place;
use crate::run::perform;

/// A value that is written once, and read by many.
pub struct OnceLock<T> {
    attempts: Attempts,
    /// In which run it was written.
    run: Cell<u64>,
    /// In a place of its own, which an earlier run's value keeps: somebody may still have a reference to it.
    value: UnsafeCell<Option<Box<T>>>,
}

// SAFETY: as for `std::sync::OnceLock`: whoever reads comes after the one that wrote, and all threads of a program
// run on one thread of the operating system.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}
// SAFETY: the value goes along.
unsafe impl<T: Send> Send for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// Without a value.
    #[track_caller]
    pub const fn new() -> OnceLock<T> {
        OnceLock::called("OnceLock")
    }

    #[track_caller]
    pub(super) const fn called(sort: &'static str) -> OnceLock<T> {
        OnceLock { attempts: Attempts::new(sort), run: Cell::new(0), value: UnsafeCell::new(None) }
    }

    /// The value, which has been written.
    fn written(&self) -> Option<&T> {
        if self.run.get() != perform::poison().0 {
            return None;
        }
        // SAFETY: it was written in this run, and is not written again as long as there are shared references.
        unsafe { &*self.value.get() }.as_deref()
    }

    /// Writes the value. It is the current thread's turn.
    fn put(&self, value: T) {
        // SAFETY: nobody reads the pointer at the same time: it is written once in a run, and those who ask in this one
        // wait. What it pointed to is not touched.
        unsafe { self.value.get().write(Some(Box::new(value))) };
        self.run.set(perform::poison().0);
    }

    /// The value, if it is known to have been written.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.attempts.is_done("get", Location::caller()) { self.written() } else { None }
    }

    /// The value, for whoever has it alone.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        if self.run.get() != perform::poison().0 { None } else { self.value.get_mut().as_deref_mut() }
    }

    /// Writes the value, unless another has been written.
    ///
    /// # Errors
    ///
    /// The value, where another has been.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        let place = Location::caller();
        let _ = self
            .initialize("set", place, || Ok::<_, Infallible>(value.take().expect("it is asked for once")));
        value.map_or(Ok(()), Err)
    }

    /// The value, which the function makes if none has been written.
    #[track_caller]
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        match self.initialize("get_or_init", Location::caller(), || Ok::<_, Infallible>(make())) {
            Ok(value) => value,
        }
    }

    fn initialize<E>(
        &self,
        call: &'static str,
        place: Place,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        if let Turn::Yours(mine) = self.attempts.begin(call, place) {
            let value = make()?;
            perform::change_aside(place);
            self.put(value);
            mine.done(call);
        } else if self.written().is_none() {
            // The execution has been given up, and a destructor wants the value.
            perform::give_up();
            self.put(make()?);
        }
        Ok(self.written().expect("it has been written"))
    }

    /// Waits for the value.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.attempts.wait("wait", Location::caller(), true);
        self.written().expect("it has been written")
    }

    /// Takes the value out, for whoever has it alone. Then another can be written.
    pub fn take(&mut self) -> Option<T> {
        let value = mem::take(self.value.get_mut()).filter(|_| self.run.get() == perform::poison().0);
        self.attempts.forget();
        value.map(|value| *value)
    }

    /// The value, if one has been written.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T> fmt::Debug for OnceLock<T> {
    /// Says what it is. To look inside would be an operation of the program's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OnceLock").finish_non_exhaustive()
    }
}
