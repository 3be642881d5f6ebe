//! What the book documents for programs is what they get: the keys of JSON files, and the commands for Gradescope.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use racelab::cli::exercise::course::{self, Exercise};
use serde_json::Value;

use super::commands::{begun, ends, exercise};
use super::scratch;

fn chapter(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src").join(file)).unwrap()
}

/// The blocks of this language in a chapter.
fn blocks(chapter: &str, language: &str) -> Vec<String> {
    let begins = format!("```{language}\n");
    let block = |rest: &str| rest.split("\n```").next().unwrap().to_owned();
    chapter.split(&begins).skip(1).map(block).collect()
}

/// The names of all that is in a value: `submissions.sites.line`.
fn keys(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(format!("{at}{name}"));
                keys(value, &format!("{at}{name}."), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| keys(value, at, found)),
        _ => {}
    }
}

fn keys_of(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(text).unwrap(), "", &mut found);
    found
}

/// One whose starter is too strong, so that there is something to say of its sites.
fn too_strong() -> Exercise {
    let all = course::read_all(&course::folder()).unwrap();
    all.into_iter().find(|exercise| exercise.name.ends_with("no_stronger")).unwrap()
}

#[test]
fn what_grade_writes_for_programs_has_the_keys_that_the_book_has() {
    let exercise_one = too_strong();
    let folder = scratch("documented_grade");
    // What an earlier run has judged is not judged again.
    let _ = fs::remove_file(folder.join("racelab-grades.jsonl"));
    let copied = "// I thought about this for a long time, and in the end it was quite simple after all, wasn't it, \
                  because nobody can come in between once the two of them have agreed on it\n";
    for student in ["anna", "ben"] {
        let text = exercise_one.starter().replacen("// end", &format!("{copied}// end"), 1);
        fs::write(folder.join(format!("{student}_{}", exercise_one.file())), text).unwrap();
    }
    fs::write(folder.join("notes.txt"), "").unwrap();
    let (said, _) = ends(&mut exercise(&["grade", folder.to_str().unwrap(), "--json", "-"]), 0);
    let [documented] = &blocks(&chapter("grading.md"), "json")[..] else { panic!("one block of JSON") };
    assert_eq!(keys_of(documented), keys_of(&said));
}

#[test]
fn what_check_writes_for_programs_has_the_keys_that_the_book_has() {
    let (folder, _) = begun("documented_check");
    let arguments = ["check", &too_strong().name, "--dir", folder.to_str().unwrap(), "--json", "-"];
    let (said, _) = ends(&mut exercise(&arguments), 1);
    let [documented] = &blocks(&chapter("exercises.md"), "json")[..] else { panic!("one block of JSON") };
    assert_eq!(keys_of(documented), keys_of(&said));
}

/// The scripts that Gradescope is given: `setup.sh` and `run_autograder`.
fn scripts() -> [String; 2] {
    blocks(&chapter("grading.md"), "bash").try_into().unwrap()
}

#[test]
fn the_scripts_for_gradescope_are_scripts() {
    let folder = scratch("documented_scripts");
    for (name, script) in ["setup.sh", "run_autograder"].into_iter().zip(scripts()) {
        assert!(script.starts_with("#!/usr/bin/env bash\n"), "{script}");
        let file = folder.join(name);
        fs::write(&file, script).unwrap();
        let status = Command::new("bash").arg("-n").arg(&file).stdin(Stdio::null()).status().unwrap();
        assert!(status.success(), "{name}");
    }
}

#[test]
fn what_gradescope_runs_writes_its_results() {
    let [_, script] = scripts();
    let (folder, exercises) = begun("documented_gradescope");
    fs::write(folder.join(exercises[0].file()), exercises[0].solution()).unwrap();
    let results = scratch("documented_results").join("results.json");
    let _ = fs::remove_file(&results);
    let line = script.lines().find_map(|line| line.strip_prefix("cargo run --release -- exercise ")).unwrap();
    let line = line.strip_suffix(" || true").expect("a wrong answer is no failure of the autograder");
    let places = [("/autograder/submission", &folder), ("/autograder/results/results.json", &results)];
    let place = |word: &str| -> PathBuf {
        places
            .iter()
            .find(|(place, _)| *place == word)
            .map_or_else(|| word.into(), |(_, here)| (*here).clone())
    };
    let arguments: Vec<_> = line.split(' ').map(|word| place(word).to_str().unwrap().to_owned()).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    ends(&mut exercise(&arguments), 1);
    let written: Value = serde_json::from_slice(&fs::read(&results).unwrap()).unwrap();
    let tests = written["tests"].as_array().unwrap();
    assert_eq!((tests.len(), &tests[0]["score"]), (exercises.len(), &Value::from(1.0)));
}
