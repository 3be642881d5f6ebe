//! All outcomes of a test under a model, or the data race that makes it undefined.

use std::collections::BTreeSet;
use std::ops::ControlFlow::{self, Break, Continue};

use super::super::test::{Observable, Outcome, Test, Value};
use super::execution::Execution;
use super::limits::{Limits, Step, Stop, Unfinished};
use super::model::{Axiom, Model};
use super::relation::{EventId, Relation, Set, members};
use super::search::{guesses, search};
use super::values::Tried;

/// What a model says of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// An execution has a data race: the language says nothing about what the program does.
    Undefined(Race),
    /// These outcomes and no others.
    Outcomes(BTreeSet<Outcome>),
}

/// Two accesses of different threads to one location, at least one of them a write and at least one not
/// atomic, neither of which happens before the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Race {
    /// The one access, an event of the execution.
    pub first: EventId,
    /// The other.
    pub second: EventId,
    /// An execution in which they race.
    pub execution: Box<Execution>,
    /// Whether in every execution with a race program order and reads-from go round in a circle, as RC11 forbids. So
    /// it is where a value comes out of thin air, even one that the program names as a constant; but load
    /// buffering is of that kind too.
    pub circular: bool,
}

impl Behaviour {
    /// The outcomes, where there is no data race to take the meaning from them.
    pub fn outcomes(&self) -> Option<&BTreeSet<Outcome>> {
        match self {
            Behaviour::Undefined(_) => None,
            Behaviour::Outcomes(outcomes) => Some(outcomes),
        }
    }

    /// Whether an outcome is allowed. Where behaviour is undefined, every one is.
    pub fn allows(&self, outcome: &[Value]) -> bool {
        self.outcomes().is_none_or(|outcomes| outcomes.contains(outcome))
    }
}

/// What a model says of a test, and of where values come from in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The outcomes, or the data race.
    pub behaviour: Behaviour,
    /// If values come out of thin air: those that were tried. Any others may be as possible.
    pub thin_air: Option<Tried>,
    /// If an execution was cut off because a loop would go on: after how many rounds. Then what is said to be
    /// impossible is so within that many rounds only. None where there is a data race, which stays one
    /// however many rounds there are.
    pub rounds: Option<usize>,
}

/// What a model says of a test.
pub fn behaviour(test: &Test, model: &Model, limits: &Limits) -> Result<Behaviour, Unfinished> {
    check(test, model, limits).map(|checked| checked.behaviour)
}

/// What a model says of a test, and whether its values may come out of thin air.
pub fn check(test: &Test, model: &Model, limits: &Limits) -> Result<Checked, Unfinished> {
    let mut outcomes = BTreeSet::new();
    let mut race = None;
    let mut from_nowhere = false;
    let mut rounds = None;
    let guesses = guesses(test, model, &[], limits)?;
    let shown = test.shown();
    let searched = search(test, model, &guesses, limits, &mut |execution| {
        let nothing = Relation::empty(execution.events.len());
        if let Some((first, second)) = model.race(execution) {
            // Happens-before does not depend on modification orders: any will do. How it ends does not matter either: a
            // program with a race in it means nothing, whatever a filter says about its ends.
            let unmade = execution.has_values_out_of_thin_air();
            execution.complete(model, &nothing, limits, &mut |execution| {
                from_nowhere |= unmade;
                let circular = !execution.satisfies(Axiom::NoThinAir, model);
                let execution = Box::new(execution.clone());
                race = Some(Race { first, second, execution, circular });
                // One without a circle says more.
                if circular { Continue(()) } else { Break(Stop::Enough) }
            })?;
            return Continue(());
        }
        if race.is_some() {
            return Continue(());
        }
        if execution.cut_off {
            if execution.out_of_rounds > rounds {
                // If it can come so far.
                match execution.complete(model, &nothing, limits, &mut |_| Break(Stop::Enough)) {
                    Break(Stop::Enough) => rounds = execution.out_of_rounds,
                    Continue(()) => {}
                    Break(stop) => return Break(stop),
                }
            }
            return Continue(());
        }
        let unmade = execution.has_values_out_of_thin_air();
        let open = model.orders_writes(execution);
        let mut ends = Vec::new();
        execution.for_each_end(&shown, limits, &mut |outcome, last| {
            if !test.counts(outcome) {
                return Continue(());
            }
            match outcomes.contains(outcome) && (from_nowhere || !unmade) {
                true => {}
                false if open => {
                    limits.spend(execution.cost(model))?;
                    ends.push((outcome.clone(), *last));
                }
                false => {
                    from_nowhere |= unmade;
                    outcomes.insert(outcome.clone());
                }
            }
            Continue(())
        })?;
        for (outcome, last) in ends {
            // Is there an order of the writes that ends so?
            match execution.complete(model, &last, limits, &mut |_| Break(Stop::Enough)) {
                Continue(()) => {}
                Break(Stop::Enough) => {
                    from_nowhere |= unmade;
                    outcomes.insert(outcome);
                }
                Break(stop) => return Break(stop),
            }
        }
        Continue(())
    });
    match (searched, &mut race) {
        (Ok(()), _) => {}
        // There is a race, but whether only such races are there nobody knows.
        (Err(Unfinished::TooLarge { .. }), Some(race)) => race.circular = false,
        (Err(unfinished), _) => return Err(unfinished),
    }
    let thin_air = from_nowhere.then(|| guesses.tried());
    let rounds = rounds.filter(|_| race.is_none());
    let behaviour = race.map_or(Behaviour::Outcomes(outcomes), Behaviour::Undefined);
    Ok(Checked { behaviour, thin_air, rounds })
}

/// Calls `visit` with every execution of a test that a model allows, complete with modification orders, until
/// it breaks off. Of executions with data races too: whether there is one is [`behaviour`]'s to say.
pub fn for_each_execution(
    test: &Test,
    model: &Model,
    limits: &Limits,
    visit: impl FnMut(&Execution) -> ControlFlow<()>,
) -> Result<(), Unfinished> {
    for_each_execution_ending(test, model, &[], limits, visit)
}

/// The same for those executions that end in a certain way.
pub fn for_each_execution_ending(
    test: &Test,
    model: &Model,
    ending: &[(Observable, Value)],
    limits: &Limits,
    mut visit: impl FnMut(&Execution) -> ControlFlow<()>,
) -> Result<(), Unfinished> {
    let guesses = guesses(test, model, ending, limits)?;
    search(test, model, &guesses, limits, &mut |execution| {
        if execution.cut_off {
            return Continue(());
        }
        let mut orders = Vec::new();
        execution.for_each_order_that_ends(ending, limits, &mut |order| {
            orders.push(*order);
            Continue(())
        })?;
        for chosen in orders {
            execution.complete(model, &chosen, limits, &mut |execution| {
                if test.filter.is_some() && !test.counts(&execution.outcome(test)) {
                    return Continue(());
                }
                match visit(execution) {
                    Continue(()) => Continue(()),
                    Break(()) => Break(Stop::Enough),
                }
            })?;
        }
        Continue(())
    })
}

impl Model {
    /// The accesses that race in an execution, in a model that knows data races.
    fn race(&self, execution: &Execution) -> Option<(EventId, EventId)> {
        self.synchronisation.and_then(|_| execution.data_race())
    }

    /// Whether an axiom ties the modification orders of an execution together. If not, each location's can
    /// end with any write that has none after it.
    fn orders_writes(&self, execution: &Execution) -> bool {
        self.has(Axiom::TotalStoreOrder) || self.has(Axiom::SeqCst) && execution.sets.seq_cst.count_ones() > 1
    }
}

impl Execution {
    /// Calls `visit` with each way in which it can end, as far as the modification orders are known: the values of
    /// what is shown, and the pairs of writes that make it so.
    fn for_each_end(
        &self,
        shown: &[Observable],
        limits: &Limits,
        visit: &mut dyn FnMut(&Outcome, &Relation) -> Step,
    ) -> Step {
        let size = self.events.len();
        self.longer_end(shown, (&mut Outcome::new(), &Relation::empty(size)), limits, visit)
    }

    fn longer_end(
        &self,
        left: &[Observable],
        (outcome, order): (&mut Outcome, &Relation),
        limits: &Limits,
        visit: &mut dyn FnMut(&Outcome, &Relation) -> Step,
    ) -> Step {
        let Some((&next, left)) = left.split_first() else {
            limits.spend(1 + self.events.len() as u64 / 8)?;
            return visit(outcome, order);
        };
        match next {
            Observable::Register { thread, register } => {
                outcome.push(self.registers[thread][register]);
                self.longer_end(left, (outcome, order), limits, visit)?;
                outcome.pop();
            }
            Observable::Location(location) => {
                let writes = self.writes_to(location);
                for last in members(writes).filter(|&write| self.mo.after(write) == 0) {
                    let order = order.or(&all_before(last, writes, order.size()));
                    outcome.push(self.events[last].written.unwrap_or_default());
                    self.longer_end(left, (outcome, &order), limits, visit)?;
                    outcome.pop();
                }
            }
        }
        Continue(())
    }

    /// Calls `visit` with each way in which it can end with these values: what the modification orders have to
    /// contain.
    fn for_each_order_that_ends(
        &self,
        ending: &[(Observable, Value)],
        limits: &Limits,
        visit: &mut dyn FnMut(&Relation) -> Step,
    ) -> Step {
        let shown: Vec<_> = ending.iter().map(|&(observable, _)| observable).collect();
        let has = |&(observable, value): &(Observable, Value)| match observable {
            Observable::Register { thread, register } => self.registers[thread][register] == value,
            Observable::Location(_) => true,
        };
        if !ending.iter().all(has) {
            return Continue(());
        }
        self.for_each_end(&shown, limits, &mut |outcome, order| match outcome
            .iter()
            .zip(ending)
            .all(|(value, (_, expected))| value == expected)
        {
            true => visit(order),
            false => Continue(()),
        })
    }
}

/// All of these writes before the last.
fn all_before(last: EventId, writes: Set, size: usize) -> Relation {
    let mut order = Relation::empty(size);
    members(writes & !(1 << last)).for_each(|write| order.add(write, last));
    order
}
