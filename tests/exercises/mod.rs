//! | file | what is in it |
//! | --- | --- |
//! | `course` | every exercise: its form, its starter, its solution, its fixtures |
//! | `verdicts` | the same for small ones of the tests' own, in `samples` |
//! | `trivial` | answers that nobody has thought about |
//! | `cheats`, `frames` | attempts to get past the judge, and what is taken from a file |
//! | `machine` | the limits of the system, and that a verdict does not hang on how busy the machine is |
//! | `commands`, `terminal`, `class` | the commands of learners and of instructors |
//! | `documented` | what the book says of files for programs, and of Gradescope |
//! | `three_hundred` | how long a large class takes |

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use racelab::cli::exercise::course::{self, Exercise};
use racelab::cli::exercise::judge::{Bench, Verdict, grade};

mod cheats;
mod class;
mod commands;
mod course_form;
mod documented;
mod frames;
mod libraries;
mod machine;
mod terminal;
mod three_hundred;
mod trivial;
mod verdicts;

/// Where the tests' own exercises are.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exercises/samples")
}

/// One of them.
fn sample(name: &str) -> Exercise {
    let all = course::read_all(&samples()).unwrap();
    all.into_iter().find(|exercise| exercise.name == name).unwrap()
}

/// A folder of the tests' own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exercises").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where answers are judged, with a cache of the tests' own.
fn bench() -> &'static Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    BENCH.get_or_init(|| Bench::within(&scratch("cache")).unwrap())
}

/// The verdict on this text.
fn verdict(exercise: &Exercise, text: &str) -> Verdict {
    grade(bench(), exercise, text).unwrap()
}
