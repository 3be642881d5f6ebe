//! `racelab lessons` and `racelab lesson`.

// Each lesson is a program of its own, and a part of this one.
#[path = "../../lessons/07_atomics.rs"]
mod atomics;
#[path = "../../lessons/10_barrier.rs"]
mod barrier;
#[path = "../../lessons/06_channels.rs"]
mod channels;
#[path = "../../lessons/16_convolution.rs"]
mod convolution;
#[path = "../../lessons/09_litmus.rs"]
mod litmus;
#[path = "../../lessons/02_lost_update.rs"]
mod lost_update;
#[path = "../../lessons/03_mutex.rs"]
mod mutex;
#[path = "../../lessons/01_one_thread.rs"]
mod one_thread;
#[path = "../../lessons/13_pipeline.rs"]
mod pipeline;
#[path = "../../lessons/12_pool.rs"]
mod pool;
#[path = "../../lessons/11_promise.rs"]
mod promise;
#[path = "../../lessons/08_publish.rs"]
mod publish;
#[path = "../../lessons/19_random_schedules.rs"]
mod random_schedules;
#[path = "../../lessons/04_rwlock.rs"]
mod rwlock;
#[path = "../../lessons/15_snapshots.rs"]
mod snapshots;
#[path = "../../lessons/14_staleness.rs"]
mod staleness;
#[path = "../../lessons/05_thread_local.rs"]
mod thread_local;
#[path = "../../lessons/17_word2vec.rs"]
mod word2vec;

use std::process::ExitCode;

use racelab::lesson::{LESSONS, Lesson};
use racelab::report::{Align, Page, table};

use super::RACELAB;
use super::arguments::UserError;

/// What each lesson runs, in the order of [`LESSONS`].
const PROGRAMS: [fn(); LESSONS.len()] = [
    one_thread::main,
    lost_update::main,
    mutex::main,
    rwlock::main,
    thread_local::main,
    channels::main,
    atomics::main,
    publish::main,
    litmus::main,
    barrier::main,
    promise::main,
    pool::main,
    pipeline::main,
    staleness::main,
    snapshots::main,
    convolution::main,
    word2vec::main,
    random_schedules::main,
];

/// Lists the lessons.
pub fn list() -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    let row = |lesson: &Lesson| {
        let needs: Vec<_> = lesson.needs.iter().map(usize::to_string).collect();
        let about = textwrap::fill(lesson.about, 50);
        vec![lesson.name.to_owned(), lesson.minutes.to_string(), needs.join(","), about]
    };
    let rows: Vec<_> = LESSONS.iter().map(row).collect();
    let (left, right) = (Align::Left, Align::Right);
    page.verbatim(&table(
        &[("lesson", left), ("min", right), ("needs", left), ("what it is about", left)],
        &rows,
    ));
    page.blank();
    page.say("min: minutes, with its chapter. needs: the lessons that it builds on.");
    page.blank();
    page.say(&format!("Run one by its number or name: {RACELAB} lesson 2"));
    page.say("or as a program of its own: cargo run --release --bin 02_lost_update");
    Ok(ExitCode::SUCCESS)
}

/// Runs the lesson with this number or name.
pub fn run(wanted: &str) -> Result<ExitCode, UserError> {
    let Some(lesson) = Lesson::find(wanted) else {
        let names: Vec<_> = LESSONS.iter().map(|lesson| lesson.name).collect();
        let message = format!(
            "no lesson is called '{wanted}': choose from 1 to {}, or {}",
            LESSONS[LESSONS.len() - 1].number(),
            names.join(", ")
        );
        return Err(UserError::new(message));
    };
    let index = LESSONS.iter().position(|&known| known == lesson).expect("a lesson of the list");
    PROGRAMS[index]();
    Ok(ExitCode::SUCCESS)
}
