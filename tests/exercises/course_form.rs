//! Every exercise of the course: its form, and that its starter, its solution and its fixtures get their verdicts.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use racelab::cli::exercise::course::fixtures::Fixtures;
use racelab::cli::exercise::course::{self, Exercise, Given};
use racelab::cli::exercise::judge::{Verdict, Word};
use racelab::lesson::LESSONS;

use super::verdict;

#[test]
fn every_exercise_has_its_form() {
    let exercises = course::read_all(&course::folder()).unwrap();
    for (index, exercise) in exercises.iter().enumerate() {
        assert_eq!(exercise.number() as usize, index + 1, "{}: numbers without gaps", exercise.name);
        assert!(
            LESSONS.iter().map(|lesson| lesson.name).any(|name| name == exercise.header.lesson),
            "{}: there is no lesson {}",
            exercise.name,
            exercise.header.lesson
        );
        let starter = exercise.starter();
        assert!(starter.lines().count() <= 75, "{}: {} lines", exercise.name, starter.lines().count());
        assert!(!starter.contains("exercise:"), "{}", exercise.name);
        assert_eq!(exercise.here().is_empty(), exercise.header.kind.name() != "reading", "{}", exercise.name);
    }
    for lesson in LESSONS.map(|lesson| lesson.name) {
        let of_lesson = || exercises.iter().filter(|exercise| exercise.header.lesson == lesson);
        let fast = of_lesson().filter(|exercise| exercise.header.fast).count();
        assert!(fast == 1, "{lesson}: {fast} are on the fast track");
        assert!(of_lesson().count() >= 2, "{lesson} has too few exercises");
    }
}

#[test]
fn every_exercise_of_the_course_is_judged_as_its_fixtures_say() {
    hold(&course::read_all(&course::folder()).unwrap(), &course::folder());
}

/// An answer, and what it has to be.
struct Case<'a> {
    exercise: &'a Exercise,
    what: String,
    text: String,
    word: Word,
}

/// An answer that may be anything but right.
struct Other<'a> {
    exercise: &'a Exercise,
    what: String,
    text: String,
}

/// Judges everything there is to these exercises, on all cores, and says all that is not as it should be.
pub fn hold(exercises: &[Exercise], folder: &Path) {
    let (mut cases, mut others) = (Vec::new(), Vec::new());
    for exercise in exercises {
        let fixtures = Fixtures::of(exercise, folder).unwrap();
        let wrong = fixtures.answers.iter().filter(|answer| answer.verdict != Word::Passes).count();
        assert!(wrong >= 3, "{}: {wrong} wrong answers are too few", exercise.name);
        assert_ne!(fixtures.starter, Word::Passes, "{}", exercise.name);
        let mut case = |what: &str, text, word| {
            cases.push(Case { exercise, what: what.to_owned(), text, word });
        };
        case("the starter", exercise.starter(), fixtures.starter);
        case("the solution", exercise.solution(), Word::Passes);
        if fixtures.only.is_some() {
            // The lines that are right are marked, so there is no need to try the others.
            assert!(exercise.here().len() <= 1, "{}: several lines are right", exercise.name);
            for (what, text) in with_another_ordering(exercise) {
                others.push(Other { exercise, what, text });
            }
        }
        for answer in &fixtures.answers {
            case(&answer.why, exercise.with(&answer.regions, Given::Broken), answer.verdict);
        }
    }
    let wrong = on_all_cores(&cases, |Case { exercise, what, text, word }| {
        let verdict = verdict(exercise, text);
        (verdict.word != *word).then(|| {
            format!("{}, {what}: '{}' was expected, and it is {}", exercise.name, word.name(), told(&verdict))
        })
    });
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let right = on_all_cores(&others, |Other { exercise, what, text }| {
        let is_right = verdict(exercise, text).passes();
        is_right.then(|| format!("{}: its fixtures say `# only`, and this passes: {what}", exercise.name))
    });
    assert!(right.is_empty(), "{}", right.join("\n"));
}

/// Answers in which one ordering of the solution is another one, each with what it is.
fn with_another_ordering(exercise: &Exercise) -> Vec<(String, String)> {
    const ORDERINGS: [&str; 5] = ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];
    let mut answers = Vec::new();
    for region in exercise.regions() {
        for ordering in ORDERINGS {
            for (at, _) in region.solution.match_indices(ordering) {
                for other in ORDERINGS.into_iter().filter(|other| *other != ordering) {
                    let (before, after) = (&region.solution[..at], &region.solution[at + ordering.len()..]);
                    let regions = [(region.name.clone(), format!("{before}{other}{after}"))];
                    let text = exercise.with(&regions.into(), Given::Broken);
                    answers.push((format!("{other} in {}", region.name), text));
                }
            }
        }
    }
    answers
}

/// A verdict with all that there is to say.
pub fn told(verdict: &Verdict) -> String {
    let compiler = verdict.compiler.as_deref().unwrap_or_default();
    format!("'{}: {}'\n{compiler}", verdict.word.name(), verdict.message)
}

/// Does this for each, on all cores: what is wrong, in the order of the alphabet.
pub fn on_all_cores<T: Sync>(cases: &[T], wrong_with: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                // Relaxed: that each number is drawn once is all that is asked of it.
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(found) = wrong_with(case) {
                        wrong.lock().unwrap().push(found);
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    wrong
}
