//! A parameter server that knows how stale each gradient is, and does something about it.
//!
//! Nobody waits for anybody: a worker takes the next batch with a copy of the weights, computes, and delivers its gradient to
//! whatever the weights are by then. So the gradient is stale by as many updates as the others made meanwhile, as
//! with [`mutex_short`](super::mutex_short) and [`channel`](super::channel). What is new is that the server keeps books.
//! It counts its updates, hands that number out with the weights as their version, and gets it back with the
//! gradient; and it counts the steps of each worker. From these follow four ways to treat a late gradient, one of
//! which is to treat it like any other.
//!
//! | file | what is in it |
//! | --- | --- |
//! | this one | the trainer: the server behind its lock |
//! | `rule` | [`Rule`]: by how much a gradient counts, and who may begin a step |
//! | `ledger` | [`Ledger`]: the books from which the rules know |
//! | `simulation` | [`Simulation`]: the same books and rules by a simulated clock, without a thread |
//!
//! Two things are copied under one lock that belong together: the weights and their version. A version read a moment
//! later is of other weights, and a gradient then passes for fresher than it is: the mistake
//! [`version_after_weights`](crate::mistakes::version_after_weights). And whoever is too far ahead looks at the books
//! and falls asleep under the lock, or nobody may wake it: `unlocked_bound`.
//!
//! Why are batches dealt one by one, and not to each worker its own, as elsewhere? A quick worker is to make more
//! steps than a slow one. With batches of their own, the quick workers would be through with theirs, and the slow one
//! would train on alone, at leisure and with nobody's gradient stale.

mod ledger;
mod rule;
mod simulation;

use std::fmt;

pub use ledger::{Ledger, Summary};
pub use rule::{Delivered, Rule};
pub use simulation::{Simulated, Simulation};

use super::{Plan, Watch, Worker};
use crate::data::Batches;
use crate::network::{Network, descend};
use crate::sync::{Condvar, Mutex, WorkerPanic, named, workers};

/// How many steps a worker may be ahead of the slowest in the approach `staleness-bounded`.
pub const BOUND: usize = 2;

/// Weights, and what is known of who delivers gradients to them.
pub struct ParameterServer {
    state: Mutex<State>,
    /// Notified whenever somebody may have caught up.
    caught_up: Condvar,
}

/// What the lock guards.
struct State {
    weights: Vec<f32>,
    ledger: Ledger,
    /// The number of the batch that is dealt next.
    next: usize,
}

impl fmt::Debug for State {
    /// What there is to see in the picture of an execution.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "version {}, weights {:?}", self.ledger.version(), self.weights)
    }
}

impl ParameterServer {
    /// A server with these weights, for so many workers.
    pub fn new(weights: Vec<f32>, rule: Rule, workers: usize) -> Self {
        let state = State { weights, ledger: Ledger::new(rule, workers), next: 0 };
        ParameterServer {
            state: named("server", Mutex::new(state)),
            caught_up: named("caught up", Condvar::new()),
        }
    }

    /// Trains the server's weights with the plan's workers. See [`Train`](super::Train).
    pub fn train<N: Network>(
        &self,
        network: &N,
        batches: &Batches<'_>,
        plan: &Plan,
        watch: &dyn Watch,
    ) -> Result<(), WorkerPanic> {
        let ended = workers(plan.workers, |me| {
            let result = self.work(me, network, batches, plan, watch);
            // Whatever the reason: whoever leaves says so, and nobody waits for it.
            let mut state = self.state.lock().unwrap();
            state.ledger.leave(me);
            if result.is_err() {
                // Nothing more is dealt: there will be no result.
                state.next = batches.len();
            }
            drop(state);
            self.caught_up.notify_all();
            result
        });
        ended.into_iter().collect()
    }

    fn work<N: Network>(
        &self,
        me: usize,
        network: &N,
        batches: &Batches<'_>,
        plan: &Plan,
        watch: &dyn Watch,
    ) -> Result<(), WorkerPanic> {
        let mut worker = Worker::new(me, network, batches, watch)?;
        let mut copy = vec![0.0; network.weights()];
        let mut gradient = vec![0.0; network.weights()];
        loop {
            // ANCHOR: fetch
            let too_far_ahead = |state: &mut State| !state.ledger.admits(me);
            let mut state = self.caught_up.wait_while(self.state.lock().unwrap(), too_far_ahead).unwrap();
            let Some(batch) = batches.get(state.next) else { return Ok(()) };
            state.next += 1;
            // The weights and their version, under one lock.
            copy.copy_from_slice(&state.weights);
            let version = state.ledger.begin(me);
            drop(state);
            // ANCHOR_END: fetch
            let loss = worker.gradient(&copy, batch, &mut gradient)?;
            // ANCHOR: deliver
            let mut state = self.state.lock().unwrap();
            let share = state.ledger.deliver(me, version);
            descend(&mut state.weights, &gradient, plan.rate * share);
            drop(state);
            self.caught_up.notify_all();
            // ANCHOR_END: deliver
            if !worker.goes_on(loss)? {
                return Ok(());
            }
        }
    }

    /// The weights, and what the books say.
    pub fn into_inner(self) -> (Vec<f32>, Summary) {
        let state = self.state.into_inner().unwrap();
        (state.weights, state.ledger.summary())
    }
}

fn train<N: Network>(
    rule: Rule,
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    let server = ParameterServer::new(weights, rule, plan.workers);
    server.train(network, batches, plan, watch)?;
    Ok(server.into_inner().0)
}

/// Trains with each gradient's rate divided by its staleness. See [`Train`](super::Train).
pub fn aware<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    train(Rule::Aware, network, weights, batches, plan, watch)
}

/// Trains with nobody more than [`BOUND`] steps ahead of the slowest. See [`Train`](super::Train).
pub fn bounded<N: Network>(
    network: &N,
    weights: Vec<f32>,
    batches: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<f32>, WorkerPanic> {
    train(Rule::Bounded(BOUND), network, weights, batches, plan, watch)
}
