//! How far a comparison has come: a bar on a terminal, and where it was when it does not end.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;
use racelab::compare::{Comparison, Observer};
use racelab::network::Classifier;
use racelab::report::counted;
use racelab::sync::CachePadded;
use racelab::trainers::{Watch, file};

use super::arguments::UserError;
use super::attend::Unfinished;
use super::{explore, interrupt};

/// A progress bar that costs the training next to nothing.
pub struct Progress {
    /// The bar.
    pub bar: ProgressBar,
    /// The steps of each worker in this run. Only that worker writes them.
    steps: Vec<CachePadded<AtomicU64>>,
    /// The batches of an epoch.
    batches: usize,
    run: Mutex<Run>,
}

/// The training run in progress.
#[derive(Clone, Copy)]
struct Run {
    /// Its number, counted from 1; 0 before the first.
    number: u64,
    approach: &'static str,
    epochs: usize,
}

/// How many steps of a worker pass between two looks at the bar: about a millisecond.
const STRIDE: u64 = 64;

/// The length of a bar: thousandths of the measurement.
const WHOLE: f64 = 1000.0;

impl Progress {
    /// Starts the bar of an approach.
    pub fn start(name: &'static str, comparison: &Comparison<impl Classifier>) -> Arc<Self> {
        Arc::new(Progress {
            bar: explore::bar(name, WHOLE as u64),
            steps: (0..comparison.setting().workers).map(|_| CachePadded::default()).collect(),
            batches: comparison.batches(1).len(),
            run: Mutex::new(Run { number: 0, approach: name, epochs: 0 }),
        })
    }

    /// The worker whose steps are counted: the first that makes any. In a pipeline that is the last one.
    fn counted(&self) -> usize {
        self.steps.iter().position(|steps| steps.load(Relaxed) > 0).unwrap_or(0)
    }

    /// What is to be said where training does not end: what went wrong, and where it was.
    pub fn unfinished(&self, why: &Unfinished) -> UserError {
        let run = *self.run.lock().unwrap_or_else(PoisonError::into_inner);
        let worker = self.counted();
        let place = format!(
            "in training run {} ({} of {} batches), after {} of worker {worker}",
            run.number,
            counted(run.epochs as u64, "epoch"),
            self.batches,
            counted(self.steps[worker].load(Relaxed), "step"),
        );
        let file = file(run.approach);
        match why {
            Unfinished::Waits => UserError::interrupted(format!(
                "interrupted, but {} does not end, {place}; look for a loop without an end, or for a lock that \
                 nobody lets go, in {file}",
                run.approach
            )),
            Unfinished::Aborted => UserError::failure(format!(
                "{} aborted the program, {place}; Rust's own message is above; look into {file}",
                run.approach
            )),
            Unfinished::Panicked(message) => UserError::failure(format!(
                "{} panicked outside of a worker's computation, {place}: {message}; look into {file}",
                run.approach
            )),
        }
    }
}

impl Watch for Progress {
    fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
        let steps = self.steps[worker].load(Relaxed) + 1;
        self.steps[worker].store(steps, Relaxed);
        if steps.is_multiple_of(STRIDE) && worker == self.counted() {
            // So that the clock goes on while one run takes its time.
            self.bar.tick();
        }
        if interrupt::interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Observer for Progress {
    fn interrupted(&self) -> bool {
        interrupt::interrupted()
    }

    fn progress(&self, share: f64) {
        self.bar.set_position((WHOLE * share) as u64);
    }

    fn begins(&self, approach: &'static str, batches: usize) {
        self.steps.iter().for_each(|steps| steps.store(0, Relaxed));
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        *run = Run { number: run.number + 1, approach, epochs: batches / self.batches.max(1) };
    }
}
