//! Which circle is offered where an outcome is forbidden: held against every other that could have been.
//!
//! Of the executions that would end so, with the stores of each thread in its own order, it is one that breaks the
//! fewest axioms, and of those one whose circles have the fewest steps. There is one exception, which is deliberate:
//! a circle that stays at one location counts for three steps more.

use std::collections::BTreeSet;
use std::ops::ControlFlow::Continue;

use racelab_litmus::checker::cycle::Link;
use racelab_litmus::checker::relation::Relation;
use racelab_litmus::checker::{
    Axiom, Behaviour, Execution, Limits, Model, behaviour, for_each_execution_ending,
};
use racelab_litmus::why::{Ending, Forbidden, Why, ending, why};
use racelab_litmus::{Test, format, gallery};

/// How many steps a circle counts for, beside its own, that stays at one location.
const AT_ONE_LOCATION: usize = 3;

/// How many axioms an execution breaks, and what the circles that break them count for.
fn weight(execution: &Execution, model: &Model) -> (usize, usize) {
    let broken = execution.broken(model);
    let circles =
        broken.iter().map(|&axiom| execution.cycle(axiom, model).expect("what is broken has a circle"));
    (broken.len(), circles.map(|circle| steps(execution, &circle)).sum())
}

fn steps(execution: &Execution, circle: &[Link]) -> usize {
    let locations: BTreeSet<_> =
        circle.iter().filter_map(|link| execution.events[link.from].location).collect();
    circle.len() + if circle.len() > 1 && locations.len() == 1 { AT_ONE_LOCATION } else { 0 }
}

/// The least weight of all executions that end so, whatever the axioms, if each thread's stores to a location stand
/// in its own order.
fn least_weight(test: &Test, model: &Model, wanted: &Ending) -> Option<(usize, usize)> {
    let lawless = model.axioms().fold(*model, Model::without).keeping_own_order();
    let mut least = None;
    let limits = Limits::of_work(1_000_000_000);
    for_each_execution_ending(test, &lawless, wanted, &limits, |execution| {
        let weight = weight(execution, model);
        if least.is_none_or(|least| weight < least) {
            least = Some(weight);
        }
        Continue(())
    })
    .expect("small enough");
    least
}

/// Calls `look` with each outcome of the gallery's tests that one model forbids, and another, or it with one axiom
/// less, allows.
fn for_each_forbidden(look: &mut dyn FnMut(&Test, &Model, &str, &Forbidden)) {
    for entry in gallery::gallery() {
        let test = format::parse(entry.text).unwrap();
        let outcomes = |model: &Model| match behaviour(&test, model, &Limits::default()).unwrap() {
            Behaviour::Undefined(_) => BTreeSet::new(),
            Behaviour::Outcomes(outcomes) => outcomes,
        };
        let less = Model::ALL.iter().flat_map(|model| model.axioms().map(|axiom| model.without(axiom)));
        let models = Model::ALL.into_iter().chain(less);
        let all: BTreeSet<_> = models.flat_map(|model| outcomes(&model)).take(100).collect();
        for model in &Model::ALL {
            for outcome in &all {
                let words = test.outcome_in_words(outcome);
                let wanted = ending(&test, &words).unwrap();
                if let Why::Forbidden(found) = why(&test, model, &wanted, &Limits::default()).unwrap() {
                    look(&test, model, &words, &found);
                }
            }
        }
    }
}

#[test]
fn no_other_execution_breaks_fewer_axioms_or_as_many_in_fewer_steps() {
    let mut seen = 0;
    for_each_forbidden(&mut |test, model, words, found| {
        let wanted = ending(test, words).unwrap();
        match least_weight(test, model, &wanted) {
            Some(least) => {
                assert_eq!(weight(&found.execution, model), least, "{} {words}, {}", test.name, model.name);
            }
            // Where the order of a thread's own stores is all that is wrong.
            None => assert_eq!(test.name, "CoWW", "{words}, {}", model.name),
        }
        seen += 1;
    });
    assert!(seen > 50, "{seen}");
}

/// How many steps it takes from each event to each other at least, by any of these relations.
fn distances(relations: &[&Relation]) -> Vec<Vec<usize>> {
    let size = relations[0].size();
    let mut least = vec![vec![usize::MAX; size]; size];
    for (from, to) in relations.iter().flat_map(|relation| relation.pairs()) {
        least[from][to] = 1;
    }
    for middle in 0..size {
        for from in 0..size {
            for to in 0..size {
                let way = least[from][middle].saturating_add(least[middle][to]);
                least[from][to] = least[from][to].min(way);
            }
        }
    }
    least
}

/// The fewest steps of a circle that breaks an axiom.
fn fewest_steps(execution: &Execution, axiom: Axiom) -> Option<usize> {
    let Execution { sb, rf, mo, rb, sw, .. } = execution;
    let events = 0..execution.events.len();
    Some(match axiom {
        Axiom::Coherence => {
            let (there, back) = (distances(&[sb, sw]), distances(&[rf, mo, rb]));
            let pairs = events.clone().flat_map(|one| events.clone().map(move |other| (one, other)));
            let round = pairs.map(|(one, other)| there[one][other].saturating_add(back[other][one]));
            let alone = events.clone().map(|event| there[event][event]);
            let itself = rf.pairs().map(|(write, read)| match () {
                () if write == read => 1,
                () if mo.has(read, write) => 2,
                () => usize::MAX,
            });
            round.chain(alone).chain(itself).min()?
        }
        Axiom::NoThinAir => events.map(|event| distances(&[sb, rf])[event][event]).min()?,
        Axiom::Atomicity => 2,
        Axiom::Visibility => 1,
        Axiom::SeqCst | Axiom::TotalStoreOrder => return None,
    })
}

#[test]
fn no_shorter_circle_in_the_same_execution_breaks_the_axiom() {
    let mut seen = BTreeSet::new();
    for_each_forbidden(&mut |test, model, words, found| {
        for (axiom, circle) in &found.broken {
            if let Some(fewest) = fewest_steps(&found.execution, *axiom) {
                assert_eq!(circle.len(), fewest, "{} {words}, {}: {axiom}", test.name, model.name);
                seen.insert(axiom.name());
            }
        }
    });
    assert!(
        seen.contains("coherence") && seen.contains("no-thin-air") && seen.contains("atomicity"),
        "{seen:?}"
    );
}
