#![deny(missing_docs)]
//! `std`, as the answer to an exercise sees it.
//!
//! It is that of a reader's program (`racelab_std`), but for what reaches out of the program, or could tell one run from
//! another. What is here is listed, so that what a later std brings along is not here unasked:
//!
//! | not here | because |
//! | --- | --- |
//! | `process`, `fs`, `env`, `net`, `io`, `os`, `ffi`, `path` | an answer has no business there |
//! | `include!` and its kin, `env!`, `line!`, `file!` | they read files, variables, or where the text stands |
//! | `panic::catch_unwind`, hooks | a panic has to be seen |
//! | `time::Instant`, `SystemTime`, `hash::RandomState`, hash maps | an execution has to be the same each time |
//! | `thread::available_parallelism` | a verdict has to be the same on every machine |
//! | `any`, `backtrace` | they tell programs apart by their text |

/// What is as it was.
mod listed {
    pub use racelab_std::{
        alloc, array, ascii, assert, assert_eq, assert_ne, borrow, boxed, char, clone, cmp, concat, convert,
        dbg, debug_assert, debug_assert_eq, debug_assert_ne, default, eprint, eprintln, error, f32, f64, fmt,
        format, format_args, future, hint, iter, marker, matches, mem, num, ops, option, panic, pin, print,
        println, ptr, rc, result, slice, str, string, stringify, sync, task, thread_local, todo,
        unimplemented, unreachable, vec, write, writeln,
    };
}

pub use listed::*;

pub mod prelude;

/// Cells: that which threads share is the engine's.
pub mod cell {
    pub use racelab_std::cell::{
        BorrowError, BorrowMutError, Cell, LazyCell, OnceCell, Ref, RefCell, RefMut, UnsafeCell,
    };
}

/// Collections whose order is the same each time.
pub mod collections {
    pub use racelab_std::collections::{
        BTreeMap, BTreeSet, BinaryHeap, LinkedList, VecDeque, binary_heap, btree_map, btree_set, linked_list,
        vec_deque,
    };
}

/// Hashing, with keys that are the same each time.
pub mod hash {
    pub use racelab_std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
}

/// The macro is there, the module is not.
pub mod panic {}

/// Threads: the engine's.
pub mod thread {
    pub use racelab_std::thread::{
        AccessError, Builder, JoinHandle, LocalKey, Result, Scope, ScopedJoinHandle, Thread, ThreadId,
        current, panicking, park, park_timeout, scope, sleep, spawn, yield_now,
    };
}

/// A span of time: no time passes in an exploration.
pub mod time {
    pub use racelab_std::time::Duration;
}
