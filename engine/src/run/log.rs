//! What is no event and yet worth telling: accesses to plain memory, and what lies behind a lock.
//!
//! It is written down only where an execution is [replayed](crate::Explorer::replay): a search needs none of it.
//! Nothing is asked of the reader's types. What can be shown is shown: numbers, `bool` and `char`, told by the type's
//! name.

use std::alloc::Layout;
use std::any::type_name;
use std::ptr;

use super::{Engine, with};
use crate::execution::{Note, Noted};
use crate::graph::Place;

/// A note of a run, by its number there.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    run: u64,
    number: usize,
}

/// Adds a value to a note of this run.
pub(crate) fn tell(noted: Written, value: impl FnOnce() -> Option<String>) {
    let is_of_this_run =
        |engine: &Engine| engine.run == noted.run && !engine.abandoning && !engine.is_trial();
    if !super::perform::is_in_program() || !with(|engine| is_of_this_run(engine)) {
        return;
    }
    let value = value();
    with(|engine| {
        if let Some(note) = engine.log.as_mut().and_then(|log| log.get_mut(noted.number)) {
            note.value = value;
        }
    });
}

/// Writes down what the current thread does, if anybody wants to know it. `value` is only asked for then.
pub(crate) fn note(
    what: Noted,
    (object, made): (usize, Place),
    place: Place,
    value: impl FnOnce() -> Option<String>,
) -> Option<Written> {
    if !super::perform::is_in_program() || !with(|engine| engine.log.is_some()) {
        return None;
    }
    let value = value();
    with(|engine| {
        if engine.abandoning || engine.is_trial() {
            return None;
        }
        let (run, thread) = (engine.run, engine.current);
        let after = engine.threads[thread].done;
        let log = engine.log.as_mut()?;
        log.push(Note { thread, after, what, object, made, place, value });
        Some(Written { run, number: log.len() - 1 })
    })
}

/// The value as text, if it is of a type that can be shown.
///
/// # Safety
///
/// The pointer points to a `T`, which nobody changes meanwhile.
pub(crate) unsafe fn shown<T: ?Sized>(value: *const T) -> Option<String> {
    // SAFETY: the caller promises it.
    let layout = || Layout::for_value(unsafe { &*value });
    // SAFETY: `std` does not promise that only a primitive type has the bare name of one. Today's rustc puts a path
    // before every other type's name, and this relies on it; size and alignment have to fit as well. The rest the
    // caller promises.
    unsafe { shown_as(type_name::<T>(), &layout, value.cast()) }
}

/// The same, compiled once for all types.
///
/// # Safety
///
/// If the name and the layout are those of a primitive type, the pointer points to a value of it, which nobody changes
/// meanwhile.
unsafe fn shown_as(name: &str, layout: &dyn Fn() -> Layout, value: *const u8) -> Option<String> {
    macro_rules! one_of {
        ($($type:ident)*) => {
            match name {
                $(
                    stringify!($type) if layout() == Layout::new::<$type>() => {
                        // SAFETY: the caller promises it.
                        Some(unsafe { ptr::read(value.cast::<$type>()) }.to_string())
                    }
                )*
                _ => None,
            }
        };
    }
    one_of!(bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64)
}
