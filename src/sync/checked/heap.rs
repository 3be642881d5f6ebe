//! Memory that a program gives back by itself, watched: a use of what has been freed, or of what another thread may
//! have freed meanwhile, ends the execution.
//!
//! What stands in a program that nobody explores is std's `Box::into_raw`, `*pointer` and `drop(Box::from_raw(pointer))`.
//!
//! The engine watches its heap, and tells where a value was allocated, where it was freed, and where it is used. loom
//! does not. So under loom each value has a cell beside it, which is read where the value is read and written where it
//! is freed: what loom reports is a data race of the two. And the memory is not given back, since somebody may read it yet.

use loom::cell::UnsafeCell;
use racelab_engine::alloc;

use super::backend::{Judge, judge};

/// A value, and what loom watches in its place. The value is first, so that a pointer to it is one to both.
#[repr(C)]
struct Watched<T> {
    value: T,
    state: UnsafeCell<()>,
}

/// Puts a value on the heap.
#[track_caller]
pub fn allocate<T>(value: T) -> *mut T {
    match judge() {
        Judge::Engine => alloc::Box::into_raw(alloc::Box::new(value)),
        Judge::Loom => Box::into_raw(Box::new(Watched { value, state: UnsafeCell::new(()) })).cast(),
    }
}

/// The value that a pointer leads to.
///
/// # Safety
/// The pointer comes from [`allocate`], and by the time that [`free`] is called this is over. (Where it is not, the
/// execution ends before the value is read.)
#[track_caller]
pub unsafe fn read<T: Copy>(pointer: *mut T) -> T {
    match judge() {
        Judge::Engine => alloc::touch(pointer),
        // SAFETY: under loom this is what was allocated, and nothing is given back.
        Judge::Loom => unsafe { (*pointer.cast::<Watched<T>>()).state.with(|_| ()) },
    }
    // SAFETY: the value is there, or the line above has ended the execution; nobody writes it.
    unsafe { *pointer }
}

/// Gives the memory back.
///
/// # Safety
/// The pointer comes from [`allocate`], and this is called once, when nobody uses it any more. (Where somebody may, the
/// execution ends.)
#[track_caller]
pub unsafe fn free<T: Copy>(pointer: *mut T) {
    match judge() {
        // SAFETY: it was allocated as such a box; the engine looks at whether it has been freed.
        Judge::Engine => drop(unsafe { alloc::Box::from_raw(pointer) }),
        // SAFETY: as in `read`.
        Judge::Loom => unsafe { (*pointer.cast::<Watched<T>>()).state.with_mut(|_| ()) },
    }
}
