//! Why a test can end in a certain way, or why it cannot.
//!
//! An outcome that a model allows has an execution; the simplest is shown. One that is forbidden has
//! executions too, as long as nobody asks about the axioms: the one that breaks the fewest is shown, and of several
//! the one that does it in the fewest steps, with the circle that breaks them. (A circle that stays at one location
//! counts for a few steps more: it seldom says what the test is there to show.) It is one in which the stores of each
//! thread to a location stand in the thread's own order, if there is any such: the other way round everything would be
//! explained, and nothing learned.
//! Where the program has a data race, the two accesses are shown.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `ending` | an outcome, or a part of one, as text: `0:r0=0 1:r0=0` |
//! | `search` | the simplest execution that ends so |
//! | `words` | all of it in sentences |
//! | [`drawing`] | an execution as a picture |

pub mod drawing;
mod ending;
mod search;
mod words;

pub use ending::{Ending, ending};
pub use words::CIRCULAR_RACE;

use std::collections::BTreeSet;

use super::checker::cycle::Link;
use super::checker::{Axiom, Behaviour, Checked, Execution, Limits, Model, Race, Unfinished, check};
use super::test::{Observable, Test, Value};

/// Why, or why not.
#[derive(Clone, Debug)]
pub enum Why {
    /// The language says nothing about this program.
    Undefined(Race),
    /// This is how it can end so.
    Allowed(Execution),
    /// This is what would have to happen, and what is wrong with it.
    Forbidden(Forbidden),
    /// Whatever happens, this is never so, since nothing writes such a value there.
    NobodyWrites(Observable, Value),
    /// Each of the values occurs, but never all of them together.
    NeverTogether,
    /// It is forbidden, and the test is too large to say why.
    TooLarge,
    /// No execution that was looked at ends so, and others were cut off: a loop would go on after so many rounds.
    NotWithinRounds(usize),
}

/// What would have to happen for a forbidden outcome.
#[derive(Clone, Debug)]
pub struct Forbidden {
    /// An execution that ends so.
    pub execution: Execution,
    /// The axioms that it breaks, each with the circle that breaks it (visibility: with the one link).
    pub broken: Broken,
    /// The axioms of which it is enough to switch off one for such an end to be allowed, by this execution or
    /// another.
    pub enough: Vec<Axiom>,
    /// If other executions were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
}

/// Why a test can end in a certain way under a model, or why it cannot.
///
/// Where the limits allow the answer and not the reason, the answer is given without it.
pub fn why(test: &Test, model: &Model, ending: &Ending, limits: &Limits) -> Result<Why, Unfinished> {
    let Checked { behaviour, rounds, .. } = check(test, model, limits)?;
    if let Behaviour::Undefined(race) = behaviour {
        return Ok(Why::Undefined(race));
    }
    if let Some(execution) = search::simplest(test, model, ending, limits, search::strangeness)? {
        return Ok(Why::Allowed(execution));
    }
    let why = match why_not(test, model, ending, limits) {
        Err(Unfinished::TooLarge { .. }) => Why::TooLarge,
        answer => answer?,
    };
    Ok(match (why, rounds) {
        (Why::Forbidden(forbidden), _) => Why::Forbidden(Forbidden { rounds, ..forbidden }),
        // The reason would hold of the executions alone that were looked at.
        (_, Some(rounds)) => Why::NotWithinRounds(rounds),
        (why, None) => why,
    })
}

/// Why a test cannot end so.
fn why_not(test: &Test, model: &Model, ending: &Ending, limits: &Limits) -> Result<Why, Unfinished> {
    let found = match nearest(test, &model.keeping_own_order(), ending, limits)? {
        // Where the end itself has a thread's stores the wrong way round, no other explanation is left.
        None => nearest(test, model, ending, limits)?,
        found => found,
    };
    if let Some((execution, broken)) = found {
        let mut enough = Vec::new();
        for axiom in model.axioms() {
            let known = matches!(&broken[..], [(only, _)] if *only == axiom);
            let without = || search::any(test, &model.without(axiom), ending, limits);
            if known || without()? {
                enough.push(axiom);
            }
        }
        return Ok(Why::Forbidden(Forbidden { execution, broken, enough, rounds: None }));
    }
    // Not even without any axiom.
    let lawless = model.axioms().fold(*model, Model::without);
    for &(observable, value) in ending {
        let alone = vec![(observable, value)];
        if search::simplest(test, &lawless, &alone, limits, |_| 0)?.is_none() {
            return Ok(Why::NobodyWrites(observable, value));
        }
    }
    Ok(Why::NeverTogether)
}

/// Axioms, each with the circle that breaks it.
pub type Broken = Vec<(Axiom, Vec<Link>)>;

/// Of the executions that end so, one that breaks as few axioms as can be, in circles that count for as few steps as can
/// be ([`circles`]).
fn nearest(
    test: &Test,
    model: &Model,
    ending: &Ending,
    limits: &Limits,
) -> Result<Option<(Execution, Broken)>, Unfinished> {
    let axioms: Vec<_> = model.axioms().collect();
    for size in 1..=axioms.len() {
        let mut nearest: Option<(usize, Execution, Broken)> = None;
        for broken in subsets(&axioms, size) {
            let weaker = broken.iter().fold(*model, |model, &axiom| model.without(axiom));
            let length = |execution: &Execution| circles(execution, &broken, model).1;
            let Some(execution) = search::simplest(test, &weaker, ending, limits, length)? else { continue };
            let (broken, length) = circles(&execution, &broken, model);
            if nearest.as_ref().is_none_or(|(known, ..)| length < *known) {
                nearest = Some((length, execution, broken));
            }
        }
        if let Some((_, execution, broken)) = nearest {
            return Ok(Some((execution, broken)));
        }
    }
    Ok(None)
}

/// All choices of so many of them.
fn subsets(of: &[Axiom], size: usize) -> Vec<Vec<Axiom>> {
    let all = (0..1_usize << of.len()).filter(|set| set.count_ones() as usize == size);
    all.map(|set| (0..of.len()).filter(|index| set >> index & 1 == 1).map(|index| of[index]).collect())
        .collect()
}

/// How many steps more a circle counts for that stays at one location: enough for message passing to be preferred to it.
const AT_ONE_LOCATION: usize = 3;

/// The circles that break these axioms, and how many steps they count for together: those that they have, and
/// [`AT_ONE_LOCATION`].
///
/// A circle at one location mostly says no more than that its writes were put in a bad order, or that a
/// read-modify-write reads what comes later. One that goes through another location teaches more, even if it is
/// longer: it says what the test is there to show.
fn circles(execution: &Execution, axioms: &[Axiom], model: &Model) -> (Broken, usize) {
    let circles = axioms.iter().filter_map(|&axiom| Some((axiom, execution.cycle(axiom, model)?)));
    let circles: Broken = circles.collect();
    let length = |circle: &[Link]| {
        let locations: BTreeSet<_> =
            circle.iter().filter_map(|link| execution.events[link.from].location).collect();
        circle.len() + if circle.len() > 1 && locations.len() == 1 { AT_ONE_LOCATION } else { 0 }
    };
    let length = circles.iter().map(|(_, circle)| length(circle)).sum();
    (circles, length)
}
