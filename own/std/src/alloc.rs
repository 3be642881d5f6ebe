//! The heap by hand: blocks are watched for use after free, for double free and for leaks.

use ::std::panic::Location;
use ::std::ptr;

pub use ::std::alloc::*;

pub use racelab_engine::alloc::{alloc, alloc_zeroed, dealloc};

/// Gives a block another size, by way of a new block.
///
/// # Safety
///
/// As of `std::alloc::realloc`: the block was allocated with this layout, and the new size is not 0.
#[track_caller]
pub unsafe fn realloc(block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
    let Ok(new_layout) = Layout::from_size_align(new_size, layout.align()) else {
        panic!("a block of {new_size} bytes, at {}, is larger than there can be", Location::caller());
    };
    // SAFETY: the caller promises that the size is not 0.
    let new = unsafe { alloc(new_layout) };
    if !new.is_null() {
        // SAFETY: both blocks are at least so long, and they are two.
        unsafe { ptr::copy_nonoverlapping(block, new, layout.size().min(new_size)) };
        // SAFETY: the caller promises it.
        unsafe { dealloc(block, layout) };
    }
    new
}
