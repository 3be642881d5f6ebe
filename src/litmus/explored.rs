//! loom's column: the outcomes that loom reaches.
//!
//! loom runs every execution of the test, within its limits, with the calling thread as one of the test's
//! threads. (Were it only to join them, the outcomes would be the same, and the executions five times as
//! many.)
//!
//! A test in which a thread loads an atomic and later writes to it is explored under every order of starting
//! the threads, outcomes united. When loom decides what else could have come before a store, it looks
//! at the latest access to the atomic alone. Here that is the thread's own load, behind which an earlier
//! load by another thread hides, and the executions where that one comes later are skipped. Started in
//! another order, the threads meet the other way round, which brings most of those executions back, though
//! not all. Tests without such a thread had the same outcomes under all orders wherever that was tried, and
//! are explored under one.
//!
//! Why not [`explore`](crate::explore)? It is for scenarios, which are known when the kit is compiled and
//! are told in full. A litmus test comes from a file, and its column needs no more than a set.

use std::collections::BTreeSet;
use std::mem;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use loom::MAX_THREADS;

use super::test::{LocationId, Mode, Outcome, Statement, Test};
use super::thread::{run, runnable};
use crate::explore::exploration::permutations;
use crate::explore::failure::{self, INTERRUPTED};
use crate::explore::quiet::quietly;
use crate::explore::search::{OVERFLOW, builder};
use crate::explore::{Failure, Judge};
use crate::report::counted;
use crate::sync::checked::{choice, record};

/// When to end an exploration that has not come to its own end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After this many executions, under all orders of starting together.
    pub executions: u64,
    /// After this much time, looked at before each execution.
    pub time: Duration,
    /// Whether somebody wants it ended; asked before each execution.
    pub interrupted: fn() -> bool,
}

/// What an execution of loom's costs, in units of the checker's work: it takes about as long.
pub const PRICE: u64 = 800;

impl Default for Limits {
    /// 5,000 executions, a minute; nobody interrupts. That is the end of every test of the gallery with
    /// up to three threads, and shows all that loom has to show of those with four. The time is there for
    /// slow machines only, because where it ends an exploration is different every time.
    fn default() -> Self {
        Limits { executions: 5_000, time: Duration::from_secs(60), interrupted: || false }
    }
}

/// What loom found.
#[derive(Clone, Debug, Default)]
pub struct Explored {
    /// The outcomes that it reached. Where there is a [failure](Explored::failure), those that it reached
    /// before.
    pub outcomes: BTreeSet<Outcome>,
    /// What ended the exploration, if something went wrong: for a litmus test, a data race as a rule.
    pub failure: Option<Failure>,
    /// How many executions there were, under all orders of starting together.
    pub executions: u64,
    /// Under how many orders of starting the threads.
    pub orders: usize,
    /// Why loom was not asked, if it was not.
    pub unasked: Option<String>,
    /// Why it ended before its end, if it did.
    pub stopped: Option<&'static str>,
    /// If executions were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Explores a test. One with more threads than loom has is not given to it.
pub fn explored(test: &Test, limits: &Limits) -> Explored {
    if let Some(why) = unaskable(test) {
        return Explored { unasked: Some(why), ..Explored::default() };
    }
    if test.threads.len() > MAX_THREADS {
        return Explored { failure: Some(Failure::TooManyThreads(Judge::Loom)), ..Explored::default() };
    }
    let (start, test) = (Instant::now(), Arc::new(runnable(test)));
    let every_order = test.threads.iter().any(|thread| loads_then_writes(&thread.body));
    let orders = permutations(if every_order { test.threads.len() } else { 1 });
    let mut explored = Explored::default();
    for (number, order) in orders.iter().enumerate() {
        let share = (orders.len() - number) as u32;
        let (executions, time) =
            (limits.executions - explored.executions, limits.time.saturating_sub(start.elapsed()));
        // Each gets its share of what is left: so none goes without, and what one spares the next may use.
        let limits = Limits { executions: executions / u64::from(share), time: time / share, ..*limits };
        let (found, failure) = explored_in_order(&test, order, limits);
        explored.orders += 1;
        explored.executions += found.executions;
        explored.outcomes.extend(found.outcomes);
        explored.stopped = explored.stopped.or(found.stopped);
        explored.failure = failure;
        if explored.failure.is_some() {
            break;
        }
    }
    explored.elapsed = start.elapsed();
    explored
}

/// Why a test is put neither to loom nor to the engine, if it is not: neither has a type for such a location.
pub(super) fn unaskable(test: &Test) -> Option<String> {
    let mixed = test.mixed_locations();
    let names: Vec<_> = mixed.iter().map(|&location| test.locations[location].name.as_str()).collect();
    let such = match names[..] {
        [] => return None,
        [one] => format!("{one} is one"),
        _ => format!("{} are such", names.join(", ")),
    };
    Some(format!(
        "not asked, because it knows no location with atomic and non-atomic accesses, and {such} here"
    ))
}

/// Whether loom has to be given every order of starting: for a load of an atomic and, later in the same
/// thread, a write to it. (A read-modify-write hides nothing, because loom counts it as a write.) Both bodies
/// of an `if` count, one after the other: an order too many does no harm.
pub(super) fn loads_then_writes(body: &[Statement]) -> bool {
    !loaded_then_written(body).is_empty()
}

/// The locations for which this is so.
pub(super) fn loaded_then_written(body: &[Statement]) -> BTreeSet<LocationId> {
    fn look(body: &[Statement], loaded: &mut BTreeSet<LocationId>, found: &mut BTreeSet<LocationId>) {
        for statement in body {
            match statement {
                Statement::Load { location, mode: Mode::Atomic(_), .. } => drop(loaded.insert(*location)),
                Statement::Store { location, .. }
                | Statement::Update { location, .. }
                | Statement::CompareExchange { location, .. } => found.extend(loaded.get(location)),
                Statement::If { then, otherwise, .. } => {
                    look(then, loaded, found);
                    look(otherwise, loaded, found);
                }
                Statement::Load { .. }
                | Statement::Let { .. }
                | Statement::Fence(_)
                | Statement::Assume(..) => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    look(body, &mut BTreeSet::new(), &mut found);
    found
}

impl Explored {
    /// Whether every execution was explored, within what loom explores. Not so where the orders of starting
    /// are united, because loom skips executions there.
    pub fn is_exhaustive(&self) -> bool {
        let is_whole = self.stopped.is_none() && self.rounds.is_none() && self.orders == 1;
        self.unasked.is_none() && self.failure.is_none() && is_whole
    }

    /// How it ended, in a word or a few: `complete`, `stopped at limit`, `interrupted`, or what kind of
    /// failure ended it.
    pub fn ending(&self) -> &'static str {
        failure::ending(self.failure.as_ref(), self.stopped)
    }

    /// How far it went, in words: `14 executions, exhaustive within loom's limits`.
    pub fn extent(&self) -> String {
        if let Some(why) = &self.unasked {
            return why.clone();
        }
        if self.failure == Some(Failure::TooManyThreads(Judge::Loom)) {
            return format!("not asked, because it has {MAX_THREADS} threads and no more");
        }
        let how = match (&self.failure, self.stopped) {
            (Some(Failure::DataRace), _) => "ended by the data race".to_owned(),
            (Some(failure), _) => format!("ended by a failure: {}", failure.kind().name()),
            (None, Some(why)) => format!("not exhaustive: stopped, {why}"),
            (None, None) if self.orders > 1 => {
                format!(
                    "all that loom explores under {} orders of starting, which may not be all",
                    self.orders
                )
            }
            (None, None) => match self.rounds {
                None => "exhaustive within loom's limits".to_owned(),
                Some(rounds) => format!("all that loom has within {}", counted(rounds as u64, "round")),
            },
        };
        format!("{}, {how}", counted(self.executions, "execution"))
    }
}

/// What one run of loom has found so far.
#[derive(Debug, Default)]
struct Found {
    outcomes: BTreeSet<Outcome>,
    executions: u64,
    stopped: Option<&'static str>,
}

/// Ends a run of loom from within: it has no other way to be told.
struct Stop;

/// One run of loom, with the threads started in this order.
fn explored_in_order(test: &Arc<Test>, order: &[usize], limits: Limits) -> (Found, Option<Failure>) {
    let found: Arc<Mutex<Found>> = Arc::default();
    let (test, order, shared) = (Arc::clone(test), order.to_vec(), Arc::clone(&found));
    // loom keeps all it knows in the thread that runs it: on a new one every run starts alike.
    let thread = std::thread::spawn(move || {
        choice::choose(&order, None);
        let (message, ended) = quietly(&Arc::default(), || check(test, limits, shared));
        // With such a payload ends a thread of loom's that runs into the guard page below its stack.
        let overflow = ended.is_err_and(|payload| payload.is::<generator::Error>());
        message.or_else(|| overflow.then(|| OVERFLOW.to_owned()))
    });
    let message = thread.join().unwrap_or_else(|_| Some("the exploration itself panicked".to_owned()));
    let found = mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    (found, message.as_deref().map(Failure::of))
}

fn check(test: Arc<Test>, limits: Limits, found: Arc<Mutex<Found>>) {
    let start = Instant::now();
    let loom = builder();
    loom.check(move || {
        let executions = found.lock().unwrap().executions;
        if let Some(why) = reason_to_stop(&limits, executions, start.elapsed()) {
            found.lock().unwrap().stopped = Some(why);
            resume_unwind(Box::new(Stop));
        }
        found.lock().unwrap().executions += 1;
        choice::begin();
        record::begin(false);
        let outcome = run(&test);
        found.lock().unwrap().outcomes.extend(outcome);
    });
}

fn reason_to_stop(limits: &Limits, executions: u64, elapsed: Duration) -> Option<&'static str> {
    if executions >= limits.executions {
        Some("limit on executions")
    } else if elapsed > limits.time {
        Some("limit on time")
    } else if (limits.interrupted)() {
        Some(INTERRUPTED)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use racelab_litmus::format::parse;

    use super::{Limits, check, choice};

    #[test]
    fn what_is_counted_in_an_execution_is_counted_anew_in_the_next() {
        let thread = |number| {
            format!("P{number} (atomic_int* x) {{ int e = 0; atomic_compare_exchange_weak(x, &e, 1); }}\n")
        };
        let text = format!("C weak\n{{}}\n{}{}exists (x=1)\n", thread(0), thread(1));
        let (test, found) = (Arc::new(parse(&text).expect("a test")), Arc::default());
        check(test, Limits::default(), Arc::clone(&found));
        assert!(found.lock().unwrap().executions > 2);
        assert_eq!(choice::take_offered().len(), 2, "each thread has one weak compare-exchange");
    }
}
