//! The parameter server by a simulated clock: no thread, and the same result every time.
//!
//! This is a discrete-event simulation. There is one kind of event, that a worker has computed its gradient, and a queue of
//! those to come, the soonest first. At each the gradient is delivered, and whoever may begin a step does: it copies
//! the weights, and its own next event is put into the queue. Time is nothing but the number that stands on an event.
//!
//! The gradients are real ones, and the books and rules are those of the trainer. So it is a real training, in an order
//! that real workers might have had. What is left out: delivering takes no time, nobody waits for a lock, and the
//! steps of a worker are alike but for a tenth.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand::RngExt;

use super::super::{Plan, Slow};
use super::{Ledger, Rule, Summary};
use crate::data::{Batch, generator};
use crate::network::{Network, descend};

/// How long a step takes that nothing slows, in ticks of the simulated clock.
const STEP: u64 = 1000;

/// By how much it may be shorter, or longer.
const SPREAD: u64 = STEP / 10;

/// Who trains, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulation {
    /// How many workers there are, and the learning rate.
    pub plan: Plan,
    /// Who is slow.
    pub slow: Option<Slow>,
    /// The server's rule.
    pub rule: Rule,
    /// What the lengths of the steps are drawn from.
    pub seed: u64,
}

/// How a simulation ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The weights.
    pub weights: Vec<f32>,
    /// How long it took. 1 is a step that nothing slows.
    pub time: f64,
    /// What the books say.
    pub summary: Summary,
}

/// What a worker is at: a step that has begun.
struct Step<'a> {
    batch: Batch<'a>,
    version: usize,
}

impl Simulation {
    /// Trains on the batches that `deal` gives a worker when it asks for one, until it gives none. None is larger
    /// than `largest`.
    pub fn run<'a, N: Network>(
        &self,
        network: &N,
        mut weights: Vec<f32>,
        largest: usize,
        mut deal: impl FnMut(usize) -> Option<Batch<'a>>,
    ) -> Simulated {
        let workers = self.plan.workers;
        let mut ledger = Ledger::new(self.rule, workers);
        let mut random = generator(self.seed, "lengths of steps");
        let mut scratch = network.scratch(largest);
        let mut gradient = vec![0.0; weights.len()];
        let mut copies = vec![weights.clone(); workers];
        let mut steps: Vec<Option<Step<'_>>> = (0..workers).map(|_| None).collect();
        let mut idle: Vec<usize> = (0..workers).collect();
        let (mut now, mut events) = (0, BinaryHeap::new());
        loop {
            // ANCHOR: events
            // Whoever has nothing to do begins a step, or is too far ahead, or leaves.
            idle.retain(|&me| {
                if !ledger.admits(me) {
                    return true;
                }
                match deal(me) {
                    Some(batch) => {
                        copies[me].copy_from_slice(&weights);
                        steps[me] = Some(Step { batch, version: ledger.begin(me) });
                        let length = random.random_range(STEP - SPREAD..=STEP + SPREAD);
                        events.push(Reverse((now + self.factor(me) * length, me)));
                    }
                    None => ledger.leave(me),
                }
                false
            });
            // The next to be ready delivers its gradient.
            let Some(Reverse((ready, me))) = events.pop() else {
                // Somebody may have waited for one who has just left.
                if idle.is_empty() { break } else { continue }
            };
            now = ready;
            let Step { batch, version } = steps[me].take().expect("whoever is ready has begun");
            network.gradient(&copies[me], batch, &mut gradient, &mut scratch);
            let share = ledger.deliver(me, version);
            descend(&mut weights, &gradient, self.plan.rate * share);
            idle.push(me);
            // ANCHOR_END: events
        }
        Simulated { weights, time: now as f64 / STEP as f64, summary: ledger.summary() }
    }

    fn factor(&self, worker: usize) -> u64 {
        self.slow.map_or(1, |slow| u64::from(slow.factor(worker)))
    }
}
