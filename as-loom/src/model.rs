//! The door: explores a program, and panics with the first execution that fails.

use std::env;
use std::ops::ControlFlow::{Break, Continue};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use racelab_engine::{Explorer, Report, Stop};

use crate::counterexample;
use crate::lazy_static::with_statics;

/// As many operations of one thread as the engine allows by itself.
const OPERATIONS: usize = 10_000;

/// How to explore. The fields are loom's, and so are the environment variables that they begin with; what comes of each
/// is said here.
#[derive(Debug)]
#[non_exhaustive]
pub struct Builder {
    /// No meaning: the engine allows 32 threads, and more than are there cost nothing.
    pub max_threads: usize,

    /// At most so many operations of one thread in an execution; never less than 10,000. (loom counts those of all
    /// threads.) `LOOM_MAX_BRANCHES`.
    pub max_branches: usize,

    /// At most so many executions. `LOOM_MAX_PERMUTATIONS`.
    pub max_permutations: Option<usize>,

    /// For about so long. `LOOM_MAX_DURATION`, in seconds.
    pub max_duration: Option<Duration>,

    /// No meaning: an execution graph does not say when a thread was interrupted, so there is nothing to bound, and all
    /// are explored. Where that takes too long, bound their number or the time. `LOOM_MAX_PREEMPTIONS`.
    pub preemption_bound: Option<usize>,

    /// No meaning: nothing is written, and each exploration begins at its beginning. `LOOM_CHECKPOINT_FILE`.
    pub checkpoint_file: Option<PathBuf>,

    /// No meaning: limits are looked at all the time. `LOOM_CHECKPOINT_INTERVAL`.
    pub checkpoint_interval: usize,

    /// No meaning: all is explored from the beginning.
    pub expect_explicit_explore: bool,

    /// No meaning: places are always known, at no cost. `LOOM_LOCATION`.
    pub location: bool,

    /// Whether to say on standard error how many executions there were. `LOOM_LOG`.
    pub log: bool,
}

/// The value of an environment variable, if there is one.
fn variable<T: FromStr>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => panic!("`{name}` is `{text}`, which is no value for it"),
    }
}

impl Builder {
    /// As loom begins: with the environment's values.
    ///
    /// # Panics
    ///
    /// If one of them is no number.
    pub fn new() -> Builder {
        Builder {
            max_threads: crate::MAX_THREADS,
            max_branches: variable("LOOM_MAX_BRANCHES").unwrap_or(1_000),
            max_permutations: variable("LOOM_MAX_PERMUTATIONS"),
            max_duration: variable("LOOM_MAX_DURATION").map(Duration::from_secs),
            preemption_bound: variable("LOOM_MAX_PREEMPTIONS"),
            checkpoint_file: variable("LOOM_CHECKPOINT_FILE"),
            checkpoint_interval: variable("LOOM_CHECKPOINT_INTERVAL").unwrap_or(20_000),
            expect_explicit_explore: false,
            location: env::var_os("LOOM_LOCATION").is_some(),
            log: env::var_os("LOOM_LOG").is_some(),
        }
    }

    /// Sets the file that nothing is written to.
    pub fn checkpoint_file(&mut self, file: &str) -> &mut Builder {
        self.checkpoint_file = Some(file.into());
        self
    }

    fn explorer(&self) -> Explorer {
        let mut explorer =
            Explorer::new().panics_end(true).cut_loops(true).operations(self.max_branches.max(OPERATIONS));
        if let Some(most) = self.max_permutations {
            explorer = explorer.executions(most as u64);
        }
        if let Some(most) = self.max_duration {
            explorer = explorer.time(most);
        }
        explorer
    }

    /// Runs the program once for each execution.
    ///
    /// # Panics
    ///
    /// If one fails: with what went wrong and how it came to that.
    #[track_caller]
    pub fn check<F>(&self, program: F)
    where
        F: Fn() + Sync + Send + 'static,
    {
        let mut counterexample = None;
        let report = self.explorer().explore(
            || with_statics(&program),
            |execution| match execution.ending.failure() {
                None => Continue(()),
                Some(failure) => {
                    counterexample = Some(counterexample::tell(failure, execution.graph, execution.steps));
                    Break(())
                }
            },
        );
        if self.log {
            eprintln!("{}", summary(&report));
        }
        let counts = report.counts;
        assert!(
            counts.executions > 0 || report.stop != Stop::Exhausted,
            "nothing was explored: each of {} executions came to a waiting loop that never found what it waits for, and \
             that writes in each of its rounds, so that nobody can say whether it would; have it only look",
            counts.blocked
        );
        if counts.cut > 0 {
            eprintln!(
                "note: {} executions were cut in a waiting loop that writes in its rounds, so not all was explored",
                counts.cut
            );
        }
        if let Some(told) = counterexample {
            panic!("{told}\nThis is execution {} of this model.\n", report.counts.executions);
        }
    }
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::new()
    }
}

/// The words are loom's, for whoever looks for them.
fn summary(report: &Report) -> String {
    let counts = report.counts;
    let whether = match report.stop {
        Stop::Exhausted => "which are all",
        Stop::Enough | Stop::Unfit => "the last of which fails",
        Stop::CountedLate => "which may not be all, as only some of them count the owners of an Arc",
        Stop::NoneEnded => {
            "so nothing was seen: a round of a waiting loop does more than look, and is not followed"
        }
        Stop::Executions | Stop::Time | Stop::Interrupted => "and there are more",
    };
    format!(
        "Completed in {} iterations, {whether} ({} more were begun in vain; {:.3} s)",
        counts.executions,
        counts.blocked,
        report.elapsed.as_secs_f64()
    )
}

/// Explores a program as [`Builder::new`] says.
///
/// # Panics
///
/// If an execution fails.
#[track_caller]
pub fn model<F>(program: F)
where
    F: Fn() + Sync + Send + 'static,
{
    Builder::new().check(program);
}
