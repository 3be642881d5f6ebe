//! Owners that go about as pointers to the value, by the names and contracts of `std::sync::Arc`.
//!
//! std finds the counts beside the value, at a known distance. Here they lie elsewhere, so whoever hands out a pointer
//! writes down where they are.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::{self, ManuallyDrop};
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc as Shared;

use super::Arc;
use super::inner::Inner;

thread_local! {
    static KNOWN: RefCell<HashMap<usize, Known>> = RefCell::default();
}

/// What belongs to a value whose address has been handed out.
#[derive(Clone, Copy)]
struct Known {
    /// What all owners share, without a share in it. It is there as long as an owner is.
    inner: *const (),
    /// The size of a pointer to the value: pointers to `T` and to `dyn Trait` are not the same.
    pointer: usize,
}

/// The value is dropped: its address means nothing any more.
pub(super) fn forget(address: usize) {
    // Where the thread of the operating system ends, there is nothing to forget.
    let _ = KNOWN.try_with(|known| known.borrow_mut().remove(&address));
}

impl<T> Arc<T> {
    /// A value with one owner, which is never moved.
    #[track_caller]
    pub fn pin(value: T) -> Pin<Arc<T>> {
        // SAFETY: the value lies on the heap, and owners give out no `&mut` to it through a `Pin`.
        unsafe { Pin::new_unchecked(Arc::new(value)) }
    }
}

impl<T: ?Sized> Arc<T> {
    /// Where the value is. The pointer is good for as long as there is an owner.
    pub fn as_ptr(this: &Arc<T>) -> *const T {
        let pointer = this.pointer();
        let inner = Shared::as_ptr(&this.inner).cast::<()>();
        let known = Known { inner, pointer: size_of::<*const T>() };
        KNOWN.with_borrow_mut(|all| all.insert(pointer.cast::<()>().addr(), known));
        this.inner.is_known.set(true);
        pointer
    }

    /// This owner, as a pointer to the value. It has to be made an [`Arc`] again by [`from_raw`](Arc::from_raw);
    /// otherwise it never goes.
    #[must_use = "losing the pointer will leak memory"]
    pub fn into_raw(this: Arc<T>) -> *const T {
        let pointer = Arc::as_ptr(&this);
        mem::forget(this);
        pointer
    }

    /// The owner that was made a pointer.
    ///
    /// # Panics
    ///
    /// If the pointer comes from elsewhere, from an `Arc` whose value has been dropped, or from an `Arc<T>` and is to
    /// become an `Arc<dyn Trait>` (or the other way round).
    ///
    /// # Safety
    ///
    /// The pointer comes from [`into_raw`](Arc::into_raw), for the same type, and has been made an `Arc` by nobody else
    /// since.
    #[track_caller]
    pub unsafe fn from_raw(pointer: *const T) -> Arc<T> {
        // SAFETY: the caller promises that an owner was made this pointer, whose share this is.
        Arc { inner: unsafe { Shared::from_raw(inner_of(pointer)) }, place: Location::caller() }
    }

    /// One more owner of the value.
    ///
    /// # Panics
    ///
    /// As [`from_raw`](Arc::from_raw).
    ///
    /// # Safety
    ///
    /// The pointer comes from [`into_raw`](Arc::into_raw), and an owner is there.
    #[track_caller]
    pub unsafe fn increment_strong_count(pointer: *const T) {
        // SAFETY: the caller promises an owner, whose share is not given back here.
        let owner = ManuallyDrop::new(unsafe { Arc::from_raw(pointer) });
        mem::forget(Arc::clone(&owner));
    }

    /// An owner goes.
    ///
    /// # Panics
    ///
    /// As [`from_raw`](Arc::from_raw).
    ///
    /// # Safety
    ///
    /// As of [`from_raw`](Arc::from_raw).
    #[track_caller]
    pub unsafe fn decrement_strong_count(pointer: *const T) {
        // SAFETY: the caller promises the same.
        drop(unsafe { Arc::from_raw(pointer) });
    }
}

#[track_caller]
fn inner_of<T: ?Sized>(pointer: *const T) -> *const Inner<T> {
    let known = KNOWN.with_borrow(|all| all.get(&pointer.cast::<()>().addr()).copied());
    match known {
        Some(Known { inner, pointer }) if pointer == size_of::<*const T>() => inner.cast(),
        Some(_) => panic!("this pointer comes from an `Arc` of another type; convert it back first"),
        None => panic!("this pointer comes from no `Arc`, or from one whose value has been dropped"),
    }
}
