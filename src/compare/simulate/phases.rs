//! Each approach as the phases of one step of one worker, and the bounds that arithmetic alone gives.

use super::Costs;

/// The approaches that are simulated.
pub const SIMULATED: [&str; 7] = [
    "mutex-whole-step",
    "mutex-short",
    "rwlock",
    "thread-local",
    "channel",
    "bulk-synchronous",
    "split-layer",
];

/// Those that are not, each with why. Together with the simulated ones these are all that have several workers.
pub const NOT_SIMULATED: [(&[&str], &str); 3] = [
    (&["pipeline"], "it has no more stages than the network has layers"),
    (
        &["atomic-add", "atomic-load-store"],
        "they cost what it takes to send all weights' lines from core to core at the same time, and two cores \
         cannot tell how that grows with more of them",
    ),
    (
        &[
            "mutex-per-layer",
            "promise",
            "promise-async",
            "spawn-per-batch",
            "pool",
            "staleness-aware",
            "staleness-bounded",
        ],
        "a lock for each layer, a thread that is started or woken, a task that is handed on, and a server's books are not \
         measured here",
    ),
];

/// A part of a step. Times are in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// The worker computes by itself.
    Alone(f64),
    /// It has what only one can have: the lock, or the server.
    Held {
        /// For so long.
        time: f64,
        /// Whether it changes the weights meanwhile.
        writes: bool,
    },
    /// It has the lock together with others who only read, for so long.
    Shared(f64),
    /// It waits until all have come.
    Meet {
        /// What one of them does for all, while they wait.
        serial: f64,
    },
}

/// The phases of a step; `None` for an approach that is not simulated.
pub fn of(approach: &str, costs: &Costs, workers: usize) -> Option<Vec<Phase>> {
    use Phase::{Alone, Held, Meet, Shared};
    let Costs { gradient, copy, apply, fetch, message, first_layer, .. } = *costs;
    let n = workers as f64;
    Some(match approach {
        "mutex-whole-step" => vec![Held { time: gradient + apply, writes: true }],
        "mutex-short" => {
            vec![Held { time: copy, writes: false }, Alone(gradient), Held { time: apply, writes: true }]
        }
        "rwlock" => vec![Shared(copy), Alone(gradient), Held { time: apply, writes: true }],
        // Everybody takes off every part; all but its own come from other cores.
        "thread-local" => {
            vec![Alone(gradient / n), Meet { serial: 0.0 }, Alone(n * apply + (n - 1.0) * fetch)]
        }
        "channel" => {
            vec![Alone(gradient + message), Held { time: apply + copy, writes: true }, Alone(message)]
        }
        "bulk-synchronous" => vec![
            Alone(gradient / n),
            Meet { serial: n * apply + (n - 1.0) * fetch },
            Held { time: copy, writes: false },
        ],
        // What is not the first layer everybody computes.
        "split-layer" => {
            vec![Alone(gradient * (1.0 - first_layer + first_layer / n) + apply), Meet { serial: 0.0 }]
        }
        _ => return None,
    })
}

/// How many batches all workers together have trained on when each has made a step.
pub fn steps_of(approach: &str, workers: usize) -> f64 {
    match approach {
        "mutex-whole-step" | "mutex-short" | "rwlock" | "channel" => workers as f64,
        _ => 1.0,
    }
}

/// How many times as fast as one thread so many workers can be at most, by the chapter "How fast, and why": min(n, 1 / s) where s
/// is the share of a step for which one worker has the lock, and Amdahl's law where everybody waits or does the
/// same. Nothing is handed over in it.
pub fn bound(approach: &str, costs: &Costs, workers: usize) -> f64 {
    let n = workers as f64;
    let handed_over_for_nothing = Costs { fetch: 0.0, lock: 0.0, message: 0.0, barrier: 0.0, ..*costs };
    let phases = of(approach, &handed_over_for_nothing, workers).unwrap_or_default();
    let (mut alone, mut held, mut met) = (0.0, 0.0, 0.0);
    for phase in phases {
        match phase {
            // Readers are in nobody's way but a writer's, and it is a bound without that.
            Phase::Alone(time) | Phase::Shared(time) => alone += time,
            Phase::Held { time, .. } => held += time,
            Phase::Meet { serial } => met += serial,
        }
    }
    let step = steps_of(approach, workers);
    // Each step takes a worker so long at least, and the lock lets one through at a time.
    let longest = (alone + held + met).max(n * held);
    step * costs.step() / longest
}
