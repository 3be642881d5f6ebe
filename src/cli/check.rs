//! `racelab check`: loom explores the safe trainers, or whatever is named.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use racelab::report::grouped;
use racelab::report::{Align, Page, table};
use racelab_loom::explore::{Exploration, Limits, explore_within};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::SAFE;

use super::arguments::UserError;
use super::compare::cores;
use super::interrupt;

/// Explores; exit code 0 if nothing was found wrong, 1 otherwise.
pub fn run(names: &[String], executions: u64) -> Result<ExitCode, UserError> {
    let scenarios = choose(names)?;
    let limits = Limits { executions, interrupted: interrupt::interrupted, ..Limits::default() };
    let start = Instant::now();
    let explorations = explore_all(&scenarios, &limits);
    let mut page = Page::new();
    page.verbatim(&show(&explorations));
    for exploration in explorations.iter().filter(|exploration| exploration.failed()) {
        page.blank();
        page.verbatim(&exploration.report());
    }
    let wrong = explorations.iter().filter(|exploration| exploration.failed()).count();
    let unfinished = explorations.iter().filter(|exploration| exploration.stopped.is_some()).count();
    page.blank();
    let (all, seconds) = (explorations.len(), start.elapsed().as_secs_f64());
    let executions: u64 = explorations.iter().map(Exploration::all_executions).sum();
    page.say(&match wrong {
        0 => format!("\
             No counterexample in {} executions of {all} scenarios, {seconds:.1} s: exhaustive within loom's limits, \
             but where preemptions are bounded.",
            grouped(executions)
        ),
        _ => format!("{wrong} of {all} scenarios failed, {seconds:.1} s."),
    });
    if unfinished > 0 {
        page.say(&format!("{unfinished} did not come to an end; --executions N allows for more."));
    }
    Ok(match wrong {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The scenarios with these names; all safe ones for none.
fn choose(names: &[String]) -> Result<Vec<Scenario>, UserError> {
    if names.is_empty() {
        return Ok(SAFE.to_vec());
    }
    let mut chosen = Vec::new();
    for name in names {
        let all = SAFE.iter().copied().chain(MISTAKES.map(|mistake| mistake.scenario));
        let is_named = |scenario: &Scenario| {
            scenario.subject == name || scenario.subject.split('-').next() == Some(name.as_str())
        };
        let named: Vec<_> = all.filter(is_named).collect();
        if named.is_empty() {
            return Err(UserError::new(format!(
                "nothing is called '{name}': choose from {}",
                known().join(", ")
            )));
        }
        chosen.extend(named);
    }
    Ok(chosen)
}

fn known() -> Vec<&'static str> {
    let mut known: Vec<_> = SAFE.iter().map(|scenario| scenario.subject).collect();
    known.extend(MISTAKES.map(|mistake| mistake.name));
    known.dedup();
    known
}

/// Explores all scenarios, on all cores: explorations have nothing to do with one another.
fn explore_all(scenarios: &[Scenario], limits: &Limits) -> Vec<Exploration> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    racelab::sync::workers(cores().min(scenarios.len()), |_| {
        // Relaxed: that each number is drawn once is all that is asked of it.
        while let Some((index, scenario)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            scenarios.get(index).map(|scenario| (index, scenario))
        } {
            let exploration = explore_within(scenario, limits);
            done.lock().unwrap().push((index, exploration));
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, exploration)| exploration).collect()
}

fn show(explorations: &[Exploration]) -> String {
    let rows: Vec<_> = explorations
        .iter()
        .map(|exploration| {
            let verdict = match &exploration.failure {
                Some(failure) => failure.kind().name().to_owned(),
                None => "nothing".to_owned(),
            };
            let Scenario { subject, about, .. } = exploration.scenario;
            let about = textwrap::fill(about, 27);
            vec![
                subject.to_owned(),
                about,
                grouped(exploration.all_executions()),
                bound(exploration),
                verdict,
            ]
        })
        .collect();
    let headers = [
        ("subject", Align::Left),
        ("scenario", Align::Left),
        ("executions", Align::Right),
        ("preempted", Align::Left),
        ("found", Align::Left),
    ];
    table(&headers, &rows)
}

/// How often a thread may be preempted in an execution: nothing where every execution was explored.
fn bound(exploration: &Exploration) -> String {
    match (exploration.stopped, exploration.scenario.preemptions) {
        (Some(_), _) => "stopped".to_owned(),
        (None, Some(bound)) => format!("at most {bound}"),
        (None, None) => String::new(),
    }
}
