//! `racelab check`: loom explores the safe trainers, or whatever is named.

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::{Align, Page, counted, grouped, table};
use racelab_loom::explore::{Exploration, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::SAFE;

use super::arguments::{Ends, UserError};
use super::explore::took;
use super::{RACELAB, explore, interrupt};

/// Explores; exit code 0 if nothing is wrong, 1 if something is, or was stopped before its end.
pub fn run(names: &[String], ends: Ends) -> Result<ExitCode, UserError> {
    let scenarios = choose(names)?;
    let limits = explore::limits(ends);
    let start = Instant::now();
    let explorations =
        explore::on_all_cores("exploring", &scenarios, |scenario| explore_within(scenario, &limits));
    // The verdict is in the exit code too, whoever reads the page to its end.
    let mut page = Page::patient();
    page.verbatim(&show(&explorations));
    let failed: Vec<_> = explorations.iter().filter(|exploration| exploration.is_wrong()).collect();
    let stopped = explorations.iter().any(|exploration| exploration.stopped.is_some());
    for exploration in &failed {
        page.blank();
        page.diagram(&exploration.report());
        page.say(&format!("What the lines are: {RACELAB} explain {}", exploration.scenario.subject));
    }
    page.blank();
    let all = explorations.len();
    let executions: u64 = explorations.iter().map(Exploration::all_executions).sum();
    page.say(&match failed.len() {
        0 => format!(
            "No counterexample in {} of {}: {}.",
            counted(executions, "execution"),
            counted(all as u64, "scenario"),
            how_far(&explorations)
        ),
        failed => format!("{failed} of {} failed.", counted(all as u64, "scenario")),
    });
    if stopped {
        page.say("Some were stopped before their end; --executions N and --seconds N allow for more.");
    }
    page.say(&took(start.elapsed()));
    Ok(match failed.len() {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        0 if !stopped => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// How far the search went: what was not explored exhaustively, and why.
fn how_far(explorations: &[Exploration]) -> String {
    let any = |what: fn(&Exploration) -> bool| explorations.iter().any(what);
    let mut exceptions = Vec::new();
    if any(|exploration| exploration.scenario.preemptions.is_some()) {
        exceptions.push("preemptions are bounded");
    }
    if any(|exploration| exploration.scenario.orders_of > 1) {
        exceptions.push("a thread loads and then writes one atomic");
    }
    if any(|exploration| exploration.stopped.is_some()) {
        exceptions.push("it says stopped");
    }
    let but = if exceptions.is_empty() { "" } else { ", but where " };
    format!("exhaustive within loom's limits{but}{}", exceptions.join(" or "))
}

/// The scenarios with these names; all safe ones for none.
fn choose(names: &[String]) -> Result<Vec<Scenario>, UserError> {
    if names.is_empty() {
        return Ok(SAFE.to_vec());
    }
    let named: Vec<_> = names.iter().map(|name| explore::named(name)).collect::<Result<_, _>>()?;
    Ok(named.concat())
}

fn show(explorations: &[Exploration]) -> String {
    let rows: Vec<_> = explorations
        .iter()
        .map(|exploration| {
            let found = match &exploration.failure {
                Some(failure) => failure.kind().name(),
                None if exploration.is_wrong() => "an outcome gone",
                None if exploration.stopped.is_some() => "nothing so far",
                None => "nothing",
            };
            let Scenario { subject, about, .. } = exploration.scenario;
            vec![
                subject.to_owned(),
                textwrap::fill(about, 26),
                grouped(exploration.all_executions()),
                bound(exploration),
                found.to_owned(),
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
        (Some("interrupted"), _) => "interrupted".to_owned(),
        (Some(_), _) => "stopped".to_owned(),
        (None, Some(bound)) => format!("at most {bound}"),
        (None, None) => String::new(),
    }
}
