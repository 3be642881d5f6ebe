//! Scenarios: what is explored. A small run of a trainer or a mistake that ends with an outcome.

use std::sync::LazyLock;

use crate::data::{Batches, Dataset};
use crate::network::{Chain, Network, Tally};
use crate::sync::WorkerPanic;
use crate::trainers::{Plan, Train, Unwatched};

/// A small concurrent program, the outcomes that its specification allows, and how to explore it.
///
/// A scenario *reports* its outcome rather than asserting something about it: a wrong one then does
/// not end the search, and everything that can happen is seen.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The approach or the mistake it is about.
    pub subject: &'static str,
    /// What happens in it: `2 workers, 1 batch each`.
    pub about: &'static str,
    /// Runs it once and returns the outcome.
    pub run: fn() -> String,
    /// The outcomes that the specification allows. Safe code must have exactly these. None named: any is allowed.
    pub allowed: &'static [&'static str],
    /// For loom: how many workers it starts, if it must be explored under every order of starting them. That is
    /// for threads that load and then store one atomic: loom skips executions there, and the outcomes
    /// of all orders together have most of what was missing, though not all. 1 otherwise.
    pub orders_of: usize,
    /// For loom: at most this many preemptions are explored; `None` for all executions.
    pub preemptions: Option<usize>,
    /// For loom: whether to explore also what it leaves out (early wake-ups, weak compare-exchanges that fail for
    /// no reason, notifications that wake another thread), one choice at a time.
    pub choices: bool,
    /// Whether sites are weakened in it. Not where it is a whole of parts that have small scenarios of their own:
    /// then it would take long, and show nothing that those do not show.
    pub weakened: bool,
    /// Whether it is a reader's own program: then its report also says what loom would have made of it.
    pub is_own: bool,
}

impl Scenario {
    /// A scenario that loom can explore exhaustively, with the workers started in their order.
    pub const fn new(
        subject: &'static str,
        about: &'static str,
        allowed: &'static [&'static str],
        run: fn() -> String,
    ) -> Self {
        Scenario {
            subject,
            about,
            run,
            allowed,
            orders_of: 1,
            preemptions: None,
            choices: true,
            weakened: true,
            is_own: false,
        }
    }

    /// Whether the specification allows this outcome.
    pub fn allows(&self, outcome: &str) -> bool {
        self.allowed.is_empty() || self.allowed.contains(&outcome)
    }

    /// A reader's own program.
    pub const fn own(self) -> Self {
        Scenario { is_own: true, ..self }
    }

    /// Explored by loom under every order of starting its `workers`, outcomes united.
    pub const fn every_order_of(self, workers: usize) -> Self {
        Scenario { orders_of: workers, ..self }
    }

    /// Explored by loom without the choices that it leaves out: for a large scenario of which there is a small
    /// one with them.
    pub const fn without_choices(self) -> Self {
        Scenario { choices: false, ..self }
    }

    /// A whole whose sites are weakened in the scenarios of its parts.
    pub const fn whole(self) -> Self {
        Scenario { weakened: false, ..self }
    }

    /// Explored by loom only up to `preemptions` preemptions an execution.
    pub const fn bounded(self, preemptions: usize) -> Self {
        Scenario { preemptions: Some(preemptions), ..self }
    }
}

/// Whether `name` means this approach, or whatever else goes by a subject of this kind: its whole name, or
/// its first word (`mutex` is three approaches).
pub fn is_named(subject: &str, name: &str) -> bool {
    subject == name || subject.split('-').next() == Some(name)
}

/// The kinds of failure that an exploration can end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// An outcome that the specification does not allow.
    WrongOutcome,
    /// Two accesses to one place, one of them a write, that are not ordered.
    DataRace,
    /// Every thread waits for another, or for itself.
    Deadlock,
    /// A thread panicked.
    Panic,
    /// Something that is counted was never given back.
    Leak,
    /// An execution has more operations than the checker takes.
    TooLarge,
    /// There are more threads than the checker has.
    TooManyThreads,
    /// A thread needs more stack than the checker gives it.
    StackOverflow,
    /// An execution does not end.
    Endless,
    /// A thread ends the whole program.
    Aborted,
    /// Threads wait in loops for what will never come.
    Livelock,
    /// Memory was used after it was freed, or freed twice.
    UseAfterFree,
    /// It cannot be explored: it is not deterministic, say, or a waiting loop of it writes.
    Unfit,
}

impl FailureKind {
    /// The kind in words.
    pub const fn name(self) -> &'static str {
        match self {
            FailureKind::WrongOutcome => "wrong outcome",
            FailureKind::DataRace => "data race",
            FailureKind::Deadlock => "deadlock",
            FailureKind::Panic => "panic",
            FailureKind::Leak => "leak",
            FailureKind::TooLarge => "too large",
            FailureKind::TooManyThreads => "too many threads",
            FailureKind::StackOverflow => "stack overflow",
            FailureKind::Endless => "endless",
            FailureKind::Aborted => "aborted",
            FailureKind::Livelock => "livelock",
            FailureKind::UseAfterFree => "use after free",
            FailureKind::Unfit => "unfit",
        }
    }
}

/// Trains a [`Tally`] of `weights` weights with `workers` workers on `batches` whole batches, and says
/// how many updates arrived at each weight.
pub fn tally(train: Train<Tally>, workers: usize, batches: usize, weights: usize) -> String {
    let result = train_tally(train, &Tally::new(weights), workers, &batches_of_four(batches));
    arrived(&result.expect("a tally does not panic unless it is asked to"), batches)
}

/// Trains a [`Tally`] that panics at a batch, or part, of one image: in the second batch, where a
/// batch of four is followed by one of one; says how training ended.
pub fn panicking_tally(train: Train<Tally>, workers: usize) -> String {
    static FIVE: LazyLock<Dataset> = LazyLock::new(|| blank(5));
    match train_tally(train, &Tally::panicking(1), workers, &Batches::new(&FIVE, 4, 1, 0)) {
        Ok(weights) => arrived(&weights, 2),
        Err(panic) => panic.to_string(),
    }
}

fn train_tally(
    train: Train<Tally>,
    network: &Tally,
    workers: usize,
    batches: &Batches<'_>,
) -> Result<Vec<f32>, WorkerPanic> {
    train(network, vec![0.0; network.weights()], batches, &Plan { workers, rate: 1.0 }, &Unwatched)
}

/// `count` batches of four images, which two, three or four workers can share so that the parts'
/// shares are exact in `f32`.
pub fn batches_of_four(count: usize) -> Batches<'static> {
    static FOUR: LazyLock<Dataset> = LazyLock::new(|| blank(4));
    Batches::new(&FOUR, 4, count, 0)
}

fn blank(images: usize) -> Dataset {
    Dataset::new(1, 1, 1, vec![0.0; images], vec![0; images])
}

/// The outcome in words: `2 of 2 updates arrived`, or `2 and 1 of 2 updates arrived` for two weights.
pub fn arrived(weights: &[f32], updates: usize) -> String {
    let counts: Vec<_> = weights.iter().map(f32::to_string).collect();
    format!("{} of {updates} updates arrived", counts.join(" and "))
}

/// Trains a [`Chain`] from weights of 1 on images of 1, with `workers` workers on `batches`
/// batches of two images; says what the weights are in the end.
pub fn chain(train: Train<Chain>, network: &Chain, workers: usize, batches: usize) -> String {
    static TWO: LazyLock<Dataset> = LazyLock::new(|| Dataset::new(1, 1, 1, vec![1.0; 2], vec![0; 2]));
    let (plan, ones) = (Plan { workers, rate: 1.0 }, vec![1.0; network.weights()]);
    match train(network, ones, &Batches::new(&TWO, 2, batches, 0), &plan, &Unwatched) {
        Ok(weights) => weights_in_words(&weights),
        Err(panic) => panic.to_string(),
    }
}

/// `weights 2 and 2`.
pub fn weights_in_words(weights: &[f32]) -> String {
    format!("weights {}", weights.iter().map(f32::to_string).collect::<Vec<_>>().join(" and "))
}
