//! `--json`: the form that `book/src/exercises.md` describes. What is in it stays; more may come.

use serde_json::{Value, json};

use super::super::course::Exercise;
use super::super::judge::{Site, Verdict};
use super::super::learner::State;
use super::Result;

/// The number of this form.
const SCHEMA: u64 = 1;

/// All entries.
pub fn json(entries: &[Result<'_>]) -> String {
    let solved = entries.iter().filter(|entry| entry.judged.passes()).count();
    let entries: Vec<_> = entries.iter().map(entry).collect();
    format!(
        "{:#}",
        json!({
            "schema": SCHEMA,
            "racelab": env!("CARGO_PKG_VERSION"),
            "solved": solved,
            "of": entries.len(),
            "exercises": entries,
        })
    )
}

fn entry(entry: &Result<'_>) -> Value {
    let Exercise { name, header, .. } = entry.exercise;
    let mut value = json!({
        "name": name,
        "title": header.title,
        "lesson": header.lesson,
        "kind": header.kind.name(),
        "minutes": header.minutes,
        "fast": header.fast,
        "verdict": entry.judged.word().replace(' ', "_"),
        "passes": entry.judged.passes(),
        "message": entry.judged.message(),
    });
    let more = match &entry.judged.state {
        State::Verdict(found) => verdict(found),
        _ => verdict(&Verdict::new(super::super::judge::Word::Changed, "")),
    };
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

/// What shows a verdict.
pub fn verdict(verdict: &Verdict) -> Value {
    let site = |Site { line, column, part, written }: &Site| json!({ "line": line, "column": column, "part": part, "written": written });
    let compiler = verdict.compiler.as_deref().map(|said| anstream::adapter::strip_str(said).to_string());
    json!({
        "scenario": verdict.scenario,
        "scenarios": verdict.scenarios,
        "executions": verdict.executions,
        "sites": verdict.sites.iter().map(site).collect::<Vec<_>>(),
        "report": verdict.report,
        "compiler": compiler,
    })
}
