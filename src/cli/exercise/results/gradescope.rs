//! `--gradescope`: `results.json`, as <https://gradescope-autograders.readthedocs.io/en/latest/specs/> describes it.
//!
//! One point for each exercise. What a student is shown is in `output`; what the command prints is for instructors.

use serde_json::json;

use super::Result;

/// All entries.
pub fn gradescope(entries: &[Result<'_>]) -> String {
    let tests = entries.iter().map(|entry| {
        let passes = entry.judged.passes();
        json!({
            "name": format!("{}: {}", entry.exercise.name, entry.exercise.header.title),
            "number": entry.exercise.number().to_string(),
            "score": if passes { 1.0 } else { 0.0 },
            "max_score": 1.0,
            "status": if passes { "passed" } else { "failed" },
            "output": entry.shown(),
            "output_format": "text",
            "visibility": "visible",
            "tags": [entry.exercise.header.lesson],
        })
    });
    let seconds: f64 = entries.iter().map(|entry| entry.elapsed.as_secs_f64()).sum();
    let results = json!({
        "execution_time": (seconds * 1000.0).round() / 1000.0,
        "stdout_visibility": "hidden",
        "tests": tests.collect::<Vec<_>>(),
    });
    format!("{results:#}")
}
