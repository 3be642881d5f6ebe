//! The causes of a test's differences, as far as they can be shown.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow::{Break, Continue};
use std::sync::atomic::Ordering::SeqCst;

use super::super::super::budget;
use super::super::super::checker::{
    Axiom, Behaviour, Execution, Kind, Limits, Model, behaviour, for_each_execution,
};
use super::super::super::explored::{self, Explored, PRICE, explored};
use super::super::super::test::{LocationId, Mode, Outcome, Statement, Test, Value};
use super::Cause;
use super::changes::{more_points, strong_exchanges, stronger_fences, swaps_for_stores, weaker_accesses};
use super::rules::{self, is_in_order, passed, rules_of};
use crate::explore::Failure;

/// Why loom's column is not C++20's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes {
    /// For each outcome about which they differ, the faults of loom that make the difference together. None
    /// where the cause is not known.
    of: BTreeMap<Outcome, Vec<Cause>>,
    /// The same for a data race that loom reports and the language does not have, or the other way round.
    of_race: Vec<Cause>,
    /// Whether the search was cut short, so that there may be a cause that it did not come to.
    cut_short: bool,
}

impl Causes {
    /// The causes of the difference about an outcome; none if they are not known.
    pub fn of(&self, outcome: &[Value]) -> &[Cause] {
        self.of.get(outcome).map_or(&[], Vec::as_slice)
    }

    /// The causes of a difference about a data race; none if they are not known.
    pub fn of_race(&self) -> &[Cause] {
        &self.of_race
    }

    /// Whether the search was cut short by its limits: then a cause that is not known may be one that was not looked for.
    pub fn are_cut_short(&self) -> bool {
        self.cut_short
    }
}

/// What it costs to hold an execution against all sets of rules, for each of its events, in units of the checker's work.
const RULES_PRICE: u64 = 16;

/// Finds out why loom differs from C++20 on a test, as far as the limits allow: the checker's work and loom's executions
/// are paid for together.
pub fn causes(test: &Test, language: &Behaviour, loom: &Explored, limits: &Limits) -> Causes {
    let asked = Asked { test, limits, cut_short: Cell::new(false) };
    let causes = asked.about(language, loom);
    Causes { cut_short: asked.cut_short.get(), ..causes }
}

impl Asked<'_> {
    fn about(&self, language: &Behaviour, loom: &Explored) -> Causes {
        match (language, &loom.failure) {
            (Behaviour::Undefined(_), Some(Failure::DataRace)) => Causes::default(),
            (Behaviour::Undefined(_), None) if loom.stopped.is_none() => {
                let of_race = self.why_fewer(&BTreeSet::from([End::Race])).remove(&End::Race);
                Causes { of_race: of_race.unwrap_or_default(), ..Causes::default() }
            }
            (Behaviour::Outcomes(_), Some(Failure::DataRace)) => {
                let of_race = self.why_more(&BTreeSet::from([End::Race])).remove(&End::Race);
                Causes { of_race: of_race.unwrap_or_default(), ..Causes::default() }
            }
            (Behaviour::Outcomes(allowed), None) => {
                let ends =
                    |outcomes: Vec<&Outcome>| outcomes.into_iter().cloned().map(End::Outcome).collect();
                let more: BTreeSet<End> = ends(loom.outcomes.difference(allowed).collect());
                let fewer: BTreeSet<End> = ends(allowed.difference(&loom.outcomes).collect());
                let mut shown = self.why_more(&more);
                shown.extend(self.why_fewer(&fewer));
                if loom.stopped.is_none() {
                    let left = fewer.into_iter().filter(|end| !shown.contains_key(end)).collect();
                    shown.extend(self.why_skipped(left));
                }
                let of = shown.into_iter().filter_map(|(end, causes)| match end {
                    End::Outcome(outcome) => Some((outcome, causes)),
                    End::Race => None,
                });
                Causes { of: of.collect(), ..Causes::default() }
            }
            _ => Causes::default(),
        }
    }
}

/// What loom and the language disagree about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Outcome(Outcome),
    Race,
}

impl End {
    fn of(execution: &Execution, test: &Test) -> [Option<End>; 2] {
        let race = execution.data_race().map(|_| End::Race);
        [Some(End::Outcome(execution.outcome(test))), race]
    }
}

type Shown = BTreeMap<End, Vec<Cause>>;

struct Asked<'t> {
    test: &'t Test,
    limits: &'t Limits,
    /// Whether something was not looked at to its end, for which there would have been a use.
    cut_short: Cell<bool>,
}

impl Asked<'_> {
    /// Why loom has what the language does not. Smaller sets of causes are tried first.
    fn why_more(&self, ends: &BTreeSet<End>) -> Shown {
        let mut shown = Shown::new();
        let (weaker, split) = (Cause::SeqCstAccesses, Cause::SplitUpdate);
        for causes in [vec![weaker], vec![split], vec![weaker, split]] {
            let left = ends.iter().filter(|end| !shown.contains_key(*end)).cloned().collect();
            let allowed = self.allowed_with(&causes, left);
            shown.extend(allowed.into_iter().map(|end| (end, causes.clone())));
        }
        let left: BTreeSet<_> = ends.iter().filter(|end| !shown.contains_key(*end)).cloned().collect();
        shown.extend(self.why_forgotten(left));
        shown
    }

    /// Those of the ends that the language would allow if these faults were its own rules.
    fn allowed_with(&self, faults: &[Cause], mut left: BTreeSet<End>) -> BTreeSet<End> {
        let (mut allowed, mut model) = (BTreeSet::new(), Model::CPP20.with(Axiom::NoThinAir));
        let weaker = weaker_accesses(self.test);
        let test = if faults.contains(&Cause::SeqCstAccesses) { &weaker } else { self.test };
        if faults.contains(&Cause::SplitUpdate) {
            model = model.without(Axiom::Atomicity);
        }
        if left.is_empty() || (test == self.test && !faults.contains(&Cause::SplitUpdate)) {
            return allowed;
        }
        // Whether this comes to its end or not: what was seen is allowed.
        let _ = self.each_execution(test, &model, |execution| {
            if is_split_by_stores_only(execution) {
                for end in End::of(execution, test).into_iter().flatten() {
                    allowed.extend(left.take(&end));
                }
            }
            left.is_empty()
        });
        allowed
    }

    /// Whether loom has it no more where the stores are swaps, so that loom knows the order of all writes.
    fn why_forgotten(&self, left: BTreeSet<End>) -> Shown {
        let swaps = swaps_for_stores(self.test);
        if left.is_empty() || swaps.operations() == self.test.operations() {
            return Shown::new();
        }
        let explored = self.explore(&swaps);
        let has_race = explored.failure == Some(Failure::DataRace);
        if explored.stopped.is_some() || explored.failure.is_some() && !has_race {
            return Shown::new();
        }
        let is_gone = |end: &End| match end {
            End::Outcome(outcome) => !has_race && !explored.outcomes.contains(outcome),
            End::Race => !has_race,
        };
        left.into_iter().filter(is_gone).map(|end| (end, vec![Cause::ForgottenOrder])).collect()
    }

    /// Why loom has not what the language has: no execution with that end passes the rules.
    fn why_fewer(&self, ends: &BTreeSet<End>) -> Shown {
        let mut shown = self.excluded(self.test, ends, &[]);
        let strong = strong_exchanges(self.test);
        if strong != *self.test {
            // Only what the language still allows needs another cause.
            let allowed = behaviour(&strong, &Model::CPP20, self.limits);
            self.note(allowed.is_ok());
            let is_gone = |end: &&End| match (&allowed, end) {
                (Ok(behaviour), End::Outcome(outcome)) => !behaviour.allows(outcome),
                (Ok(behaviour), End::Race) => !matches!(behaviour, Behaviour::Undefined(_)),
                (Err(_), _) => false,
            };
            let gone = ends.iter().filter(is_gone).cloned();
            shown.extend(gone.map(|end| (end, vec![Cause::WeakCompareExchange])));
        }
        if has_seq_cst_fence(self.test) {
            let fenced = self.excluded(&stronger_fences(self.test), ends, &[Cause::SeqCstFences]);
            for (end, causes) in fenced {
                if shown.get(&end).is_none_or(|known| known.len() > causes.len()) {
                    shown.insert(end, causes);
                }
            }
        }
        shown
    }

    /// For each end that the rules exclude, the fewest that do, after the `causes` that are there before.
    fn excluded(&self, test: &Test, ends: &BTreeSet<End>, causes: &[Cause]) -> Shown {
        if ends.is_empty() {
            return Shown::new();
        }
        let every = rules::sets().fold(0, |every, set| every | 1 << set);
        let mut seen: BTreeMap<End, (u32, bool)> =
            ends.iter().cloned().map(|end| (end, (0, false))).collect();
        // How many may still be excluded by some set of rules.
        let mut open = seen.len();
        let complete = self.each_execution(test, &Model::CPP20, |execution| {
            let ends = End::of(execution, test);
            let known: Vec<_> = ends.into_iter().flatten().filter(|end| seen.contains_key(end)).collect();
            if !known.is_empty() {
                self.limits.pay(RULES_PRICE * execution.events.len() as u64);
                let (passed, out_of_order) = (passed(execution), !is_in_order(execution));
                for end in known {
                    let (all, some) = seen.entry(end).or_default();
                    open -= usize::from(*all != every && *all | passed == every);
                    (*all, *some) = (*all | passed, *some || out_of_order);
                }
            }
            open == 0
        });
        if !complete {
            return Shown::new();
        }
        let explain = |(end, (passed, out_of_order)): (End, (u32, bool))| {
            let set = rules::sets().find(|set| passed >> set & 1 == 0)?;
            // Who takes fences for more has their order in mind, which is that of doing them.
            let in_order = (out_of_order && causes.is_empty()).then_some(Cause::InOrder);
            Some((end, causes.iter().copied().chain(in_order).chain(rules_of(set)).collect()))
        };
        seen.into_iter().filter_map(explain).collect()
    }

    /// Whether loom has it after all where there are more points at which it may switch threads.
    fn why_skipped(&self, mut left: BTreeSet<End>) -> Shown {
        let between = loaded_and_written(self.test);
        let at_those =
            |statement: &Statement| touches(statement).is_some_and(|location| between.contains(&location));
        let at_fences = |statement: &Statement| matches!(statement, Statement::Fence(SeqCst));
        let mut tries: Vec<(Cause, Test)> = Vec::new();
        if !between.is_empty() {
            tries.push((Cause::LoadThenStore, more_points(self.test, &at_those)));
        }
        if has_seq_cst_fence(self.test) {
            tries.push((Cause::OrderOfFences, more_points(self.test, &at_fences)));
        }
        tries.push((Cause::Skipped, more_points(self.test, &|_| true)));
        let mut shown = Shown::new();
        for (cause, test) in tries {
            if left.is_empty() {
                break;
            }
            let found = self.explore(&test).outcomes;
            left.retain(|end| {
                let End::Outcome(outcome) = end else { return true };
                let is_shown = found.contains(outcome) && self.still_allows(&test, outcome);
                if is_shown {
                    shown.insert(end.clone(), vec![cause]);
                }
                !is_shown
            });
        }
        shown
    }

    /// Whether the language allows the outcome in the changed test as well. Without fences it does: a Relaxed
    /// read-modify-write of a location of its own orders nothing.
    fn still_allows(&self, changed: &Test, outcome: &Outcome) -> bool {
        let has_fence = |test: &Test| {
            test.operations().into_iter().any(|statement| matches!(statement, Statement::Fence(_)))
        };
        if !has_fence(self.test) {
            return true;
        }
        let allowed = behaviour(changed, &Model::CPP20, self.limits);
        self.note(allowed.is_ok());
        allowed.is_ok_and(|behaviour| behaviour.allows(outcome))
    }

    /// What loom finds in a changed test.
    fn explore(&self, test: &Test) -> Explored {
        // There may be another to come.
        let limits = budget::limits(self.limits, budget::LOOMS, PRICE, &explored::Limits::default());
        let explored = explored(test, &limits);
        self.limits.pay(explored.executions * PRICE);
        self.note(explored.stopped.is_none());
        explored
    }

    /// Notes whether something was looked at to its end.
    fn note(&self, is_complete: bool) {
        self.cut_short.set(self.cut_short.get() || !is_complete);
    }

    /// Shows executions to `visit` until it has seen enough; says whether it has, or has seen all.
    fn each_execution(&self, test: &Test, model: &Model, mut visit: impl FnMut(&Execution) -> bool) -> bool {
        let visit = |execution: &Execution| if visit(execution) { Break(()) } else { Continue(()) };
        let is_complete = for_each_execution(test, model, self.limits, visit).is_ok();
        self.note(is_complete);
        is_complete
    }
}

/// Whether no two read-modify-writes read from one write. loom lets plain stores come between the halves of a
/// read-modify-write, and what is read and modified from those, but not another that reads what it reads.
fn is_split_by_stores_only(execution: &Execution) -> bool {
    let updates = (0..execution.events.len()).filter(|&event| execution.events[event].kind == Kind::Update);
    let updates = updates.fold(0, |set, event| set | 1 << event);
    (0..execution.events.len()).all(|write| (execution.rf.after(write) & updates).count_ones() < 2)
}

fn has_seq_cst_fence(test: &Test) -> bool {
    test.operations().into_iter().any(|statement| matches!(statement, Statement::Fence(SeqCst)))
}

/// The location of a read-modify-write.
fn updates(statement: &Statement) -> Option<LocationId> {
    match statement {
        Statement::Update { location, .. } | Statement::CompareExchange { location, .. } => Some(*location),
        _ => None,
    }
}

/// The location of an atomic access.
fn touches(statement: &Statement) -> Option<LocationId> {
    match statement {
        Statement::Load { location, mode: Mode::Atomic(_), .. }
        | Statement::Store { location, mode: Mode::Atomic(_), .. } => Some(*location),
        other => updates(other),
    }
}

/// The locations that a thread loads and later writes to.
fn loaded_and_written(test: &Test) -> BTreeSet<LocationId> {
    test.threads.iter().flat_map(|thread| explored::loaded_then_written(&thread.body)).collect()
}
