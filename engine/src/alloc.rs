//! The heap, watched: for programs that work with raw pointers.
//!
//! What is allocated here and used after it was freed, or while another thread may free it, freed twice, or never,
//! ends the execution with a failure that names both places. A *use* is an operation of one of the engine's types
//! that lies in the block: an atomic, a lock, a [cell](crate::cell::UnsafeCell). A raw pointer that is followed to
//! plain data is not seen, which is what such cells are for.
//!
//! Names are std's where it has any; [`Track`] is loom's.

use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr;

pub use std::alloc::Layout;

use crate::graph::Place;
use crate::run::{Tracked, perform, with};

/// Allocates memory, as `std::alloc::alloc` does.
///
/// # Safety
///
/// The layout has a size other than 0.
#[track_caller]
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    // SAFETY: the caller promises the same.
    let pointer = unsafe { std::alloc::alloc(layout) };
    note(pointer, layout, Location::caller());
    pointer
}

/// Allocates memory that is all zeros, as `std::alloc::alloc_zeroed` does.
///
/// # Safety
///
/// The layout has a size other than 0.
#[track_caller]
pub unsafe fn alloc_zeroed(layout: Layout) -> *mut u8 {
    // SAFETY: the caller promises the same.
    let pointer = unsafe { std::alloc::alloc_zeroed(layout) };
    note(pointer, layout, Location::caller());
    pointer
}

fn note(pointer: *mut u8, layout: Layout, place: Place) {
    perform::change_aside(place);
    if perform::is_in_program() && !pointer.is_null() {
        with(|engine| engine.allocated(pointer.addr(), layout, place));
    }
}

/// Frees memory, as `std::alloc::dealloc` does.
///
/// # Safety
///
/// The memory was allocated here with this layout. (That it has not been freed is looked at.)
#[track_caller]
pub unsafe fn dealloc(pointer: *mut u8, layout: Layout) {
    // SAFETY: the caller promises the same.
    unsafe { free(pointer, layout, Location::caller()) };
}

/// # Safety
///
/// As of [`dealloc`].
unsafe fn free(pointer: *mut u8, layout: Layout, place: Place) {
    perform::change_aside(place);
    let watched =
        if perform::is_in_program() { with(|engine| engine.frees(pointer.addr(), place)) } else { None };
    match watched {
        // SAFETY: the caller promises it.
        None => unsafe { std::alloc::dealloc(pointer, layout) },
        Some(Ok(())) => {}
        Some(Err(failure)) => perform::fail(failure, place),
    }
}

/// A value on the heap, in place of `std`'s `Box` where pointers to it go about by themselves.
pub struct Box<T> {
    pointer: *mut T,
    place: Place,
}

// SAFETY: as for `std`'s `Box`: it owns the value.
unsafe impl<T: Send> Send for Box<T> {}
// SAFETY: the same.
unsafe impl<T: Sync> Sync for Box<T> {}

impl<T> Box<T> {
    /// At least a byte, so that also a value without a size has a place of its own.
    fn layout() -> Layout {
        let layout = Layout::new::<T>();
        Layout::from_size_align(layout.size().max(1), layout.align()).expect("a type's alignment is one")
    }

    /// Puts a value on the heap.
    #[track_caller]
    pub fn new(value: T) -> Box<T> {
        let place = Location::caller();
        let layout = Box::<T>::layout();
        // SAFETY: the size is not 0.
        let pointer = unsafe { std::alloc::alloc(layout) };
        if pointer.is_null() {
            std::alloc::handle_alloc_error(layout);
        }
        note(pointer, layout, place);
        let pointer = pointer.cast::<T>();
        // SAFETY: the memory is new, and large enough.
        unsafe { pointer.write(value) };
        Box { pointer, place }
    }

    /// The pointer, which has to be made a box again to be freed.
    pub fn into_raw(this: Box<T>) -> *mut T {
        ManuallyDrop::new(this).pointer
    }

    /// A box again. To make two of one pointer is an error that is found when the second is dropped.
    ///
    /// # Safety
    ///
    /// The pointer comes from [`into_raw`](Box::into_raw).
    #[track_caller]
    pub unsafe fn from_raw(pointer: *mut T) -> Box<T> {
        let place = Location::caller();
        used(pointer.addr(), place);
        Box { pointer, place }
    }

    /// The value, whose memory is freed.
    #[track_caller]
    pub fn into_inner(this: Box<T>) -> T {
        let this = ManuallyDrop::new(this);
        let place = Location::caller();
        used_value(this.pointer.addr(), place);
        // SAFETY: the box owns the value, and does not drop it.
        let value = unsafe { this.pointer.read() };
        // SAFETY: it was allocated with this layout.
        unsafe { free(this.pointer.cast(), Box::<T>::layout(), place) };
        value
    }
}

/// Says that what is at a pointer is used now: for accesses to plain data, which the engine does not see by itself. If
/// it lies in memory that was allocated here and has been freed, or that another thread may have freed meanwhile, the
/// execution ends.
#[track_caller]
pub fn touch<T: ?Sized>(pointer: *const T) {
    used(pointer.cast::<()>().addr(), Location::caller());
}

/// Fails if what is at an address has been freed.
fn used(address: usize, place: Place) {
    if perform::is_in_program()
        && let Some(failure) = with(|engine| engine.uses(address, place))
    {
        perform::fail(failure, place);
    }
}

/// The same of a box's value. Where the execution has been given up nothing fails any more, and a destructor that wants
/// a value that is no more is not gone on with.
fn used_value(address: usize, place: Place) {
    used(address, place);
    if is_freed(address) {
        perform::stay();
    }
}

fn is_freed(address: usize) -> bool {
    perform::is_in_program() && with(|engine| engine.is_freed(address))
}

impl<T> Deref for Box<T> {
    type Target = T;
    #[track_caller]
    fn deref(&self) -> &T {
        used_value(self.pointer.addr(), Location::caller());
        // SAFETY: the box owns the value; where two boxes were made of one pointer, the line before does not return if
        // the other has freed it.
        unsafe { &*self.pointer }
    }
}

impl<T> DerefMut for Box<T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        used_value(self.pointer.addr(), Location::caller());
        // SAFETY: as above.
        unsafe { &mut *self.pointer }
    }
}

impl<T> Drop for Box<T> {
    fn drop(&mut self) {
        if mem::needs_drop::<T>() {
            used(self.pointer.addr(), self.place);
            // A thread that unwinds already goes on after the failure.
            if is_freed(self.pointer.addr()) {
                return;
            }
            // SAFETY: the box owns the value, which has not been dropped.
            unsafe { ptr::drop_in_place(self.pointer) };
        }
        // SAFETY: it was allocated with this layout.
        unsafe { free(self.pointer.cast(), Box::<T>::layout(), self.place) };
    }
}

impl<T: fmt::Debug> fmt::Debug for Box<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

/// A value that has to be dropped before the execution ends. Otherwise it is a leak.
#[derive(Debug)]
pub struct Track<T> {
    value: T,
    leak: Watched,
}

struct Watched(Option<Tracked>);

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(tracked) = self.0
            && perform::is_in_program()
        {
            with(|engine| engine.untrack(tracked));
        }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("..")
    }
}

impl<T> Track<T> {
    /// Watches a value.
    #[track_caller]
    pub fn new(value: T) -> Track<T> {
        let place = Location::caller();
        let tracked = perform::is_in_program().then(|| with(|engine| engine.track("value", place)));
        Track { value, leak: Watched(tracked) }
    }

    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// The value.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The value, which is watched no more.
    pub fn into_inner(self) -> T {
        drop(self.leak);
        self.value
    }
}
