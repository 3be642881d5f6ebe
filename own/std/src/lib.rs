#![deny(missing_docs)]
//! `std`, as a program sees it that is explored without having been written for it.
//!
//! `racelab check FILE.rs` compiles the file with `rustc --extern std=` and the path of this library. To the compiler,
//! `std` is then a name like any other crate's: the prelude, `use std::sync::Mutex`, `::std::thread::spawn` by its full
//! path and the macros all come from here. Nothing in the reader's text is changed, so what the compiler says of it, it
//! says of his lines.
//!
//! Most of it is the real `std`, re-exported as a whole. Whatever threads share or wait for is declared here by name,
//! and a name that is declared goes before one that a glob brings along:
//!
//! | of std | is |
//! | --- | --- |
//! | `sync`, `thread`, `thread_local!` | the engine's, and nothing but the engine's: what it lacks is an error of the compiler, not a real thread unnoticed |
//! | [`cell::UnsafeCell`] | the engine's cell, which watches for data races, with std's `get` |
//! | [`hint::spin_loop`] | the engine's: a waiting loop |
//! | [`alloc`] | the engine's heap, which is watched |
//! | [`process`] | `exit` and `abort` fail, in place of ending the exploration as well |
//! | all the rest | std's |

pub use ::std::*;

pub use racelab_engine::{sync, thread_local};

pub mod alloc;
pub mod cell;
pub mod prelude;
pub mod process;

/// Hints.
pub mod hint {
    pub use ::std::hint::*;

    pub use racelab_engine::hint::spin_loop;
}

/// Threads.
pub mod thread {
    pub use ::std::thread::available_parallelism;
    pub use racelab_engine::thread::*;
}
