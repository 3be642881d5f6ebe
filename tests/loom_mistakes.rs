//! Every mistake fails, and for the reason it is named for.

use racelab_loom::explore::{explore as explore_by_engine, explore_by_loom as explore};
use racelab_loom::mistakes::{MISTAKES, Mistake};
use racelab_loom::scenario::FailureKind;

fn explored(mistake: &Mistake) -> String {
    let exploration = explore(&mistake.scenario);
    let report = exploration.report();
    let counterexample = exploration.counterexample().unwrap_or_else(|| panic!("{} is caught", mistake.name));
    // loom does not know what has been freed: it reports that the free and the use are not ordered.
    let kind = match mistake.kind {
        FailureKind::UseAfterFree => FailureKind::DataRace,
        kind => kind,
    };
    assert_eq!(counterexample.failure.kind(), kind, "{}\n{report}", mistake.name);
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
fn what_is_freed_while_it_is_read_is_told_with_both_places() {
    let mistake = MISTAKES.iter().find(|mistake| mistake.name == "freed_while_read").expect("it is listed");
    let report = explore_by_engine(&mistake.scenario).report();
    let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
    let file = "src/mistakes/freed_while_read.rs:";
    let told = words.split_once("use after free: ").unwrap_or_else(|| panic!("{report}")).1;
    let places =
        told.split(file).skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap());
    let source = include_str!("../src/mistakes/freed_while_read.rs");
    let lines =
        places.take(3).map(|line| source.lines().nth(line.parse::<usize>().unwrap() - 1).unwrap().trim());
    let lines: Vec<_> = lines.collect();
    // Where it was made, where it is freed, and where it is read.
    assert!(lines.iter().any(|line| line.contains("heap::allocate")), "{report}");
    assert!(lines.contains(&"unsafe { heap::free(old) };"), "{report}");
    assert!(lines.contains(&"unsafe { heap::read(found) }"), "{report}");
}

#[test]
fn there_are_mistakes_of_every_kind_that_the_lessons_speak_of() {
    use FailureKind::{DataRace, Deadlock, UseAfterFree, WrongOutcome};
    for kind in [WrongOutcome, DataRace, Deadlock, UseAfterFree] {
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
