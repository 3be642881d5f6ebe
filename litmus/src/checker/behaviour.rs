//! All outcomes of a test under a model, or the data race that makes it undefined.

use std::collections::BTreeSet;
use std::ops::ControlFlow::{self, Break, Continue};

use super::super::test::{Observable, Outcome, Test, Value};
use super::execution::Execution;
use super::limits::{Limits, Stop, TooLarge};
use super::model::{Axiom, Model};
use super::relation::{EventId, Relation, Set, members};
use super::search::search;

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

/// What a model says of a test.
pub fn behaviour(test: &Test, model: &Model, limits: &Limits) -> Result<Behaviour, TooLarge> {
    let mut outcomes = BTreeSet::new();
    let mut race = None;
    search(test, model, limits, &mut |execution, budget| {
        let nothing = Relation::empty(execution.events.len());
        if let Some((first, second)) = model.race(execution) {
            // Happens-before does not depend on modification orders: any will do that ends in a way that counts.
            execution.complete(model, &nothing, budget, &mut |execution| {
                if test.filter.is_some() && !test.counts(&execution.outcome(test)) {
                    return Continue(());
                }
                race = Some(Race { first, second, execution: Box::new(execution.clone()) });
                Break(Stop::Enough)
            })?;
        }
        for (outcome, last) in execution.possible_ends(test) {
            if outcomes.contains(&outcome) || !test.counts(&outcome) {
                continue;
            }
            if !model.orders_writes(execution) {
                outcomes.insert(outcome);
                continue;
            }
            // Is there an order of the writes that ends so?
            let found = execution.complete(model, &last, budget, &mut |_| Break(Stop::Enough));
            match found {
                Continue(()) => {}
                Break(Stop::Enough) => drop(outcomes.insert(outcome)),
                Break(too_large) => return Break(too_large),
            }
        }
        Continue(())
    })?;
    Ok(race.map_or(Behaviour::Outcomes(outcomes), Behaviour::Undefined))
}

/// Calls `visit` with every execution of a test that a model allows, complete with modification orders, until
/// it breaks off. Of executions with data races too: whether there is one is [`behaviour`]'s to say.
pub fn for_each_execution(
    test: &Test,
    model: &Model,
    limits: &Limits,
    visit: impl FnMut(&Execution) -> ControlFlow<()>,
) -> Result<(), TooLarge> {
    for_each_execution_ending(test, model, &[], limits, visit)
}

/// The same for those executions that end in a certain way.
pub fn for_each_execution_ending(
    test: &Test,
    model: &Model,
    ending: &[(Observable, Value)],
    limits: &Limits,
    mut visit: impl FnMut(&Execution) -> ControlFlow<()>,
) -> Result<(), TooLarge> {
    search(test, model, limits, &mut |execution, budget| {
        for chosen in execution.orders_that_end(ending) {
            execution.complete(model, &chosen, budget, &mut |execution| {
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
    /// How it can end, as far as the modification orders are known, and for each end the pairs of writes that
    /// make it so.
    fn possible_ends(&self, test: &Test) -> Vec<(Outcome, Relation)> {
        let mut ends = vec![(Outcome::new(), Relation::empty(self.events.len()))];
        for observable in test.shown() {
            match observable {
                Observable::Register { thread, register } => {
                    ends.iter_mut().for_each(|(outcome, _)| outcome.push(self.registers[thread][register]));
                }
                Observable::Location(location) => {
                    let writes = self.writes_to(location);
                    let newest = members(writes).filter(|&write| self.mo.after(write) == 0);
                    let newest: Vec<_> = newest.collect();
                    let with_last = |(outcome, order): &(Outcome, Relation)| {
                        let (outcome, order) = (outcome.clone(), *order);
                        newest.clone().into_iter().map(move |last| {
                            let mut outcome = outcome.clone();
                            outcome.push(self.events[last].written.unwrap_or_default());
                            (outcome, order.or(&all_before(last, writes, order.size())))
                        })
                    };
                    ends = ends.iter().flat_map(with_last).collect();
                }
            }
        }
        ends
    }

    /// The ways in which it can end with these values: for each, what the modification orders have to contain.
    fn orders_that_end(&self, ending: &[(Observable, Value)]) -> Vec<Relation> {
        let mut orders = vec![Relation::empty(self.events.len())];
        for &(observable, value) in ending {
            match observable {
                Observable::Register { thread, register } => {
                    if self.registers[thread][register] != value {
                        return Vec::new();
                    }
                }
                Observable::Location(location) => {
                    let writes = self.writes_to(location);
                    let last = |&write: &EventId| self.events[write].written == Some(value);
                    let newest = members(writes).filter(|&write| self.mo.after(write) == 0).filter(last);
                    let newest: Vec<_> = newest.collect();
                    let with_last = |order: &Relation| {
                        let order = *order;
                        let with = move |&last: &EventId| order.or(&all_before(last, writes, order.size()));
                        newest.iter().map(with).collect::<Vec<_>>()
                    };
                    orders = orders.iter().flat_map(with_last).collect();
                }
            }
        }
        orders
    }
}

/// All of these writes before the last.
fn all_before(last: EventId, writes: Set, size: usize) -> Relation {
    let mut order = Relation::empty(size);
    members(writes & !(1 << last)).for_each(|write| order.add(write, last));
    order
}
