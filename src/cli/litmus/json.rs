//! The columns as JSON.
//!
//! `null` is said where there is no yes and no no:
//!
//! * `answer`, C++20's to the test's question, is `null` where nothing is asked, where there is a data race, where no
//!   execution counts, and where loops were cut off and more rounds might bring another answer. In that last case
//!   `answer_within_rounds` has the `rounds`, and the `answer` as far as they go (`null` if no execution was over).
//! * `happens` is `null` in a model's column where the program is undefined, and where an outcome was not found while
//!   executions were cut off. What the engine and loom did not find is `false`, however far they came: whether they
//!   are `exhaustive` stands beside.
//! * `tried_out_of_thin_air` and `tried_for_the_question` are `null` where no value comes out of thin air. The first depends
//!   on the program alone.

use racelab_loom::litmus::checker::Behaviour;
use racelab_loom::litmus::columns::divergence::Cause;
use racelab_loom::litmus::columns::{Columns, Machine};
use racelab_loom::litmus::format::Remark;
use serde_json::{Map, Value, json};

use crate::cli::interrupt;

/// Causes of a difference between loom and C++20.
fn names_of(causes: &[Cause]) -> Value {
    causes.iter().map(|cause| cause.name()).collect()
}

/// What each column says of a test, and how its text was understood.
pub fn columns(columns: &Columns, remarks: &[Remark]) -> Value {
    let names: Vec<_> =
        columns.test.shown().into_iter().map(|observable| columns.test.name_of(observable)).collect();
    let headers = columns.headers();
    let (rows, notes) = columns.rows();
    let rows = rows.iter().map(|row| {
        let outcome: Map<_, _> =
            names.iter().cloned().zip(row.outcome.iter().map(|&value| json!(value))).collect();
        let cells = headers.iter().zip(&row.cells).enumerate().map(|(column, (header, cell))| {
            let note = cell.note.map(|note| &notes[note]);
            let is_open = cell.undefined || !cell.happens && columns.is_cut_off(column);
            let happens = (!is_open).then_some(cell.happens);
            (header.clone(), json!({ "happens": happens, "count": cell.count, "note": note }))
        });
        json!({
            "outcome": outcome,
            "asked_about": row.asked,
            "causes": names_of(columns.causes.of(&row.outcome)),
            "columns": Map::from_iter(cells),
        })
    });
    let is_undefined = matches!(columns.language, Behaviour::Undefined(_));
    let models = columns.models().into_iter().map(|says| {
        let race = match says.behaviour {
            Behaviour::Undefined(race) => json!({
                "location": race.location(&columns.test),
                "accesses": race.in_words(&columns.test),
                "circular": race.circular,
            }),
            Behaviour::Outcomes(_) => Value::Null,
        };
        let said = json!({
            "data_race": race,
            "tried_out_of_thin_air": says.thin_air.map(|tried| &tried.always),
            "tried_for_the_question": says.thin_air.map(|tried| &tried.for_question),
            "cut_off_after_rounds": says.rounds,
        });
        (says.name.clone(), said)
    });
    json!({
        "finished": !interrupt::interrupted(),
        "test": columns.test.name,
        "about": columns.test.about,
        // C++20's; each model's own is below.
        "data_race": is_undefined,
        "answer": columns.answer().filter(|_| columns.answer_within_rounds().is_none()),
        "answer_within_rounds": columns
            .answer_within_rounds()
            .map(|rounds| json!({ "rounds": rounds, "answer": columns.answer() })),
        "remarks": remarks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "models": Map::from_iter(models),
        "outcomes": if columns.has_outcomes() { rows.collect() } else { Vec::new() },
        "engine": {
            "executions": columns.engine.executions,
            "exhaustive": columns.engine.is_exhaustive(),
            "cut_off_after_rounds": columns.engine.rounds,
            "ending": columns.engine.ending(),
            "stopped": columns.engine.stopped(),
            "not_asked": columns.engine.unasked(),
            "seconds": columns.engine.elapsed.as_secs_f64(),
        },
        "loom": {
            "executions": columns.loom.executions,
            "orders_of_starting": columns.loom.orders,
            "exhaustive": columns.loom.is_exhaustive(),
            "cut_off_after_rounds": columns.loom.rounds,
            "ending": columns.loom.ending(),
            "stopped": columns.loom.stopped,
            "not_asked": columns.loom.unasked,
            "failure": columns.loom.failure.as_ref().map(ToString::to_string),
            "causes_of_race": names_of(columns.causes.of_race()),
        },
        "machine": match &columns.machine {
            Machine::Unasked => Value::Null,
            Machine::NotRun(why) => json!({ "not_run": why }),
            Machine::Seen(seen) => json!({
                "runs": seen.runs,
                "left_out": seen.left_out,
                "place": seen.place,
                "pinned": seen.pinned,
                "more_threads_than_cores": seen.crowded,
            }),
        },
    })
}
