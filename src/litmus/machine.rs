//! This machine's column: the outcomes that its processor is seen to give.
//!
//! The test runs many times on real threads, each pinned to a core. What the language allows and this
//! processor can do may still never show, unless the threads are in their few operations at the same
//! moment; that is what this room takes trouble over:
//!
//! | file | what it does |
//! | --- | --- |
//! | `batch` | some thousand instances of the test in memory, run one after another by the same threads |
//! | `rendezvous` | lets the threads begin each instance together |
//! | `pin` | keeps each thread on a core of its own |
//!
//! An outcome that is seen is possible. One that is never seen is weak evidence: another processor, or
//! this one on another day, may show it. What is seen is this processor and not the compiler, because an
//! interpreter (`thread`) runs the test.

mod batch;
mod pin;
mod rendezvous;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use thiserror::Error;

use self::batch::Batch;
use super::test::{Outcome, Test};
use super::thread::runnable;
use crate::machine::Machine;

/// What this machine was seen to do.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How often each outcome was seen; one that is not here never was.
    pub counts: BTreeMap<Outcome, u64>,
    /// How many runs there were: fewer than were asked for if it was ended early.
    pub runs: u64,
    /// How many of them do not count, because a thread waited in vain or the test's filter leaves them out.
    pub left_out: u64,
    /// Where.
    pub machine: Machine,
    /// Whether each thread was kept on a core. Where the system does not do that (macOS), threads move as
    /// it pleases, and less may show.
    pub pinned: bool,
    /// Whether the test has more threads than this machine has cores, so that they never all run at the
    /// same time, and less may show.
    pub crowded: bool,
    /// How long it took.
    pub elapsed: Duration,
}

/// Why a test is not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotRun {
    /// Threads take turns on a single core, and whoever takes turns sees every operation in order.
    #[error("one core: nothing can be seen")]
    OneCore,
    /// For whoever has found a data race in the test, and so does not run it.
    #[error("a data race is undefined behaviour: not run")]
    DataRace,
}

/// Runs a test `runs` times. It must have no data race: whoever calls this has asked the checker.
///
/// Ends early, between two batches of some thousand runs, when `is_over` says so. The calling thread
/// is not pinned.
pub fn run(test: &Test, runs: u64, is_over: impl Fn() -> bool) -> Result<Seen, NotRun> {
    let machine = Machine::here();
    let cores = machine.cores.unwrap_or(1);
    if cores == 1 {
        return Err(NotRun::OneCore);
    }
    let (start, crowded) = (Instant::now(), test.threads.len() > cores);
    let (mut counts, mut pinned, mut done, mut left_out) = (BTreeMap::new(), true, 0, 0);
    let test = runnable(test);
    let mut batch = Batch::new(&test, runs);
    while done < runs && !is_over() {
        let instances = batch.instances().min(usize::try_from(runs - done).unwrap_or(usize::MAX));
        pinned &= batch.run(instances, crowded);
        left_out += batch.count(instances, &mut counts);
        done += instances as u64;
    }
    Ok(Seen { counts, runs: done, left_out, machine, pinned, crowded, elapsed: start.elapsed() })
}
