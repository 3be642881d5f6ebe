//! Statics: they outlive an execution, and each execution has to find them as the first one did.
//!
//! What a static begins with was computed by the compiler, so it owns nothing on the heap, and its bytes can be put back
//! as they were. Whatever the last execution left in it is forgotten, its heap memory with it: that is never used again.

use std::ptr;
use std::sync::{Mutex, PoisonError};

/// A static of the reader's program.
#[derive(Clone, Copy, Debug)]
pub struct Static {
    at: *mut u8,
    size: usize,
}

// SAFETY: it is used before an execution only, when nobody else uses what it points to.
unsafe impl Send for Static {}

impl Static {
    /// That at this place.
    pub const fn of<T>(at: *const T) -> Static {
        Static { at: at.cast_mut().cast(), size: size_of::<T>() }
    }

    /// Its bytes, as they are now.
    fn bytes(self) -> Vec<u8> {
        let mut bytes = vec![0; self.size];
        // SAFETY: a static is so long, and for good. Bytes are copied one by one: some may stand for nothing.
        unsafe { ptr::copy_nonoverlapping(self.at, bytes.as_mut_ptr(), self.size) };
        bytes
    }
}

static KNOWN: Mutex<Vec<(Static, Vec<u8>)>> = Mutex::new(Vec::new());

/// Notes what they are like before the first execution.
pub fn note(statics: &[Static]) {
    let known = statics.iter().map(|known| (*known, known.bytes()));
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).extend(known);
}

/// Makes them as they were.
pub fn restore() {
    for (known, bytes) in KNOWN.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // What cannot change may lie where nobody can write.
        if known.bytes() != *bytes {
            // SAFETY: it is so long, it can be written since it has been, and no execution is under way.
            unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), known.at, known.size) };
        }
    }
}
