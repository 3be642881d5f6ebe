//! What the commands that explore have in common: which scenarios, on all cores, with progress.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use racelab::machine::cores;
use racelab::report::{Page, counted};
use racelab_loom::explore::{Exploration, Limits};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::{Scenario, is_named};
use racelab_loom::trainers::scenarios::all_safe;

use super::arguments::{Ends, UserError};
use super::interrupt;

/// The limits that were asked for; Ctrl-C ends an exploration as well. The clock starts now.
pub fn limits(ends: Ends) -> Limits {
    let limits = Limits { whims: ends.whims, interrupted: interrupt::interrupted, ..Limits::default() };
    let limits = Limits { executions: ends.executions.unwrap_or(limits.executions), ..limits };
    match ends.seconds.map(Duration::from_secs) {
        // Where the clock does not go so far, there is no limit.
        Some(time) => Limits { time, deadline: Instant::now().checked_add(time), ..limits },
        None => limits,
    }
}

/// The same for what has millions of executions: nothing stops those but what was asked for.
pub fn to_the_end(ends: Ends) -> Limits {
    let limits = limits(ends);
    Limits {
        executions: ends.executions.unwrap_or(u64::MAX),
        time: if ends.seconds.is_some() { limits.time } else { Duration::MAX },
        ..limits
    }
}

/// Says of those that were stopped in an execution that did not end where they were.
pub fn left_behind(page: &mut Page, explorations: &[Exploration]) {
    for Exploration { scenario, stopped, seen, .. } in explorations {
        if let (Some(_), Some(seen)) = (stopped, seen) {
            page.say(&format!(
                "{}, {}: an execution did not end. Last seen: {seen}.",
                scenario.subject, scenario.about
            ));
        }
    }
}

/// The scenarios with this name: of safe code by its whole name or first word, or of a mistake.
pub fn named(name: &str) -> Result<Vec<Scenario>, UserError> {
    let of_mistakes = MISTAKES.map(|mistake| mistake.scenario);
    let wanted = |scenario: &Scenario| is_named(scenario.subject, name);
    let named: Vec<_> = all_safe().copied().chain(of_mistakes).filter(wanted).collect();
    if named.is_empty() {
        return Err(UserError::new(format!(
            "nothing is called '{name}': choose from {}",
            known().join(", ")
        )));
    }
    Ok(named)
}

fn known() -> Vec<&'static str> {
    let mut known: Vec<_> = all_safe().map(|scenario| scenario.subject).collect();
    known.extend(MISTAKES.map(|mistake| mistake.name));
    known.dedup();
    known
}

/// Does `work` with each item on all cores, and returns the results in the order of the items.
/// Explorations have nothing to do with one another. A bar counts the items that are done.
pub fn on_all_cores<T: Sync, R: Send>(
    what: &'static str,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let bar = bar(what, items.len() as u64);
    // So that the clock goes on while one item takes its time.
    bar.enable_steady_tick(Duration::from_millis(200));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    racelab::sync::workers(cores().min(items.len()).max(1), |_| {
        loop {
            // Relaxed: that each number is drawn once is all that is asked of it.
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            let result = work(item);
            bar.inc(1);
            done.lock().unwrap().push((index, result));
        }
    });
    bar.finish_and_clear();
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// How long a command took: a line of its own, since it is another one every time.
pub fn took(elapsed: Duration) -> String {
    format!("{TOOK}{:.1} s.", elapsed.as_secs_f64())
}

/// How such a line begins.
pub const TOOK: &str = "It took ";

/// A bar on a terminal, and nothing in a pipe.
pub fn bar(what: &'static str, length: u64) -> ProgressBar {
    if !(std::io::stdout().is_terminal() && rewrites_lines()) {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{prefix:17} [{bar:40}] {elapsed}").expect("a template");
    ProgressBar::new(length).with_prefix(what).with_style(style.progress_chars("=> "))
}

/// What takes long, with the seconds that it has taken, on a terminal; nothing in a pipe. It is gone when it is dropped.
pub fn waiting(what: &'static str) -> ProgressBar {
    if !(std::io::stdout().is_terminal() && rewrites_lines()) {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} ... {elapsed}").expect("a template");
    let bar = ProgressBar::new_spinner().with_style(style).with_message(what);
    let bar = bar.with_finish(ProgressFinish::AndClear);
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

/// Says on a terminal, about once a second, how far a long exploration has come.
pub fn progress(scenario: &Scenario, executions: u64) {
    static LAST: AtomicU64 = AtomicU64::new(0);
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let second = START.get_or_init(std::time::Instant::now).elapsed().as_secs();
    // Relaxed: at worst, two threads that explore say it in the same second.
    if second > 0 && LAST.swap(second, Ordering::Relaxed) != second && rewrites_lines() {
        // Whoever cannot be told goes without.
        let _ =
            write!(stderr(), "\r\x1b[2K{}: {} so far\r", scenario.subject, counted(executions, "execution"));
    }
}

/// Takes back what [`progress`] said last.
pub fn end_progress() {
    if rewrites_lines() {
        let _ = write!(stderr(), "\r\x1b[2K");
    }
}

/// Whether standard error is a terminal on which a line can be written over: not one that calls itself
/// dumb, or that has no name.
fn rewrites_lines() -> bool {
    stderr().is_terminal() && std::env::var_os("TERM").is_some_and(|name| !name.is_empty() && name != "dumb")
}
