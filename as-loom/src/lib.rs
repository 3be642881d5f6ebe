#![deny(missing_docs)]
//! loom's interface on racelab's engine: a crate that has loom tests runs them on the engine with one changed line of
//! its `Cargo.toml`.
//!
//! ```toml
//! [target.'cfg(loom)'.dependencies]
//! loom = { package = "racelab-as-loom", path = ".../racelab/as-loom" }
//! ```
//!
//! The tests stay as they are. What changes is what explores them, and what a failure says:
//!
//! ```
//! use racelab_as_loom as loom;
//! use loom::sync::atomic::AtomicUsize;
//! use loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
//! use loom::sync::Arc;
//! use loom::{model, thread};
//!
//! fn message_passing(ordering: std::sync::atomic::Ordering) {
//!     model(move || {
//!         let both = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
//!         let (data, flag) = &*both;
//!         let writer = Arc::clone(&both);
//!         let thread = thread::spawn(move || {
//!             writer.0.store(1, Relaxed);
//!             writer.1.store(1, ordering);
//!         });
//!         if flag.load(Acquire) == 1 {
//!             assert_eq!(data.load(Relaxed), 1);
//!         }
//!         thread.join().unwrap();
//!     });
//! }
//!
//! message_passing(Release);
//! let panic = std::panic::catch_unwind(|| message_passing(Relaxed)).unwrap_err();
//! let message = panic.downcast_ref::<String>().unwrap();
//! assert!(message.contains("store 1 (Relaxed)"), "{message}");
//! ```
//!
//! # Why it is a crate of its own
//!
//! loom and std give one name to different things: `UnsafeCell::get_mut` takes `&self` in loom and returns a guard, in
//! std it takes `&mut self` and returns the value; `spawn` asks for `Send` in std and not in loom. The engine keeps to
//! std, so one crate cannot be both.
//!
//! # What is different from loom
//!
//! - **Executions are explored that loom passes over**: loads that read what is stored later, what others do while a
//!   thread yields, and more. A chapter of the book, "What a green run does not mean", lists them.
//! - **A waiting loop that writes** in each of its rounds is cut after two equal ones, and a note on standard error says
//!   so: see [`Explorer::cut_loops`](racelab_engine::Explorer::cut_loops).
//! - **What happens for no reason** (`compare_exchange_weak` that fails, a `wait` or `park` that ends early, a
//!   `wait_timeout` that runs out) happens, at most once in an execution. In loom only [`Notify`](sync::Notify) does.
//! - **A bound on preemptions has no meaning**: execution graphs have none. See [`model::Builder`], which says of each
//!   of its fields what comes of it.
//! - **A failure ends the exploration** with a panic whose message tells the execution: each thread's steps, with
//!   values and places, and what went wrong.
//! - **Not limited to five threads.** [`MAX_THREADS`] is loom's number all the same, as programs are sized by it.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`model`] | the door: `model`, `Builder` |
//! | `counterexample` | a failing execution in words |
//! | [`sync`], [`thread`], [`cell`], [`alloc`], [`hint`] | what a program is written with |
//! | [`mod@lazy_static`] | statics that begin anew in each execution, and end with it |
//! | [`future`] | `block_on` and `AtomicWaker` |

pub mod alloc;
pub mod cell;
mod counterexample;
pub mod future;
pub mod hint;
pub mod lazy_static;
pub mod model;
pub mod sync;
pub mod thread;

#[doc(inline)]
pub use model::model;
pub use racelab_engine::thread_local;

/// The most threads that loom allows. The engine allows 32.
pub const MAX_THREADS: usize = 5;

/// Does nothing: all is explored from the beginning.
pub fn explore() {}

/// Does nothing: what comes after is explored as well, which costs time, and misses nothing.
pub fn stop_exploring() {}

/// Does nothing: the executions that loom would pass over are explored as well.
pub fn skip_branch() {}
