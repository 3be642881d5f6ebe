//! Values of which each thread has its own, by the name and contract of `std::thread_local!`.
//!
//! A thread's value is made when the thread first asks for it, and dropped when the thread ends, before whoever joins it goes on. So
//! it begins anew in each execution.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::ptr;
use std::rc::Rc;

use crate::run::with;

/// A key to a value of which each thread has its own. [`thread_local!`](crate::thread_local) makes them.
pub struct LocalKey<T: 'static> {
    #[doc(hidden)]
    pub init: fn() -> T,
    /// So that no two keys have the same address.
    #[doc(hidden)]
    pub address: u8,
}

/// The value has been dropped: its thread is about to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessError;

impl fmt::Display for AccessError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("already destroyed")
    }
}

impl Error for AccessError {}

impl<T: 'static> LocalKey<T> {
    fn value(&'static self, init: impl FnOnce() -> T) -> Result<Rc<dyn Any>, AccessError> {
        let key = ptr::from_ref(self).addr();
        let known = || with(|engine| engine.threads[engine.current].known_local(key));
        if let Some(value) = known() {
            return value.ok_or(AccessError);
        }
        let value: Rc<dyn Any> = Rc::new(init());
        if let Some(inner) = known() {
            // Making it has made it already.
            return inner.ok_or(AccessError);
        }
        let kept = Rc::clone(&value);
        with(|engine| engine.threads[engine.current].locals.push((key, Some(kept))));
        Ok(value)
    }

    /// Gives the current thread's value to a function.
    ///
    /// # Panics
    ///
    /// If it has been dropped.
    pub fn with<R>(&'static self, work: impl FnOnce(&T) -> R) -> R {
        self.try_with(work).expect("the thread-local has not been dropped")
    }

    /// Gives the current thread's value to a function.
    ///
    /// # Errors
    ///
    /// If it has been dropped.
    pub fn try_with<R>(&'static self, work: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        let value = self.value(self.init)?;
        Ok(work(value.downcast_ref().expect("a key has values of its own type")))
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Puts a value in place of the current thread's.
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    /// A copy of the current thread's value.
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the current thread's value, and leaves the default.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Puts a value in place of the current thread's, and returns that.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Gives the current thread's value to a function.
    pub fn with_borrow<R>(&'static self, work: impl FnOnce(&T) -> R) -> R {
        self.with(|cell| work(&cell.borrow()))
    }

    /// Gives the current thread's value to a function that may change it.
    pub fn with_borrow_mut<R>(&'static self, work: impl FnOnce(&mut T) -> R) -> R {
        self.with(|cell| work(&mut cell.borrow_mut()))
    }

    /// Puts a value in place of the current thread's.
    pub fn set(&'static self, value: T) {
        self.with(|cell| drop(cell.replace(value)));
    }

    /// Takes the current thread's value, and leaves the default.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Puts a value in place of the current thread's, and returns that.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

/// Drops the current thread's values, the newest first, and what their destructors make meanwhile.
pub(crate) fn drop_all() {
    while let Some(value) = with(|engine| {
        let locals = &mut engine.threads[engine.current].locals;
        locals.iter_mut().rev().find_map(|(_, value)| value.take())
    }) {
        drop(value);
    }
}

/// Keys to values of which each thread has its own, as `std::thread_local!` makes them.
///
/// ```
/// use racelab_engine::{explore, thread, thread_local};
/// use std::{cell::Cell, ops::ControlFlow::Continue};
///
/// thread_local! {
///     static COUNT: Cell<u32> = const { Cell::new(1) };
/// }
///
/// explore(
///     || {
///         let other = thread::spawn(|| COUNT.with(|count| count.replace(5)));
///         assert_eq!((other.join().unwrap(), COUNT.with(Cell::get)), (1, 1));
///     },
///     |execution| {
///         assert!(execution.ending.outcome().is_some());
///         Continue(())
///     },
/// );
/// ```
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = const $init:block $(; $($rest:tt)*)?) => {
        $crate::thread_local!($(#[$attribute])* $visibility static $name: $type = $init; $($($rest)*)?);
    };
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $init:expr $(; $($rest:tt)*)?) => {
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> = {
            fn init() -> $type {
                $init
            }
            $crate::thread::LocalKey { init, address: 0 }
        };
        $crate::thread_local!($($($rest)*)?);
    };
}
