//! Explorations as JSON.

use racelab_loom::explore::exploration::in_words;
use racelab_loom::explore::story::file;
use racelab_loom::explore::weaken::{Row, Verdict};
use racelab_loom::explore::{Exploration, Judge};
use racelab_loom::sync::checked::record::{Action, Event, Execution, Orderings, Read};
use serde_json::{Value, json};

/// An exploration: what was seen, with the events of a witness of each outcome.
pub fn exploration(exploration: &Exploration) -> Value {
    let outcomes: Vec<_> = exploration
        .outcomes
        .iter()
        .map(|outcome| {
            let witness = exploration.witness(outcome);
            json!({
                "outcome": outcome.value,
                "allowed": outcome.allowed,
                "choice": outcome.choice().map(|choice| in_words(&choice, &witness.threads)),
                "witness": execution(&witness),
            })
        })
        .collect();
    let counterexample = exploration.counterexample().map(|counterexample| {
        json!({
            "kind": counterexample.failure.kind().name(),
            "failure": counterexample.failure.to_string(),
            "choice": counterexample.choice.map(|choice| in_words(&choice, &counterexample.execution.threads)),
            "execution": execution(&counterexample.execution),
        })
    });
    json!({
        "subject": exploration.scenario.subject,
        "scenario": exploration.scenario.about,
        "explored_by": judge(exploration.judge),
        "executions": exploration.executions,
        "choices_beside_loom": exploration.with_choices.0,
        "executions_with_choices": exploration.with_choices.1,
        "exhaustive": exploration.is_exhaustive(),
        "preemption_bound": exploration.scenario.preemptions.filter(|_| exploration.judge == Judge::Loom),
        "ending": exploration.ending(),
        "stopped": exploration.stopped,
        "last_seen": exploration.seen.as_ref().map(ToString::to_string),
        "outcomes": outcomes,
        "allowed_but_not_seen": exploration.missing(),
        "counterexample": counterexample,
    })
}

fn judge(judge: Judge) -> &'static str {
    match judge {
        Judge::Engine => "engine",
        Judge::Loom => "loom",
    }
}

/// What came of a scenario before any of its sites was weakened.
pub fn baseline(exploration: &Exploration) -> Value {
    json!({
        "subject": exploration.scenario.subject,
        "scenario": exploration.scenario.about,
        "executions": exploration.all_executions(),
        "exhaustive": exploration.is_exhaustive(),
        "stopped": exploration.stopped,
        "last_seen": exploration.seen.as_ref().map(ToString::to_string),
        "failure": exploration.failure.as_ref().map(ToString::to_string),
        "allowed_but_not_seen": exploration.absent(),
    })
}

/// A row of the table of sites.
pub fn row(row: &Row) -> Value {
    let shown_by = match &row.verdict {
        Verdict::Needed(exploration) => exploration.failure.as_ref().map(|failure| {
            json!({
                "subject": exploration.scenario.subject,
                "scenario": exploration.scenario.about,
                "kind": failure.kind().name(),
                "failure": failure.to_string(),
            })
        }),
        _ => None,
    };
    json!({
        "file": file(row.site.place),
        "line": row.site.place.line(),
        "column": row.site.place.column(),
        "part": row.site.part.to_string(),
        "object": row.site.object.to_string(),
        "written": row.site.ordering.map(|ordering| format!("{ordering:?}")),
        "tried": row.weaker.to_string(),
        "verdict": row.verdict.name(),
        "shown_by": shown_by,
        "executions": row.executions,
        "reason": row.reason,
    })
}

fn execution(execution: &Execution) -> Value {
    let events: Vec<_> = execution.events.iter().map(event).collect();
    json!({ "threads": execution.threads, "events": events })
}

fn event(event: &Event) -> Value {
    let mut value = json!({
        "thread": event.thread,
        "object": event.object.to_string(),
        "file": file(event.place),
        "line": event.place.line(),
    });
    let details = match &event.action {
        Action::Wants(how) => json!({ "action": "asks", "how": how }),
        Action::Locks(how, found) => json!({ "action": how, "found": found }),
        Action::Unlocks(left) => json!({ "action": "unlocks", "left": left }),
        Action::Got(how, message) => json!({ "action": how, "message": message }),
        Action::Loads(from) => merged(json!({ "action": "loads" }), read(from)),
        Action::Stores(value, ordering) => {
            merged(json!({ "action": "stores", "value": value }), orderings(ordering))
        }
        Action::Changes(from, value) => {
            merged(json!({ "action": "changes", "new_value": value }), read(from))
        }
        Action::Fails(from, expected) => {
            merged(json!({ "action": "compare-exchange fails", "expected": expected }), read(from))
        }
        Action::Fences(ordering) => merged(json!({ "action": "fence" }), orderings(ordering)),
        Action::Accesses(write, value) => {
            json!({ "action": if *write { "writes" } else { "reads" }, "value": value })
        }
        Action::Waits => json!({ "action": "waits" }),
        Action::Wakes(early) => json!({ "action": "wakes", "early": early }),
        Action::Parks => json!({ "action": "parks" }),
        Action::Unparked(early) => json!({ "action": "goes on after parking", "early": early }),
        Action::Unparks(thread) => json!({ "action": "unparks thread", "other_thread": thread }),
        Action::Chooses(number) => json!({ "action": "chooses", "number": number }),
        Action::Starts(child) => json!({ "action": "starts thread", "other_thread": child }),
        Action::Joins(child) => json!({ "action": "joins thread", "other_thread": child }),
        Action::Does(what) => json!({ "action": what }),
    };
    value = merged(value, details);
    value
}

fn read(read: &Read) -> Value {
    let value = json!({
        "value": read.value,
        "from_event": read.from,
        "newer_event": read.newer,
        "or_an_older_equal_store": read.equal,
    });
    merged(value, orderings(&read.orderings))
}

fn orderings(orderings: &Orderings) -> Value {
    json!({ "written": format!("{:?}", orderings.written), "applied": format!("{:?}", orderings.applied) })
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
