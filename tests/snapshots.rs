//! What a person reads, kept as snapshots: every mistake explained, and the lists.
//!
//! Line numbers are replaced. A snapshot that a change is meant to change is renewed with
//! `INSTA_UPDATE=always cargo test --test snapshots`.
#![cfg(not(loom))]

#[path = "common/lines.rs"]
mod lines;

use std::process::Command;

use insta::assert_snapshot;
use lines::without_lines;
use racelab_loom::mistakes::MISTAKES;

fn racelab(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).args(arguments).output().expect("racelab runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn every_mistake_is_explained_as_it_was() {
    for mistake in &MISTAKES {
        let shown = racelab(&["explain", mistake.name]);
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
        assert_snapshot!(format!("explain_{}", mistake.name), without_lines(&shown));
    }
}

#[test]
fn another_process_explains_the_same() {
    for mistake in &MISTAKES {
        let explain = ["explain", mistake.name, "--all-outcomes"];
        assert_eq!(racelab(&explain), racelab(&explain), "{}", mistake.name);
    }
}

#[test]
fn ascii_has_nothing_but_ascii_in_it() {
    for mistake in &MISTAKES {
        let shown = racelab(&["explain", mistake.name, "--ascii", "--all-outcomes"]);
        assert!(shown.is_ascii(), "{shown}");
    }
}

#[test]
fn the_same_is_told_in_sentences() {
    assert_snapshot!(
        "steps_of_relaxed_publish",
        without_lines(&racelab(&["explain", "relaxed_publish", "--steps"]))
    );
}

#[test]
fn the_same_is_drawn_for_a_browser() {
    let svg = racelab(&["explain", "relaxed_publish", "--svg", "-"]);
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    for part in [
        "role=\"img\"",
        "<title id=\"title\">",
        "<desc id=",
        "prefers-color-scheme: dark",
        "class=\"arrow reads\"",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    for (open, close) in [("<text ", "</text>"), ("<g", "</g>"), ("<style>", "</style>")] {
        assert_eq!(svg.matches(open).count(), svg.matches(close).count(), "{open}");
    }
}

#[test]
fn the_same_is_written_as_json() {
    let json: serde_json::Value =
        serde_json::from_str(&racelab(&["explain", "relaxed_publish", "--json", "-"])).expect("JSON");
    let exploration = &json["explorations"][0];
    assert_eq!(exploration["explored_by"], "engine");
    assert_eq!(exploration["executions"], 4);
    assert_eq!(exploration["exhaustive"], true);
    assert_eq!(exploration["counterexample"]["kind"], "wrong outcome");
    let events = exploration["counterexample"]["execution"]["events"].as_array().unwrap();
    let load = events.iter().rfind(|event| event["action"] == "loads").unwrap();
    assert_eq!(load["value"], "0");
    assert_eq!(load["from_event"], serde_json::Value::Null);
    assert_eq!(events[load["newer_event"].as_u64().unwrap() as usize]["action"], "stores");
}

#[test]
fn a_safe_trainer_is_explained_with_a_witness_of_each_outcome() {
    let shown = racelab(&["explain", "rwlock"]);
    for part in
        ["no counterexample", "the simplest way to: read 1 and 1", "exhaustive within the engine's limits"]
    {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[test]
fn loom_is_the_second_opinion() {
    let shown = racelab(&["explain", "rwlock", "--with", "loom"]);
    assert!(shown.contains("exhaustive within loom's limits"), "{shown}");
    let table = racelab(&["check", "mutex-short", "--with", "loom"]);
    let row = table.lines().find(|line| line.contains("2 workers, 2 batches")).expect("a row");
    assert!(row.contains(" 70 ") && row.contains("182"), "the engine's executions, and loom's: {table}");
}

#[test]
fn the_lists_are_as_they_were() {
    let mistakes = racelab(&["mistakes"]);
    assert!(mistakes.lines().all(|line| line.chars().count() <= 80), "{mistakes}");
    assert_snapshot!("mistakes", mistakes);
    assert_snapshot!("lessons", racelab(&["lessons"]));
    assert_snapshot!("help", racelab(&["--help"]));
}
