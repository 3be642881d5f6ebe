//! The door to samples.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::{Explorer, RUNS_BETWEEN_LOOKS, Stop, run_once, show};
use crate::execution::{Ending, Execution, Failure};
use crate::graph::MOST_EVENTS;
use crate::run::{self, Conditions, Entered};
use crate::sample::{Length, Method, Sampler, Sampling};
use crate::search::Search;

/// So many runs are drawn to know how long they are.
const PROBES: u64 = 4;

/// What came of sampling.
#[derive(Clone, Copy, Debug)]
pub struct Sampled {
    /// How many runs were drawn.
    pub runs: u64,
    /// How many of them came to an end, or failed: those that were shown.
    pub executions: u64,
    /// How many came to nothing: what was drawn for a `try_lock` or a time limit left a thread waiting for what did not
    /// come.
    pub blocked: u64,
    /// How many were left because they took too many steps.
    pub out_of_steps: u64,
    /// How many steps there were in all of them.
    pub steps: u64,
    /// The most steps of one.
    pub longest: u64,
    /// Why it ended. `Executions`: all have been drawn.
    pub stop: Stop,
    /// How long it took.
    pub elapsed: Duration,
}

impl Explorer {
    /// Draws executions of the program one after another, and shows each to the visitor, with its seed. The visitor may
    /// break off.
    ///
    /// The limits on executions and on the events of a thread do not count here: [`Sampling`] has its own.
    pub fn sample<T>(
        &self,
        sampling: &Sampling,
        program: impl Fn() -> T,
        mut visit: impl FnMut(u64, Execution<'_, T>) -> ControlFlow<()>,
    ) -> Sampled {
        let start = Instant::now();
        let search = Search::new(self.model, self.budget);
        let mut engine = self.engine(search);
        (engine.most_events, engine.cuts_loops) = (MOST_EVENTS, false);
        engine.sampler = Some(Box::new(Sampler::new(self.budget)));
        let _entered = Entered::new(engine);
        let (length, conditions) = probe(&program, sampling);
        let mut sampled = Sampled {
            runs: 0,
            executions: 0,
            blocked: 0,
            out_of_steps: 0,
            steps: 0,
            longest: 0,
            stop: Stop::Executions,
            elapsed: Duration::ZERO,
        };
        sampled.stop = loop {
            if sampled.runs == sampling.runs {
                break Stop::Executions;
            }
            let seed = sampling.seed.wrapping_add(sampled.runs);
            let (ending, _) = draw(&program, sampling, seed, length, conditions);
            sampled.runs += 1;
            let (steps, is_out) = run::with(|engine| (engine.steps_drawn().steps, engine.is_out_of_steps()));
            sampled.steps += steps;
            sampled.longest = sampled.longest.max(steps);
            match ending {
                None if is_out => sampled.out_of_steps += 1,
                None => sampled.blocked += 1,
                Some(ending) => {
                    sampled.executions += 1;
                    let is_unfit = matches!(
                        &ending,
                        Ending::Failure(Failure::TooLarge(_) | Failure::NotDeterministic(_))
                    );
                    let flow = show(ending, |execution| visit(seed, execution));
                    if is_unfit {
                        break Stop::Unfit;
                    }
                    if flow.is_break() {
                        break Stop::Enough;
                    }
                }
            }
            if sampled.runs.is_multiple_of(RUNS_BETWEEN_LOOKS) || steps > 1_000 {
                if self.time.is_some_and(|most| start.elapsed() >= most) {
                    break Stop::Time;
                }
                let counts = super::Counts { executions: sampled.runs, ..Default::default() };
                if self.interrupted.as_ref().is_some_and(|ask| ask(&counts)) {
                    break Stop::Interrupted;
                }
            }
        };
        sampled.elapsed = start.elapsed();
        sampled
    }
}

/// Draws a few, always the same: how long they are, and what a run has to know.
fn probe<T>(program: &impl Fn() -> T, sampling: &Sampling) -> (Length, Conditions) {
    let probes = Sampling { method: Method::Uniform, ..*sampling };
    let (mut length, mut conditions) = (Length::default(), Conditions::UNKNOWN);
    let count = if sampling.method == Method::Uniform { 1 } else { PROBES };
    for seed in 0..count {
        let (ending, learned) = draw(program, &probes, seed, Length::default(), conditions);
        drop(ending);
        conditions = learned;
        let done = run::with(|engine| engine.steps_drawn());
        length.steps = length.steps.max(done.steps);
        length.reads = length.reads.max(done.reads);
    }
    (length, conditions)
}

/// Draws one, and says under which conditions. `None` if it comes to nothing.
fn draw<T>(
    program: &impl Fn() -> T,
    sampling: &Sampling,
    seed: u64,
    length: Length,
    mut conditions: Conditions,
) -> (Option<Ending<T>>, Conditions) {
    loop {
        run::with(|engine| {
            engine.take_up(conditions);
            engine.begin_sample(sampling, seed, length);
        });
        let ending = run_once(program);
        match run::with(|engine| engine.has_learned()) {
            Some(learned) => conditions = learned,
            None => return (ending, conditions),
        }
    }
}
