#![deny(missing_docs)]
//! A model checker for Rust programs with threads: it runs a program once for every execution that the memory model
//! allows, and shows each of them once.
//!
//! ```
//! use racelab_engine::sync::atomic::AtomicU32;
//! use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
//! use racelab_engine::{explore, thread};
//! use std::ops::ControlFlow::Continue;
//!
//! let program = || {
//!     let (data, flag) = (AtomicU32::new(0), AtomicU32::new(0));
//!     thread::scope(|scope| {
//!         let reader = scope.spawn(|| (flag.load(Acquire), data.load(Relaxed)));
//!         scope.spawn(|| {
//!             data.store(1, Relaxed);
//!             flag.store(1, Release);
//!         });
//!         reader.join().unwrap()
//!     })
//! };
//!
//! let mut seen = Vec::new();
//! let report = explore(program, |execution| {
//!     seen.extend(execution.ending.outcome().copied());
//!     Continue(())
//! });
//! assert_eq!(seen, [(0, 0), (0, 1), (1, 1)]);
//! assert!(report.is_exhaustive());
//! ```
//!
//! The types have the names and the contracts of `std`, so a program changes its imports and nothing else. With
//! `Release` weakened to `Relaxed` there are four executions: the reader may then see the flag and miss the data.
//!
//! # How it finds them
//!
//! Threads could be interleaved in every possible way. That would be slow, as most interleavings differ in nothing
//! that a thread could notice; and it would not be enough, as a load may read an older store than the last. So the
//! engine does not explore interleavings. It explores *execution graphs*: what each thread did, from which store
//! each load reads, in which order the stores to each variable stand, and what came of each choice, spurious failures
//! among them. Time does not occur in a graph. Here is how the three graphs of the program above are found. `R` and
//! `W` are loads and stores; what a load reads from stands after the arrow.
//!
//! **The first graph.** The engine runs the program and writes down what its threads do. When several threads could
//! go on, it is always the turn of the first of them, so the reader comes before the writer. Nothing has been
//! stored yet: both loads read the initial values. Then the writer stores, twice.
//!
//! ```text
//! reader              writer
//! R flag <- initial   W data = 1
//! R data <- initial   W flag = 1          outcome (0, 0)
//! ```
//!
//! When `W data = 1` is added, there is an earlier load that could have read it. The engine makes a note of that:
//! *let `R data` read from `W data`*. When `W flag = 1` is added, it could be read by `R flag` in the same way. To
//! let it do so, everything added after `R flag` has to go, `R data` with it, because what the reader does next may
//! depend on what it has just read. Only the store itself stays, with what it depends on: `W data`. But the engine
//! makes no note of this here. You will see in a moment why.
//!
//! **The second graph.** The run has ended; the engine takes up its last note, and runs the program again along the
//! graph that the note makes: `R data` now reads from `W data`. Then the writer goes on as before.
//!
//! ```text
//! reader              writer
//! R flag <- initial   W data = 1
//! R data <- W data    W flag = 1          outcome (0, 1)
//! ```
//!
//! Again `W flag = 1` could be read by `R flag`, if `R data` were taken away, and this time the engine notes it.
//! Why now and not before? What remains would be the same graph both times: two ways lead to it, and only one may
//! be followed. The rule is that the load that is to read anew, and whatever is taken away, must have been added in the
//! *maximal* way: each load having read the newest store that was there, or that the new store depends on, and each
//! store having come last in the modification order, with no earlier load that reads from it. `R data <- W data` is
//! maximal, `R data <- initial` was not; and `R flag <- initial`, the load that is to read anew, is maximal in both
//! graphs. For every graph there is exactly one such way, so each is found, and none twice.
//!
//! **The third graph.** `R flag` reads from `W flag`, and `R data` is gone. The reader goes on and loads `data`
//! again. As an `Acquire` load has read from a `Release` store, `W data` happens before this load, which can
//! therefore not pass over it.
//!
//! ```text
//! reader              writer
//!                     W data = 1
//! R flag <- W flag    W flag = 1
//! R data <- W data                        outcome (1, 1)
//! ```
//!
//! No note is left, so these were all. The outcome `(1, 0)` was not tried and thrown away: no graph for it was ever
//! made. And nothing was remembered but the notes of the graph at hand, so memory stays small (some 3 MiB) however
//! many executions there are.
//!
//! # Where it comes from
//!
//! - The search, with its test for what is maximal, is TruSt: Kokologiannakis, Marmanis, Gladstein, Vafeiadis, "Truly
//!   Stateless, Optimal Dynamic Partial Order Reduction", POPL 2022.
//! - The memory model is RC11: Lahav, Vafeiadis, Kang, Hur, Dreyer, "Repairing Sequential Consistency in C/C++11",
//!   PLDI 2017; or, by a switch, C++20 without load buffering (see [`Model`]).
//! - Locks and other parts of a library as events of their own: Kokologiannakis, Raad, Vafeiadis, "Model Checking for
//!   Weakly Consistent Libraries", PLDI 2019. (That a lock reads from the previous lock, and is promised it before the
//!   unlock is there, is ours: see `graph/order.rs`.) A checker of this kind is described in Kokologiannakis,
//!   Vafeiadis, "GenMC: A Model Checker for Weak Memory Models", CAV 2021.
//! - Waiting loops: Kokologiannakis, Ren, Vafeiadis, "Dynamic Partial Order Reductions for Spinloops", FMCAD 2021,
//!   pages 163 to 172.
//!
//! # The rooms
//!
//! Read them in this order; each begins with a page that says what is in its files.
//!
//! | room | what it is for |
//! | --- | --- |
//! | [`graph`] | execution graphs, and which of them the memory model allows. Plain data and functions |
//! | `search` | which graph comes next: first choices, notes, revisits |
//! | `sample` | one execution after another, drawn at random: for what is too large to be searched. [`Sampling`] |
//! | `run` | running the program along a graph: coroutines, whose turn it is, waiting loops, deadlocks |
//! | [`sync`], [`thread`], [`channel`], [`cell`], [`alloc`], [`hint`] | what a program is written with, by `std`'s names |
//! | `explorer`, `execution` | the door: what to explore, and what is shown. [`Explorer`], [`Execution`], [`Failure`] |
//! | [`weaken`] | explores a program as if some of its orderings were weaker, without compiling it again |
//! | `faults` | deliberate faults, each of which the tests have to see |
//!
//! # What it does not do
//!
//! - **Load buffering** is not shown: executions in which two threads each read what the other stores later, or more
//!   threads do so in a cycle. C++20 and Rust allow it, and so do the Arm and POWER architectures where nothing orders
//!   the load and the store; RC11 forbids every cycle of program order and reads-from (out-of-thin-air values are such
//!   cycles as well). And *this* search does not reach them, as it adds a store only after what its thread has read.
//!   Others do: HMC (Kokologiannakis, Vafeiadis, ASPLOS 2020) and
//!   WMC (Moiseenko, Kokologiannakis, Vafeiadis, "Model Checking for a Multi-Execution Memory Model", OOPSLA 2022,
//!   pages 758 to 785).
//!   A program in which each of two threads loads one variable and then stores to the other should be asked of the
//!   litmus checker, which has the whole model: `racelab litmus LB` shows the pattern.
//! - **What happens for no reason** (a weak compare-exchange that fails, a wait that ends early, a time-out)
//!   happens at most once in one execution, or as often as [`Explorer::whims`] says. It could happen any number of
//!   times.
//! - **Waiting loops** have to say so by [`hint::spin_loop`] or [`thread::yield_now`], and may only look. A loop that
//!   writes in every round, or that waits and does not say so, is reported as a failure with its place. (`run::rounds`
//!   says how loops are told apart. A loop that gives up after more than some five thousand rounds, or after more than
//!   sixty-four where it was once judged to wait, is silently taken never to do so.) One that writes can be
//!   [cut](Explorer::cut_loops) instead: then not all is explored.
//! - **Not there**: `select!` on channels; the coercion to `Arc<dyn Trait>` (use
//!   [`Arc::from_std`](sync::Arc::from_std)); a thread that reads a `RwLock` and that only some executions start; the
//!   deadlock that `std` allows where a thread that reads a `RwLock` reads it again while a writer waits (here it may
//!   always do so). A raw pointer that is followed to plain data is not seen: use a [`cell`], and [`alloc`] for what it
//!   lies in.
//! - **Owners of an `Arc`** that only some executions count, and not the first: then an owner that another thread
//!   clones is not seen in all the ways in which it could be, and the report says so ([`Stop::CountedLate`]).
//! - **The program has to be deterministic** but for what its threads read from one another: no clock, no random
//!   numbers, nothing that outlives a run. Where the engine notices, it says so. What it cannot notice is an
//!   [`alloc::Box`] that outlives its run, in a `static` of `std`'s say: the engine takes the memory back, and the box
//!   dangles.
//! - **One thread of the operating system** runs all threads of a program. Most `unsafe impl`s of `Send` and `Sync` in
//!   this crate rely on that, and it is an assumption: `std::thread::spawn` is safe Rust, and nothing keeps a program
//!   from handing what is the engine's to a thread that it starts there. Most uses on such a thread panic
//!   ([`was_used_outside`]); one that does not may be a data race of the engine's own.
//! - At most 32 threads, and 10,000 operations of a thread ([`Explorer::operations`] allows more).
//! - **What is too large to be searched** can be [sampled](Explorer::sample): executions are drawn at random, some
//!   hundred thousand steps a second, however many there are. That never says that there is nothing else.
//! - "Nothing found" means: in all executions of *this* program, with these threads and this input.

pub mod alloc;
pub mod cell;
pub mod channel;
mod execution;
mod explorer;
#[doc(hidden)]
pub mod faults;
pub mod graph;
pub mod hint;
mod run;
mod sample;
mod search;
pub mod sync;
pub mod thread;
mod trail;
pub mod weaken;

use std::panic::Location;

use graph::EventId;

pub use execution::{
    Access, Address, Blocked, DataRace, Deadlock, Ending, EndlessLoop, Execution, Failure, Freed, Leak,
    Looked, NotDeterministic, Note, Noted, ObjectName, Panic, TooLarge, WaitsFor,
};
pub use explorer::{Counts, Explorer, Report, Sampled, Stop, explore};
pub use graph::Model;
pub use sample::{Method, Sampling};
pub use trail::Trail;

/// Some number below `n`: each is explored.
///
/// # Panics
///
/// If there is no such number.
#[track_caller]
pub fn choose(n: usize) -> usize {
    assert!(n > 0, "there is no number below 0 to choose");
    run::perform::choose(n as u64, false, Location::caller()) as usize
}

/// The number of the thread that runs now: 0 for the one that runs the program. `None` where no program runs.
pub fn current_number() -> Option<usize> {
    run::perform::current_number()
}

/// Asserts that a program is explored on this thread of the operating system. A thread that the program has started by
/// other means than [`thread`], by C's `pthread_create` say, is none of the engine's, and what it does cannot be explored.
///
/// # Panics
///
/// If none is.
#[track_caller]
pub fn assert_exploring() {
    run::assert_exploring();
}

/// Whether some thread of this process has used a type of the engine's where nothing is explored, and panicked. Such a
/// thread may have done so in the middle of an execution that has ended well: whoever has a program explored that starts
/// threads by other means asks before he believes it.
pub fn was_used_outside() -> bool {
    run::was_used_outside()
}

/// The value as text, if it is a number, a `bool` or a `char`: whoever shows an execution asks nothing more of a type.
pub fn shown<T: ?Sized>(value: &T) -> Option<String> {
    // SAFETY: the reference is to a `T` that nobody changes meanwhile.
    unsafe { run::log::shown(value) }
}

/// Whether this address is one that a thread of the program touches when it overflows its stack, which has a megabyte.
/// For a handler of the signal that this raises, on the thread of the system that explores: it may be asked there.
pub fn is_below_the_stack(address: usize) -> bool {
    run::is_below_the_stack(address)
}

/// From now on, panics of programs under exploration are not printed. The first exploration sees to that itself; this
/// is for whoever wants to hear of them first, and takes the hook's place after it.
pub fn keep_panics_quiet() {
    run::set_running(run::is_running());
}

/// The event that the current thread did last: for a program that writes down what it does, to find the place of its
/// notes in the graph. `None` where the graph has no place for them: outside of a program, once an execution has been
/// given up, and while a waiting loop is run aside to see whether it only waits.
pub fn here() -> Option<EventId> {
    run::perform::here()
}
