//! Answers that nobody has thought about. None of them passes, and each gets a verdict that says why.

use std::collections::BTreeSet;
use std::env;

use racelab::cli::exercise::course::{self, Exercise, Given};
use racelab::cli::exercise::judge::Word;

use super::course_form::{on_all_cores, told};
use super::verdict;

/// What a region is replaced by.
const TRIVIAL: [&str; 5] = ["", "return;", "todo!()", "loop {}", "Default::default()"];

/// With this variable, each answer is tried in each region; without, one for each exercise.
const ALL: &str = "RACELAB_ALL_TRIVIAL";

/// An answer: which regions it has replaced, and by what.
struct Answer<'a> {
    exercise: &'a Exercise,
    regions: Vec<&'a str>,
    by: &'static str,
}

impl Answer<'_> {
    /// The file that is handed in: what is not replaced is solved.
    fn text(&self) -> String {
        let replaced = self.regions.iter().map(|name| ((*name).to_owned(), self.by.to_owned()));
        self.exercise.with(&replaced.collect(), Given::Broken)
    }
}

/// In all regions at once, and in each by itself.
fn answers(exercise: &Exercise) -> Vec<Answer<'_>> {
    let names: Vec<_> = exercise.regions().map(|region| region.name.as_str()).collect();
    let mut sets = BTreeSet::from([names.clone()]);
    sets.extend(names.into_iter().map(|name| vec![name]));
    let answer =
        |by: &'static str| sets.iter().map(move |regions| Answer { exercise, regions: regions.clone(), by });
    TRIVIAL.into_iter().flat_map(answer).collect()
}

/// Whether that is what is wrong with such an answer. Nothing in it is forbidden, it leaves what stands around it as it
/// is, and where it runs for ever, somebody notices.
fn says_why(by: &str, word: Word) -> bool {
    use Word::{Changed, DoesNotCompile, Endless, Forbidden, OutOfTime, Panic, Passes};
    match by {
        // Where the region has items, or a value.
        _ if word == DoesNotCompile => true,
        "todo!()" => word == Panic,
        "loop {}" => word == Endless,
        // An assertion that fails is a panic, too.
        _ => !matches!(word, Passes | Changed | Forbidden | OutOfTime | Endless),
    }
}

#[test]
fn no_answer_passes_that_nobody_has_thought_about() {
    let exercises = course::read_all(&course::folder()).unwrap();
    let answers: Vec<_> = match env::var_os(ALL) {
        Some(_) => exercises.iter().flat_map(answers).collect(),
        // Each of the five comes to many exercises.
        None => exercises
            .iter()
            .enumerate()
            .map(|(index, exercise)| {
                let mut answers = answers(exercise);
                let number = answers.len() / TRIVIAL.len() * (index % TRIVIAL.len());
                answers.swap_remove(number)
            })
            .collect(),
    };
    let wrong = on_all_cores(&answers, |answer| {
        let verdict = verdict(answer.exercise, &answer.text());
        let Answer { exercise, regions, by } = answer;
        (!says_why(by, verdict.word))
            .then(|| format!("{}, '{by}' for {}: {}", exercise.name, regions.join(" and "), told(&verdict)))
    });
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), answers.len(), wrong.join("\n"));
}
