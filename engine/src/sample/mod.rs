//! Sampling: one execution after another, each drawn at random from those that the memory model allows.
//!
//! A search sees every execution, and is therefore at an end with programs of a few dozen operations. A sample costs as
//! much as one run, however many executions there are. What it cannot say is that there is nothing else.
//!
//! # How one is drawn
//!
//! The program of the crate's page again: one thread loads `flag` and then `data`, another stores `data` and then
//! `flag`. The graph begins empty. At each step somebody is drawn whose turn it is, say the writer: `W data = 1`. Then
//! the writer again: `W flag = 1`. Then the reader, with `R flag`. From where? Two writes could be read, the initial
//! one and the new, and one of them is drawn: the new one, say. If the store is a `Release` and the load an `Acquire`,
//! the reader now knows of `W data`, and there is one thing left for `R data` to read. If one of the two is `Relaxed`,
//! there are two, and the draw may fall on the old one.
//!
//! ```text
//! reader              writer
//!                     W data = 1
//!                     W flag = 1
//! R flag <- W flag
//! R data <- initial                       outcome (1, 0), with Relaxed
//! ```
//!
//! Nothing is ever taken back but a draw that the axiom for `SeqCst` forbids, and what may be read is asked of the same
//! graph with the same clocks as in a search. So the memory model allows each sample. But not each is an execution that
//! the search would show: the search leaves out those that another stands for, and samples do not. Here threads arrive
//! at a barrier in any order, and a waiting loop may go round in vain (up to sixteen times for each thread that waits,
//! where nobody else can go on). The other way round, each execution that the search shows can be drawn by
//! [`Method::Uniform`] (but see `draw` for long runs with `SeqCst`): take its events in an order that contains
//! happens-before and reads-from, and let the draws fall on them.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `random` | random numbers from a seed |
//! | `priorities` | PCT: whose turn it is, by priorities |
//! | `views` | coherence, without asking every read |
//! | `draw` | what is read, where a write stands, what is chosen |
//!
//! Whose turn it is, and what becomes of waiting loops, is in `run::sampled`.

mod draw;
mod priorities;
mod random;
mod views;

use std::fmt;

use crate::graph::{EventId, ObjectId};
use priorities::Priorities;
use random::Random;
use views::Views;

/// How samples are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Whose turn it is, what is read and where a write stands: all drawn alike. What turns out to be impossible is
    /// drawn again, eight times at most; then the newest write is read, or the write comes last.
    Uniform,
    /// Priorities, and always the newest write: "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
    /// ASPLOS 2010. All that can be seen is what interleavings show.
    Pct {
        /// The depth `d`: there are `d - 1` moments at which a priority falls.
        depth: usize,
    },
    /// Priorities for a weak memory: Gao, Chakraborty, Ozkan, "Probabilistic Concurrency Testing for Weak Memory
    /// Programs", ASPLOS 2023. A thread reads what it knows of already, but for `d - 1` reads, drawn beforehand: there
    /// it falls to a low priority, so that others go first, and reads one of what they have written.
    ///
    /// That much is published. Our own choices are: that the falls are counted
    /// in reads with read-modify-writes and locks among them; that such a read draws from the newest `history` writes;
    /// that a read-modify-write that cannot have what its thread knows has the newest; that stores come last in the
    /// modification order; and that whoever waits in a loop reads the newest until it finds something new.
    Pctwm {
        /// The depth `d`.
        depth: usize,
        /// How many of the newest writes may be read, where a thread reads what others have written.
        history: usize,
    },
}

impl Method {
    /// Its name: `uniform`, `pct`, `pctwm`.
    pub fn name(self) -> &'static str {
        match self {
            Method::Uniform => "uniform",
            Method::Pct { .. } => "pct",
            Method::Pctwm { .. } => "pctwm",
        }
    }

    /// How often a priority falls in a run.
    fn falls(self) -> usize {
        match self {
            Method::Uniform => 0,
            Method::Pct { depth } | Method::Pctwm { depth, .. } => depth.saturating_sub(1),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Method::Uniform => formatter.write_str("uniform choice"),
            Method::Pct { depth } => write!(formatter, "PCT of depth {depth}"),
            Method::Pctwm { depth, history } => {
                write!(formatter, "PCTWM of depth {depth} and history {history}")
            }
        }
    }
}

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// How.
    pub method: Method,
    /// The seed of the first sample; the next has the next number. A seed and a method are one execution, again and again.
    pub seed: u64,
    /// How many.
    pub runs: u64,
    /// The most steps of one run, 30,000 at most. A run that has not come to its end by then is left: it is *out of
    /// steps*.
    pub steps: u64,
}

impl Sampling {
    /// Many steps for a run, and few enough for the engine.
    pub const STEPS: u64 = 20_000;
    /// The most that can be asked for.
    pub const MOST_STEPS: u64 = 30_000;
}

/// About how long the runs of a program are: what moments are drawn from. It is found out by drawing a few uniformly,
/// always the same, so that a seed means the same whatever was drawn before it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Length {
    pub steps: u64,
    pub reads: u64,
}

/// A sample under way.
pub(crate) struct Sampler {
    method: Method,
    random: Random,
    /// How often something may happen for no reason, and how often it has.
    budget: u32,
    whims: u32,
    most_steps: u64,
    /// How many steps there have been, and how many of them were reads.
    pub done: Length,
    /// Whether there were no steps left.
    pub out_of_steps: bool,
    /// Whether the thread that runs may take a step.
    pub has_turn: bool,
    /// How often somebody was sent round a loop though there was nothing new to find, because nobody else could go on.
    pub idle: usize,
    priorities: Priorities,
    views: Views,
    manners: Vec<Manner>,
    /// Each thread's first `SeqCst` fence.
    fences: Vec<EventId>,
}

/// How a thread reads, and where it is in a loop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manner {
    /// Its next read is one that reads what others have written.
    is_open: bool,
    /// It waits in a loop, and reads the newest until it finds something new.
    reads_newest: bool,
    /// How many of its events there were when it said that it waits, the time before last and the last time.
    pub round: (usize, usize),
    /// The lock that it tries for.
    pub tries: Option<ObjectId>,
}

impl Sampler {
    pub fn new(budget: u32) -> Sampler {
        Sampler {
            method: Method::Uniform,
            random: Random::new(0),
            budget,
            whims: 0,
            most_steps: 0,
            done: Length::default(),
            out_of_steps: false,
            has_turn: false,
            idle: 0,
            priorities: Priorities::default(),
            views: Views::default(),
            manners: Vec::new(),
            fences: Vec::new(),
        }
    }

    /// Begins a sample.
    pub fn begin(&mut self, method: Method, seed: u64, most_steps: u64, length: Length) {
        self.method = method;
        self.random = Random::new(seed);
        self.whims = 0;
        self.most_steps = most_steps.min(Sampling::MOST_STEPS);
        self.done = Length::default();
        (self.out_of_steps, self.has_turn, self.idle) = (false, false, 0);
        let among = if matches!(method, Method::Pctwm { .. }) { length.reads } else { length.steps };
        self.priorities.begin(method.falls(), among.max(1), &mut self.random);
        self.views.clear();
        self.manners.clear();
        self.fences.clear();
    }

    /// Whether there is a step left; if not, that is remembered.
    pub fn has_steps(&mut self) -> bool {
        self.out_of_steps = self.done.steps >= self.most_steps;
        !self.out_of_steps
    }

    /// The events of a thread's last round, where it waits in a loop.
    pub fn round(&self, thread: usize) -> (usize, usize) {
        self.manners.get(thread).map_or((0, 0), |manner| manner.round)
    }

    /// How a thread reads.
    pub fn manner(&mut self, thread: usize) -> &mut Manner {
        if self.manners.len() <= thread {
            self.manners.resize_with(thread + 1, Manner::default);
        }
        &mut self.manners[thread]
    }

    /// Whose turn it is, of those who can go on.
    pub fn next(&mut self, threads: &[usize]) -> usize {
        let Sampler { method, random, priorities, done, .. } = self;
        match method {
            Method::Uniform => threads[random.below(threads.len())],
            Method::Pctwm { .. } => priorities.highest(threads, random),
            Method::Pct { .. } => {
                let next = priorities.highest(threads, random);
                match priorities.falls(next, done.steps + 1) {
                    true => priorities.highest(threads, random),
                    false => next,
                }
            }
        }
    }

    /// Whether those who wait in a loop may go round once more, though there is nothing new to find.
    pub fn lets_them_look(&mut self) -> bool {
        self.method == Method::Uniform && self.random.once_in(8)
    }

    /// A thread waits in a loop.
    pub fn waits(&mut self, thread: usize) {
        self.priorities.waits(thread);
        self.manner(thread).reads_newest = true;
    }

    /// Whether a thread falls behind before this read; under PCTWM.
    pub fn falls_before_read(&mut self, thread: usize) -> bool {
        if !matches!(self.method, Method::Pctwm { .. }) || self.manner(thread).is_open {
            return false;
        }
        let falls = self.priorities.falls(thread, self.done.reads + 1);
        self.manner(thread).is_open |= falls;
        falls
    }
}
