//! In the child process, for an exercise: what was found in each scenario, and what could be weaker.

use racelab_loom::explore::weaken::{Row, Verdict, sites};
use racelab_loom::explore::{Exploration, Limits};
use racelab_loom::scenario::Scenario;
use serde_json::{Value, json};

use super::super::weaken::to_try;

/// Explores the scenarios. Where all is well with them, the orderings of the file are weakened that are within these
/// lines.
pub fn grade(
    scenarios: &[Scenario],
    limits: &Limits,
    (file, within): (&str, &[(u64, u64)]),
    answer: fn(&Value),
) {
    let mut explored = Vec::new();
    for scenario in scenarios {
        let exploration = sites(scenario, limits);
        let is_well = !exploration.failed() && exploration.absent().is_empty();
        answer(&found(&exploration));
        if is_well && exploration.stopped.is_none() {
            explored.push(exploration);
        }
    }
    if within.is_empty() || explored.len() < scenarios.len() {
        return;
    }
    let is_within = |line: u64| within.iter().any(|(first, last)| (*first..=*last).contains(&line));
    for trial in to_try(&explored) {
        let place = trial.site.place;
        // Called by way of a pointer to a function, or of an iterator, an operation has no place in the file.
        if trial.site.ordering.is_some() && place.file() != file {
            answer(&json!({ "elsewhere": true, "place": place.to_string() }));
        }
        if trial.site.ordering.is_some() && place.file() == file && is_within(place.line().into()) {
            answer(&weakened(&trial.run(limits)));
        }
    }
}

fn found(exploration: &Exploration) -> Value {
    let failure = exploration.failure.as_ref();
    let is_wrong = exploration.failed() || !exploration.absent().is_empty();
    json!({
        "explored": exploration.scenario.subject,
        "kind": failure.map(|failure| failure.kind().name()),
        "failure": failure.map(ToString::to_string),
        "executions": exploration.all_executions(),
        "stopped": exploration.stopped,
        "outcomes": exploration.outcomes.iter().map(|outcome| &outcome.value).collect::<Vec<_>>(),
        "absent": exploration.absent(),
        "report": is_wrong.then(|| exploration.report()),
    })
}

fn weakened(row: &Row) -> Value {
    json!({
        "weakened": row.site.place.line(),
        "column": row.site.place.column(),
        "part": row.site.part.to_string(),
        "written": row.site.ordering.map(|ordering| format!("{ordering:?}")),
        "tried": row.weaker.to_string(),
        "would_do": matches!(row.verdict, Verdict::WouldDo),
        "unfinished": matches!(row.verdict, Verdict::Unfinished),
    })
}
