//! A cell whose accesses may outlast a function: loom's `get` and `get_mut` return pointers, which are accesses for as
//! long as they are there.
//!
//! Such a pointer may outlive its cell. So what is known of the cell's accesses is not in the cell, but shared by the
//! cell and its pointers.

use std::cell as plain;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use racelab_engine::alloc;
use racelab_engine::cell as watched;

/// Plain memory that threads share by rules of their own, in place of `std::cell::UnsafeCell`.
pub struct UnsafeCell<T: ?Sized> {
    watch: Arc<watched::UnsafeCell<()>>,
    value: plain::UnsafeCell<T>,
}

// SAFETY: what is beside the value is touched by one thread of the operating system, which runs all threads of a
// program.
unsafe impl<T: ?Sized + Send> Send for UnsafeCell<T> {}

/// An access to a cell: from when it is made until it is dropped.
struct Access {
    watch: Arc<watched::UnsafeCell<()>>,
    writes: bool,
    place: &'static Location<'static>,
}

impl Drop for Access {
    fn drop(&mut self) {
        // Something may have happened meanwhile: the access lasts until now.
        self.watch.touch(self.writes, self.place);
    }
}

impl<T> UnsafeCell<T> {
    /// A new cell.
    #[track_caller]
    pub fn new(value: T) -> UnsafeCell<T> {
        #[expect(
            clippy::arc_with_non_send_sync,
            reason = "a cell may be sent to another thread of the program"
        )]
        let watch = Arc::new(watched::UnsafeCell::new(()));
        UnsafeCell { watch, value: plain::UnsafeCell::new(value) }
    }

    /// The value, for whoever needs the cell no more.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    #[track_caller]
    fn access(&self, writes: bool) -> Access {
        let place = Location::caller();
        alloc::touch(self);
        self.watch.touch(writes, place);
        Access { watch: Arc::clone(&self.watch), writes, place }
    }

    /// Reads: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        let _access = self.access(false);
        read(self.value.get())
    }

    /// Reads and writes: the pointer is good for that, for as long as the function runs.
    #[track_caller]
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        let _access = self.access(true);
        write(self.value.get())
    }

    /// Reads, for as long as the pointer is there.
    #[track_caller]
    pub fn get(&self) -> ConstPtr<T> {
        ConstPtr { _access: self.access(false), pointer: self.value.get() }
    }

    /// Reads and writes, for as long as the pointer is there.
    #[track_caller]
    pub fn get_mut(&self) -> MutPtr<T> {
        MutPtr { _access: self.access(true), pointer: self.value.get() }
    }
}

/// Reads a cell for as long as it is there.
pub struct ConstPtr<T: ?Sized> {
    _access: Access,
    pointer: *const T,
}

/// Reads and writes a cell for as long as it is there.
pub struct MutPtr<T: ?Sized> {
    _access: Access,
    pointer: *mut T,
}

impl<T: ?Sized> ConstPtr<T> {
    /// The value.
    ///
    /// # Safety
    ///
    /// As of following a pointer to the cell's value: the cell is there, and nobody has a `&mut` to the value.
    pub unsafe fn deref(&self) -> &T {
        // SAFETY: the caller promises it.
        unsafe { &*self.pointer }
    }

    /// Reads.
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        read(self.pointer)
    }
}

impl<T: ?Sized> MutPtr<T> {
    /// The value.
    ///
    /// # Safety
    ///
    /// As of following a pointer to the cell's value: the cell is there, and nobody else has a reference to the value.
    #[expect(clippy::mut_from_ref, reason = "it stands for a pointer")]
    pub unsafe fn deref(&self) -> &mut T {
        // SAFETY: the caller promises it.
        unsafe { &mut *self.pointer }
    }

    /// Reads and writes.
    pub fn with<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        write(self.pointer)
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

impl<T: ?Sized> fmt::Debug for ConstPtr<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.pointer, formatter)
    }
}

impl<T: ?Sized> fmt::Debug for MutPtr<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.pointer, formatter)
    }
}
