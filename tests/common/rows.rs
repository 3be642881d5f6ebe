//! Tables of the chapter on loom's holes that no command generates, since loom, or the whole process, ends where they
//! are about. Each row is the one that a test comes to.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow::Continue;
use std::path::Path;

use racelab_engine::{Ending, Explorer, Failure};

/// Every outcome that the engine finds, and a failure if there is one.
pub fn by_the_engine<T: Ord>(program: impl Fn() -> T) -> (BTreeSet<T>, Option<Failure>) {
    let (mut outcomes, mut failure) = (BTreeSet::new(), None);
    let report = Explorer::new().explore(program, |execution| {
        match execution.ending {
            Ending::Outcome(outcome) => drop(outcomes.insert(outcome)),
            Ending::Failure(found) => failure = Some(found),
        }
        Continue(())
    });
    assert!(report.is_exhaustive());
    (outcomes, failure)
}

/// Fails if the chapter does not have this row: how it ends, what the language says of that, and whether the engine
/// and loom find it.
pub fn assert_row(ends: &str, language: &str, engine: bool, loom: bool) {
    let found = |is_found| if is_found { "found" } else { "not found" };
    assert_told(&format!("| {ends} | {language} | {} | {} |", found(engine), found(loom)));
}

/// Fails if the chapter does not have this row.
pub fn assert_told(row: &str) {
    let chapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/what_green_does_not_mean.md");
    let chapter = fs::read_to_string(chapter).expect("the chapter is there");
    assert!(chapter.contains(row), "what_green_does_not_mean.md does not have this row:\n{row}");
}
