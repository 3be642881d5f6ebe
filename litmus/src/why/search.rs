//! The simplest execution with a given ending.

use std::ops::ControlFlow::{Break, Continue};

use super::super::checker::{Execution, Limits, Model, Unfinished, ended, for_each_execution_ending};
use super::super::test::Test;
use super::Ending;

/// Of the executions that end so, the one with the least `rank`; the first of them where several have it.
pub(super) fn simplest(
    test: &Test,
    model: &Model,
    ending: &Ending,
    limits: &Limits,
    rank: impl Fn(&Execution) -> usize,
) -> Result<Option<Execution>, Unfinished> {
    let mut best: Option<(usize, Execution)> = None;
    let mut ranked = Continue(());
    let searched = for_each_execution_ending(test, model, ending, limits, |execution| {
        // To look for circles takes some time too.
        ranked = limits.spend(2 * execution.events.len() as u64);
        if ranked.is_break() {
            return Break(());
        }
        let rank = rank(execution);
        if best.as_ref().is_none_or(|(least, _)| rank < *least) {
            best = Some((rank, execution.clone()));
        }
        Continue(())
    });
    match (searched.and_then(|()| ended(ranked, &test.name)), best) {
        // Simple enough, if not the simplest of all.
        (Ok(()) | Err(Unfinished::TooLarge { .. }), Some((_, execution))) => Ok(Some(execution)),
        (Ok(()), None) => Ok(None),
        (Err(unfinished), _) => Err(unfinished),
    }
}

/// Whether an execution ends so.
pub(super) fn any(test: &Test, model: &Model, ending: &Ending, limits: &Limits) -> Result<bool, Unfinished> {
    let mut found = false;
    for_each_execution_ending(test, model, ending, limits, |_| {
        found = true;
        Break(())
    })?;
    Ok(found)
}

/// How far an execution is from running one operation after the other: reads of what is already overwritten,
/// in the order in which the events are listed, and writes that go before earlier ones.
pub(super) fn strangeness(execution: &Execution) -> usize {
    let backwards = |relation: &super::super::checker::relation::Relation| {
        relation.pairs().filter(|(from, to)| from > to).count()
    };
    backwards(&execution.rb) + backwards(&execution.mo) + 10 * backwards(&execution.rf)
}
