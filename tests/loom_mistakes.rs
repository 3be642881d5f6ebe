//! Every mistake fails, and for the reason it is named for.

use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::mistakes::{MISTAKES, Mistake};
use racelab_loom::scenario::FailureKind;

fn explored(mistake: &Mistake) -> String {
    let exploration = explore(&mistake.scenario);
    let report = exploration.report();
    let counterexample = exploration.counterexample().unwrap_or_else(|| panic!("{} is caught", mistake.name));
    assert_eq!(counterexample.failure.kind(), mistake.kind, "{}\n{report}", mistake.name);
    assert!(
        !counterexample.execution.events.is_empty(),
        "{}: a counterexample shows what happened",
        mistake.name
    );
    report
}

#[test]
fn every_mistake_fails_for_its_named_reason() {
    for mistake in &MISTAKES {
        explored(mistake);
    }
}

#[test]
fn the_same_mistake_has_the_same_counterexample_every_time() {
    for mistake in &MISTAKES {
        assert_eq!(explored(mistake), explored(mistake), "{}", mistake.name);
    }
}

#[test]
fn there_are_mistakes_of_every_kind_that_the_lessons_speak_of() {
    for kind in [FailureKind::WrongOutcome, FailureKind::DataRace, FailureKind::Deadlock] {
        assert!(MISTAKES.iter().any(|mistake| mistake.kind == kind), "{}", kind.name());
    }
}

#[test]
fn every_mistake_has_a_file_of_its_name_that_states_its_specification() {
    for mistake in &MISTAKES {
        let file = if mistake.name.starts_with("relock") { "relock" } else { mistake.name };
        let path = format!("{}/src/mistakes/{file}.rs", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let first: String =
            source.lines().filter_map(|line| line.strip_prefix("//! ")).collect::<Vec<_>>().join(" ");
        assert!(first.contains(&format!("**Specification:** {}", mistake.specification)), "{path}");
        assert!(first.contains("**What is wrong:**") && first.contains("**The fix:**"), "{path}");
    }
}
