//! A large class: 300 submissions, right and wrong ones of all exercises, and how long it takes to judge them.

use std::fs;
use std::time::Instant;

use racelab::cli::exercise::course::fixtures::Fixtures;
use racelab::cli::exercise::course::{self, Given};
use racelab::cli::exercise::judge::Word;
use serde_json::Value;

use super::commands::{ends, exercise};
use super::scratch;

/// So many are handed in.
const SUBMISSIONS: usize = 300;

#[test]
#[ignore = "it measures: cargo test --test exercises three_hundred -- --ignored --nocapture"]
fn three_hundred_mixed_submissions() {
    let exercises = course::read_all(&course::folder()).unwrap();
    let mut answers = Vec::new();
    for exercise in &exercises {
        let fixtures = Fixtures::of(exercise, &course::folder()).unwrap();
        answers.push((exercise, exercise.starter(), fixtures.starter));
        answers.push((exercise, exercise.solution(), Word::Passes));
        for answer in fixtures.answers {
            answers.push((exercise, exercise.with(&answer.regions, Given::Broken), answer.verdict));
        }
    }
    let folder = scratch("three_hundred");
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir_all(&folder).unwrap();
    // From all parts of the course, one exercise after the other.
    let nth = |number: usize| &answers[number * answers.len() / SUBMISSIONS % answers.len()];
    let student = |number: usize| format!("student{number:03}");
    for number in 0..SUBMISSIONS {
        let (exercise, text, _) = nth(number);
        // No two are the same, so each is judged.
        let text = format!("{text}// {}\n", student(number));
        fs::write(folder.join(format!("{}_{}", student(number), exercise.file())), text).unwrap();
    }
    let start = Instant::now();
    let (said, _) = ends(&mut exercise(&["grade", folder.to_str().unwrap(), "--json", "-"]), 0);
    let took = start.elapsed().as_secs_f64();
    let graded: Value = serde_json::from_str(&said).unwrap();
    let graded = graded["submissions"].as_array().unwrap();
    assert_eq!(graded.len(), SUBMISSIONS);
    let mut passed = 0;
    for number in 0..SUBMISSIONS {
        let (exercise, _, word) = nth(number);
        let of_student = graded.iter().find(|one| one["student"] == student(number).as_str()).unwrap();
        assert_eq!(of_student["verdict"], word.name().replace(' ', "_"), "{}: {of_student}", exercise.name);
        passed += usize::from(*word == Word::Passes);
    }
    println!(
        "{SUBMISSIONS} submissions of {} exercises, {passed} of them right: {took:.1} s, {:.0} ms each",
        exercises.len(),
        took / SUBMISSIONS as f64 * 1000.0
    );
}
