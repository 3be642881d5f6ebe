//! An allocator that says what it was refused: where Rust gets no memory it aborts, and nobody but a reader of
//! standard error learns why.
//!
//! It is std's own in all other respects. The command has it, and a reader's program, unless that has one of its own.

use std::alloc::{GlobalAlloc, Layout, System, alloc, dealloc};
use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::report::end_without_memory;

/// Nothing in racelab itself asks for so many bytes at once: it is the code that is explored which does.
const ABSURD: usize = 1 << 30;

/// How much memory the program may have that is explored, if racelab has set it a limit. Relaxed: it is set once, before
/// anything is explored.
static LIMIT: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// How many bytes this thread was refused last.
    static REFUSED: Cell<usize> = const { Cell::new(0) };
}

/// The allocator.
#[derive(Debug)]
pub struct Memory {
    ends_the_program: bool,
}

impl Memory {
    /// Of the command, which ends where it gets no memory: an exploration would report as a failure of the program what
    /// is only this machine's.
    pub const OF_THE_COMMAND: Memory = Memory { ends_the_program: true };
    /// Of a program that is explored in a process of its own, and is to be told what it asked for.
    pub const OF_A_PROGRAM: Memory = Memory { ends_the_program: false };

    fn given(&self, bytes: *mut u8, size: usize) -> *mut u8 {
        if bytes.is_null() {
            if self.ends_the_program && size < ABSURD {
                end_without_memory();
            }
            REFUSED.set(size);
        }
        bytes
    }
}

// SAFETY: it gives and takes what `System` does, and neither unwinds nor allocates in between.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract.
        self.given(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, bytes: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps to the contract.
        unsafe { System.dealloc(bytes, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract.
        self.given(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, bytes: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps to the contract.
        self.given(unsafe { System.realloc(bytes, layout, size) }, size)
    }
}

/// Whether this allocator is the program's: an aborted thread that was refused nothing has then called `abort`.
pub(in crate::explore) fn is_in_use() -> bool {
    let Ok(layout) = Layout::from_size_align(isize::MAX as usize, 1) else { return false };
    // SAFETY: the layout is not empty. What is given, if ever anything should be, is given back.
    unsafe {
        // Without the box, the compiler takes both away, as it may.
        let bytes = black_box(alloc(layout));
        if !bytes.is_null() {
            dealloc(bytes, layout);
        }
    }
    REFUSED.take() == layout.size()
}

/// How many bytes the current thread was refused last; 0 if it always had what it asked for.
pub(super) fn refused() -> usize {
    REFUSED.get()
}

/// The program that is explored in this process may have so many bytes, with all that explores it.
pub fn limited_to(bytes: u64) {
    LIMIT.store(bytes, Relaxed);
}

/// The limit that racelab has set, if it has.
pub(in crate::explore) fn limit() -> Option<u64> {
    Some(LIMIT.load(Relaxed)).filter(|&bytes| bytes > 0)
}

/// Where the address space is limited, all threads allocate from one arena. glibc gives each its own otherwise, which takes
/// 64 MB of it, and where that is refused, a page for each allocation: there is soon no memory left.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn is_shared_where_it_is_scarce() {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the one writes the limit to where it is told, the other sets a number of the C library's.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_AS, &mut limit) == 0 && limit.rlim_cur != libc::RLIM_INFINITY {
            libc::mallopt(libc::M_ARENA_MAX, 1);
        }
    }
}

/// Other allocators do not do so.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn is_shared_where_it_is_scarce() {}
