//! The columns as JSON.

use racelab_loom::litmus::checker::Behaviour;
use racelab_loom::litmus::columns::{Columns, Machine};
use serde_json::{Map, Value, json};

use crate::cli::interrupt;

/// What each column says of a test.
pub fn columns(columns: &Columns) -> Value {
    let names: Vec<_> =
        columns.test.shown().into_iter().map(|observable| columns.test.name_of(observable)).collect();
    let headers = columns.headers();
    let (rows, notes) = columns.rows();
    let rows = rows.iter().map(|row| {
        let outcome: Map<_, _> =
            names.iter().cloned().zip(row.outcome.iter().map(|&value| json!(value))).collect();
        let cells = headers.iter().zip(&row.cells).map(|(header, cell)| {
            let note = cell.note.map(|note| &notes[note]);
            (header.clone(), json!({ "happens": cell.happens, "count": cell.count, "note": note }))
        });
        json!({
            "outcome": outcome,
            "asked_about": row.asked,
            "columns": Map::from_iter(cells),
        })
    });
    let is_undefined = matches!(columns.language, Behaviour::Undefined(_));
    json!({
        "finished": !interrupt::interrupted(),
        "test": columns.test.name,
        "about": columns.test.about,
        "data_race": is_undefined,
        "outcomes": if is_undefined { Vec::new() } else { rows.collect() },
        "loom": {
            "executions": columns.loom.executions,
            "orders_of_starting": columns.loom.orders,
            "exhaustive": columns.loom.is_exhaustive(),
            "stopped": columns.loom.stopped,
            "failure": columns.loom.failure.as_ref().map(ToString::to_string),
        },
        "machine": match &columns.machine {
            Machine::Unasked => Value::Null,
            Machine::NotRun(why) => json!({ "not_run": why }),
            Machine::Seen(seen) => json!({
                "runs": seen.runs,
                "place": seen.place,
                "pinned": seen.pinned,
                "more_threads_than_cores": seen.crowded,
            }),
        },
    })
}
