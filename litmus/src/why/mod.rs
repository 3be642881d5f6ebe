//! Why a test can end in a certain way, or why it cannot.
//!
//! An outcome that a model allows has an execution; the simplest is shown. One that is forbidden has
//! executions too, as long as nobody asks about the axioms: the one that breaks the fewest is shown, and the
//! circle in it that breaks them. Where the program has a data race, the two accesses are shown.
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

use super::checker::cycle::Link;
use super::checker::{Axiom, Behaviour, Execution, Limits, Model, Race, TooLarge, behaviour};
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
}

/// What would have to happen for a forbidden outcome.
#[derive(Clone, Debug)]
pub struct Forbidden {
    /// An execution that ends so.
    pub execution: Execution,
    /// The axioms that it breaks, each with the circle that breaks it. All of them would have to be switched
    /// off for it to be allowed.
    pub broken: Vec<(Axiom, Vec<Link>)>,
    /// The axioms of which it is enough to switch off one.
    pub enough: Vec<Axiom>,
}

/// Why a test can end in a certain way under a model, or why it cannot.
pub fn why(test: &Test, model: &Model, ending: &Ending, limits: &Limits) -> Result<Why, TooLarge> {
    if let Behaviour::Undefined(race) = behaviour(test, model, limits)? {
        return Ok(Why::Undefined(race));
    }
    if let Some(execution) = search::simplest(test, model, ending, limits, search::strangeness)? {
        return Ok(Why::Allowed(execution));
    }
    let axioms: Vec<_> = model.axioms().collect();
    for size in 1..=axioms.len() {
        let mut nearest: Option<Forbidden> = None;
        let mut enough = Vec::new();
        for broken in subsets(&axioms, size) {
            let weaker = broken.iter().fold(*model, |model, &axiom| model.without(axiom));
            let length = |execution: &Execution| circles(execution, &broken, model).1;
            let Some(execution) = search::simplest(test, &weaker, ending, limits, length)? else { continue };
            enough.extend((size == 1).then(|| broken[0]));
            let (broken, length) = circles(&execution, &broken, model);
            let known = nearest.as_ref().map(|nearest| circles_length(&nearest.broken));
            if known.is_none_or(|known| length < known) {
                nearest = Some(Forbidden { execution, broken, enough: Vec::new() });
            }
        }
        if let Some(nearest) = nearest {
            return Ok(Why::Forbidden(Forbidden { enough, ..nearest }));
        }
    }
    // Not even without any axiom.
    let lawless = axioms.into_iter().fold(*model, Model::without);
    for &(observable, value) in ending {
        let alone = vec![(observable, value)];
        if search::simplest(test, &lawless, &alone, limits, |_| 0)?.is_none() {
            return Ok(Why::NobodyWrites(observable, value));
        }
    }
    Ok(Why::NeverTogether)
}

/// All choices of so many of them.
fn subsets(of: &[Axiom], size: usize) -> Vec<Vec<Axiom>> {
    let all = (0..1_usize << of.len()).filter(|set| set.count_ones() as usize == size);
    all.map(|set| (0..of.len()).filter(|index| set >> index & 1 == 1).map(|index| of[index]).collect())
        .collect()
}

/// The circles that break these axioms, and how long they are together.
fn circles(execution: &Execution, axioms: &[Axiom], model: &Model) -> (Vec<(Axiom, Vec<Link>)>, usize) {
    let circles = axioms.iter().filter_map(|&axiom| Some((axiom, execution.cycle(axiom, model)?)));
    let circles: Vec<_> = circles.collect();
    let length = circles_length(&circles);
    (circles, length)
}

fn circles_length(circles: &[(Axiom, Vec<Link>)]) -> usize {
    circles.iter().map(|(_, circle)| circle.len()).sum()
}
