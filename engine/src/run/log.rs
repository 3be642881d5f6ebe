//! What is no event and yet worth telling: accesses to plain memory, and what lies behind a lock.
//!
//! It is written down only where an execution is [replayed](crate::Explorer::replay): a search needs none of it.
//! Nothing is asked of the reader's types. What can be shown is shown: numbers, `bool` and `char`, told by the type's
//! name.

use std::any::type_name;
use std::ptr;

use super::with;
use crate::execution::{Note, Noted};
use crate::graph::Place;

/// Writes down what the current thread does, if anybody wants to know it. `value` is only asked for then.
pub(crate) fn note(
    what: Noted,
    (object, made): (usize, Place),
    place: Place,
    value: impl FnOnce() -> Option<String>,
) {
    if !super::perform::is_in_program() || !with(|engine| engine.log.is_some()) {
        return;
    }
    let value = value();
    with(|engine| {
        if engine.abandoning || engine.is_trial() {
            return;
        }
        let thread = engine.current;
        let after = engine.threads[thread].done;
        if let Some(log) = &mut engine.log {
            log.push(Note { thread, after, what, object, made, place, value });
        }
    });
}

/// The value as text, if it is of a type that can be shown.
///
/// # Safety
///
/// The pointer points to a `T`, which nobody changes meanwhile.
pub(crate) unsafe fn shown<T: ?Sized>(value: *const T) -> Option<String> {
    macro_rules! one_of {
        ($($type:ident)*) => {
            match type_name::<T>() {
                $(
                    // SAFETY: no other type has the bare name of a primitive one, so that `T` is this type; otherwise
                    // the caller promises it.
                    stringify!($type) => Some(unsafe { ptr::read(value.cast::<$type>()) }.to_string()),
                )*
                _ => None,
            }
        };
    }
    one_of!(bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64)
}
