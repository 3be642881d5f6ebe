//! Where the two builds meet: a litmus test put to the checker, to the engine and to loom, in the loom build, and to this
//! machine, in the std build.
//!
//! Both know the same [`Test`], because it comes from a crate of its own.

use std::env::consts::ARCH;
use std::time::Duration;

use racelab_litmus::Test;
use racelab_litmus::checker::{Axiom, Behaviour, Checked, Limits, Model, Unfinished, check};
use racelab_loom::litmus::budget;
use racelab_loom::litmus::columns::divergence::causes;
use racelab_loom::litmus::columns::{Beside, Columns, Machine, Seen};
use racelab_loom::litmus::{explored, on_engine};

use super::machine;

/// What is asked about a test beside what C++20 allows, and what the engine and loom explore.
#[derive(Clone, Debug)]
pub struct Question {
    /// What these models allow, each without an axiom, if one is named.
    pub models: Vec<(Model, Option<Axiom>)>,
    /// What this machine shows in so many runs; `None` for nothing.
    pub runs: Option<u64>,
    /// How long the answer may take; `None` for the work that is usual ([`budget`]).
    pub time: Option<Duration>,
    /// Whether somebody wants the answer no more; asked now and then.
    pub interrupted: fn() -> bool,
}

/// Asks for all columns of a test.
///
/// # Errors
/// If the test has more executions than can be enumerated, or somebody wants no answer any more.
pub fn ask(test: &Test, question: &Question) -> Result<Columns, Unfinished> {
    let left = match question.time {
        Some(time) => Limits::of_time(time),
        None => Limits::of_work(budget::WORK),
    };
    let left = left.interrupted_by(question.interrupted);
    // All models together.
    let checked = left.at_most(budget::CHECKED);
    let before = checked.left();
    let allowed = |model: &Model| check(test, model, &checked);
    let Checked { behaviour: language, thin_air, rounds } = allowed(&Model::CPP20)?;
    let beside = question.models.iter().map(|&(full, without)| {
        let model = without.map_or(full, |axiom| full.without(axiom));
        let Checked { behaviour, thin_air, rounds } = allowed(&model)?;
        Ok(Beside { model, without, allowed: behaviour, thin_air, rounds })
    });
    let beside = beside.collect::<Result<_, _>>()?;
    left.pay(before - checked.left());
    // Where C++20 has a data race the search ended there, and nobody knows.
    let cut_off = rounds.or_else(|| language.outcomes().is_none().then(|| test.rounds()).flatten());
    let limits = budget::limits(&left, budget::ENGINES, on_engine::PRICE, &on_engine::LIMITS);
    let mut engine = on_engine::explored(test, &limits);
    engine.rounds = cut_off;
    left.pay(engine.executions * on_engine::PRICE);
    let limits = budget::limits(&left, budget::LOOMS, explored::PRICE, &explored::Limits::default());
    let mut loom = explored::explored(test, &limits);
    loom.rounds = cut_off;
    left.pay(loom.executions * explored::PRICE);
    // What this machine does is not counted as work, but takes its time.
    let parts = if question.time.is_some() && question.runs.is_some() { 2 } else { 1 };
    let of_causes = left.clone().shared_by(parts);
    let before = of_causes.left();
    let causes = causes(test, &language, &loom, &of_causes);
    left.pay(before - of_causes.left());
    let machine = match (question.runs, &language) {
        (None, _) => Machine::Unasked,
        (Some(_), Behaviour::Undefined(_)) => Machine::NotRun(machine::NotRun::DataRace.to_string()),
        (Some(runs), Behaviour::Outcomes(_)) => {
            let is_late = || left.time_left().is_some_and(|time| time.is_zero());
            on_this_machine(test, runs, || (question.interrupted)() || is_late())
        }
    };
    Ok(Columns {
        test: test.clone(),
        language,
        thin_air,
        rounds,
        engine,
        loom,
        causes,
        machine,
        beside,
        limits: left.at_most(budget::NOTED),
    })
}

fn on_this_machine(test: &Test, runs: u64, is_over: impl Fn() -> bool) -> Machine {
    match machine::run(test, runs, is_over) {
        Err(why) => Machine::NotRun(why.to_string()),
        Ok(seen) => Machine::Seen(Seen {
            counts: seen.counts,
            runs: seen.runs,
            left_out: seen.left_out,
            place: seen.machine.to_string(),
            pinned: seen.pinned,
            crowded: seen.crowded,
            is_x86: matches!(ARCH, "x86_64" | "x86"),
        }),
    }
}
