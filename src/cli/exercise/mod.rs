//! `racelab exercise`: small broken programs to mend, judged by exploring what the learner made of them.
//!
//! An exercise is one file of `lessons/exercises`, read when it is wanted, so a new one needs no build. The learner
//! works on a copy of its starter. What he wrote between the markers is put into the original, and that is explored;
//! so nothing that he does outside of them can change a verdict.
//!
//! | folder | what is in it |
//! | --- | --- |
//! | [`course`] | the exercises as they are written: solution, starter, hints, fixtures |
//! | [`taken`] | what is taken from a learner's file, and what must not be in it |
//! | [`judge`] | the verdict |
//! | `learner` | the learner's folder, his progress, and the commands for him |
//! | `results` | verdicts as JSON, JUnit and for Gradescope |
//! | `class` | the commands for instructors |

mod class;
pub mod course;
pub mod judge;
mod learner;
mod results;
pub mod taken;

use std::process::ExitCode;

use super::arguments::{Exercise, ExerciseCommand, UserError};

/// Does what is asked.
pub(super) fn run(arguments: &Exercise) -> Result<ExitCode, UserError> {
    let (dir, fast) = (arguments.dir.as_deref(), arguments.fast);
    match &arguments.command {
        None => learner::watch(dir, fast, None),
        Some(ExerciseCommand::Init { folder }) => learner::init(folder),
        Some(ExerciseCommand::Start { name }) => learner::watch(dir, fast, Some(name)),
        Some(ExerciseCommand::List) => learner::list(dir, fast),
        Some(ExerciseCommand::Check(asked)) => learner::check(dir, fast, asked),
        Some(ExerciseCommand::Hint { name }) => learner::hint(dir, fast, name.as_deref()),
        Some(ExerciseCommand::Solution { name }) => learner::solution(dir, fast, name.as_deref()),
        Some(ExerciseCommand::Reset { name }) => learner::reset(dir, fast, name.as_deref()),
        Some(ExerciseCommand::Export(asked)) => class::export(asked),
        Some(ExerciseCommand::Grade(asked)) => class::grade(asked),
    }
}
