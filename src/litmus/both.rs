//! Where the two builds meet: a litmus test put to the checker, to the engine and to loom, in the loom build, and to this
//! machine, in the std build.
//!
//! Both know the same [`Test`], because it comes from a crate of its own.

use std::env::consts::ARCH;

use racelab_litmus::Test;
use racelab_litmus::checker::{self, Axiom, Behaviour, Checked, Model, Unfinished, check};
use racelab_loom::litmus::columns::divergence::causes;
use racelab_loom::litmus::columns::{Beside, Columns, Machine, Seen};
use racelab_loom::litmus::explored::{Limits, explored};
use racelab_loom::litmus::on_engine;

use super::machine;

/// What is asked about a test beside what C++20 allows, and what the engine and loom explore.
#[derive(Clone, Debug)]
pub struct Question {
    /// What these models allow, each without an axiom, if one is named.
    pub models: Vec<(Model, Option<Axiom>)>,
    /// What this machine shows in so many runs; `None` for nothing.
    pub runs: Option<u64>,
    /// Whether somebody wants the answer no more; asked now and then.
    pub interrupted: fn() -> bool,
}

/// Asks for all columns of a test.
///
/// # Errors
/// If the test has more executions than can be enumerated, or somebody wants no answer any more.
pub fn ask(test: &Test, question: &Question) -> Result<Columns, Unfinished> {
    // All models together, and the notes about them.
    let limits = checker::Limits::default().interrupted_by(question.interrupted);
    let allowed = |model: &Model| check(test, model, &limits);
    let Checked { behaviour: language, thin_air, rounds } = allowed(&Model::CPP20)?;
    let beside = question.models.iter().map(|&(full, without)| {
        let model = without.map_or(full, |axiom| full.without(axiom));
        let Checked { behaviour, thin_air, rounds } = allowed(&model)?;
        Ok(Beside { model, without, allowed: behaviour, thin_air, rounds })
    });
    let beside = beside.collect::<Result<_, _>>()?;
    let interrupted = question.interrupted;
    // Where C++20 has a data race the search ended there, and nobody knows.
    let cut_off = rounds.or_else(|| language.outcomes().is_none().then(|| test.rounds()).flatten());
    let mut engine = on_engine::explored(test, &Limits { interrupted, ..on_engine::LIMITS });
    engine.rounds = cut_off;
    let mut loom = explored(test, &Limits { interrupted, ..Limits::default() });
    loom.rounds = cut_off;
    let causes = causes(test, &language, &loom, interrupted);
    let machine = match (question.runs, &language) {
        (None, _) => Machine::Unasked,
        (Some(_), Behaviour::Undefined(_)) => Machine::NotRun(machine::NotRun::DataRace.to_string()),
        (Some(runs), Behaviour::Outcomes(_)) => on_this_machine(test, runs, interrupted),
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
        limits,
    })
}

fn on_this_machine(test: &Test, runs: u64, interrupted: fn() -> bool) -> Machine {
    match machine::run(test, runs, interrupted) {
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
