//! What must hold of the checker whatever the program, tried on thousands of small random ones each.
//!
//! A failure prints the program, in herd's text.

mod interleavings;
mod naive;
mod random;
mod weaker;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use racelab_litmus::checker::model::SeqCst;
use racelab_litmus::checker::{Axiom, Behaviour, Execution, Limits, Model, behaviour, for_each_execution};
use racelab_litmus::test::{Expression, Mode, Ordering, Statement, Thread, Value};
use racelab_litmus::{Outcome, Test, format};
use random::{ANYTHING, NO_SEQ_CST, Sort, program};

/// Relaxed accesses.
const RELAXED: Sort = Sort { orderings: &[Ordering::Relaxed], ..ANYTHING };

/// The values of random programs, and 42, which stands for all values that none of them names.
const VALUES: &[Value] = &[0, 1, 2, 42];

/// What a model allows; anything at all where there is a data race.
fn allowed(test: &Test, model: &Model) -> Option<BTreeSet<Outcome>> {
    match behaviour(test, model, &Limits::default())
        .unwrap_or_else(|error| panic!("{}: {error}\n{}", model.name, text(test)))
    {
        Behaviour::Undefined(_) => None,
        Behaviour::Outcomes(outcomes) => Some(outcomes),
    }
}

/// Whether all that the one allows, the other allows too.
fn within(one: &Option<BTreeSet<Outcome>>, other: &Option<BTreeSet<Outcome>>) -> bool {
    match (one, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(other)) => one.is_subset(other),
    }
}

fn text(test: &Test) -> String {
    format::herd(test)
}

/// Fails unless all that the one model allows of programs of a sort, the other allows too. Gives the number
/// of programs of which the other allows more.
fn assert_within(one: &Model, other: &Model, sort: Sort, programs: u64) -> usize {
    let mut more = 0;
    for seed in 0..programs {
        let test = program(seed, sort);
        let (few, many) = (allowed(&test, one), allowed(&test, other));
        assert!(
            within(&few, &many),
            "{} allows what {} does not: {few:?}, {many:?}\n{}",
            one.name,
            other.name,
            text(&test)
        );
        more += usize::from(few != many);
    }
    more
}

#[test]
fn outcomes_only_grow_when_an_ordering_is_weakened_or_a_fence_removed() {
    for model in Model::ALL {
        let mut grown = 0;
        for seed in 0..2_000 {
            let strong = program(seed, Sort { plain: seed % 3 == 0, ..ANYTHING });
            let few = allowed(&strong, &model);
            for weak in weaker::weaker(&strong) {
                let many = allowed(&weak, &model);
                assert!(
                    within(&few, &many),
                    "under {}: {few:?}, {many:?}\n{}\nallows what this does not:\n{}",
                    model.name,
                    text(&strong),
                    text(&weak)
                );
                grown += usize::from(few != many);
            }
        }
        assert!(grown > 30, "{}: only {grown} programs showed a difference", model.name);
    }
}

/// C++20's words for the order of SeqCst operations do forbid something that it does (LWG issue 3941): here stand RC11's.
#[test]
fn the_processor_does_nothing_that_the_language_forbids() {
    let mut cpp20 = Model::CPP20;
    cpp20.seq_cst = SeqCst::Rc11;
    for language in [cpp20, Model::RC11] {
        assert!(assert_within(&Model::X86_TSO, &language, RELAXED, 3_000) > 100);
        assert!(assert_within(&Model::X86_TSO, &language, ANYTHING, 3_000) > 100);
    }
}

#[test]
fn rc11_allows_no_more_than_cpp20_where_no_access_is_seq_cst() {
    let sort = Sort { orderings: NO_SEQ_CST, ..ANYTHING };
    assert!(assert_within(&Model::RC11, &Model::CPP20, sort, 3_000) > 30);
    assert_within(&Model::RC11, &Model::CPP20, Sort { plain: true, ..sort }, 3_000);
}

#[test]
fn an_axiom_less_allows_no_less() {
    for model in Model::ALL {
        for axiom in model.axioms().filter(|&axiom| axiom != Axiom::Visibility) {
            // What sort of programs the axiom is about.
            let sort = match axiom {
                Axiom::SeqCst => Sort { orderings: &[Ordering::SeqCst], updates: false, ..ANYTHING },
                Axiom::NoThinAir => Sort { fences: false, ..RELAXED },
                _ => Sort { operations: 2, ..ANYTHING },
            };
            let more = assert_within(&model, &model.without(axiom), sort, 1_500);
            assert!(more > 5, "{} without {axiom}: more in {more} programs", model.name);
        }
    }
}

/// The same program with no access atomic, and every store after a load done only if what was read is not 0.
fn plain_and_conditional(test: &Test) -> Test {
    let mut plain = test.with_each(&|statement| match statement {
        Statement::Load { mode, .. } | Statement::Store { mode, .. } => *mode = Mode::NonAtomic,
        _ => {}
    });
    for thread in &mut plain.threads {
        let mut read = None;
        for statement in &mut thread.body {
            match statement {
                Statement::Load { register, .. } => read = Some(*register),
                Statement::Store { .. } => {
                    if let Some(register) = read {
                        let then = vec![statement.clone()];
                        let condition = Expression::Register(register);
                        *statement = Statement::If { condition, then, otherwise: Vec::new() };
                    }
                }
                _ => {}
            }
        }
    }
    plain
}

#[test]
fn what_a_racing_read_might_read_makes_no_other_race() {
    let sort = Sort { updates: false, fences: false, threads: 2, ..RELAXED };
    let (mut saved, mut still) = (0, 0);
    for seed in 0..3_000 {
        let test = plain_and_conditional(&program(seed, sort));
        let models = [Model::CPP20, Model::CPP20.without(Axiom::Visibility)];
        let [visible, any] = models.map(|model| allowed(&test, &model));
        assert!(within(&visible, &any), "{}", text(&test));
        saved += usize::from(visible.is_some() && any.is_none());
        still += usize::from(visible.is_none());
    }
    assert!(saved > 5 && still > 100, "{saved} race-free because of visibility, {still} with a race");
}

/// The argument is in the words of [`Model::RC11`]; here it is tried.
#[test]
fn where_nothing_is_its_own_cause_visibility_makes_no_difference() {
    let mut races = 0;
    for seed in 0..3_000 {
        let anything = Sort { plain: seed % 2 == 0, mixed: seed % 3 != 0, ..ANYTHING };
        let mut test = program(seed, anything);
        if seed % 5 == 0 {
            test = plain_and_conditional(&test);
        }
        for model in [Model::RC11, Model::CPP20.with(Axiom::NoThinAir)] {
            let with = allowed(&test, &model);
            assert_eq!(with, allowed(&test, &model.without(Axiom::Visibility)), "{}", text(&test));
            races += usize::from(with.is_none());
        }
    }
    assert!(races > 600, "only {races} programs had a data race");
}

/// Reads of what is written later go round in longer circles here than two operations a thread can make.
#[test]
fn guessing_finds_what_trying_every_value_finds() {
    let sort = Sort {
        updates: false,
        fences: false,
        orderings: &[Ordering::Relaxed, Ordering::Relaxed, Ordering::Acquire, Ordering::Release],
        ..ANYTHING
    };
    let mut circles = 0;
    for seed in 0..GUESSED {
        let test = program(seed, Sort { mixed: seed % 3 == 0, ..sort });
        let naive = naive::behaviour(&test, &Model::CPP20, VALUES);
        let expected = (!naive.race).then_some(naive.outcomes);
        let found = allowed(&test, &Model::CPP20);
        assert_eq!(found, expected, "{}", text(&test));
        circles += usize::from(found != allowed(&test, &Model::CPP20.with(Axiom::NoThinAir)));
    }
    assert!(circles > 5, "only {circles} programs read what was written later");
}

/// How many programs.
const GUESSED: u64 = 1000;

/// The same program with all accesses and fences SeqCst, or with SeqCst fences between relaxed accesses.
fn sequential(body: &[Statement], fences: bool) -> Vec<Statement> {
    let ordering = if fences { Ordering::Relaxed } else { Ordering::SeqCst };
    let mut sequential = Vec::new();
    for statement in body {
        let mut statement = statement.clone();
        match &mut statement {
            Statement::Load { mode, .. } | Statement::Store { mode, .. } => *mode = Mode::Atomic(ordering),
            Statement::Update { ordering: old, .. } => *old = ordering,
            Statement::CompareExchange { success, failure, .. } => {
                (*success, *failure) = (ordering, ordering)
            }
            Statement::Fence(old) => *old = Ordering::SeqCst,
            Statement::If { then, otherwise, .. } => {
                *then = self::sequential(then, fences);
                *otherwise = self::sequential(otherwise, fences);
            }
            Statement::Let { .. } | Statement::Assume(..) => {}
        }
        if fences {
            sequential.push(Statement::Fence(Ordering::SeqCst));
        }
        sequential.push(statement);
    }
    sequential
}

#[test]
fn seq_cst_everywhere_gives_the_interleavings_and_nothing_else() {
    for seed in 0..3_000 {
        let mut test = program(seed, Sort { arithmetic: seed % 2 == 0, ..ANYTHING });
        let fences = seed % 4 < 2;
        for thread in &mut test.threads {
            thread.body = sequential(&thread.body, fences);
        }
        let interleavings = Some(interleavings::outcomes(&test));
        for model in Model::ALL {
            assert_eq!(allowed(&test, &model), interleavings, "under {}\n{}", model.name, text(&test));
        }
    }
}

#[test]
fn x86_tso_is_a_store_buffer_for_each_thread() {
    let mut more = 0;
    for seed in 0..3_000 {
        let sort = if seed % 2 == 0 { ANYTHING } else { RELAXED };
        let test = program(seed, Sort { arithmetic: seed % 3 == 0, ..sort });
        let buffers = Some(interleavings::outcomes_with_store_buffers(&test));
        assert_eq!(allowed(&test, &Model::X86_TSO), buffers, "{}", text(&test));
        more += usize::from(buffers != Some(interleavings::outcomes(&test)));
    }
    assert!(more > 50, "only {more} programs showed a buffer");
}

#[test]
fn the_search_finds_what_trying_everything_finds() {
    let mut races = 0;
    for seed in 0..2_000 {
        let sort = Sort {
            operations: 2,
            plain: seed % 3 == 0,
            mixed: seed % 4 == 0,
            weak: seed % 2 == 0,
            ..ANYTHING
        };
        let test = program(seed, sort);
        for model in Model::ALL {
            // Every other time with one of the axioms switched off.
            let axioms: Vec<_> = model.axioms().collect();
            let off = axioms.get(seed as usize % (2 * axioms.len()));
            let model = off.map_or(model, |&axiom| model.without(axiom));

            let naive = naive::behaviour(&test, &model, VALUES);
            let expected = (!naive.race).then_some(naive.outcomes);
            assert_eq!(allowed(&test, &model), expected, "under {model:?}\n{}", text(&test));
            races += usize::from(naive.race);

            // Each execution once.
            let mut executions = 0;
            let count = |_: &Execution| {
                executions += 1;
                ControlFlow::Continue(())
            };
            for_each_execution(&test, &model, &Limits::default(), count).unwrap();
            assert_eq!(executions, naive.executions, "executions under {model:?}\n{}", text(&test));
        }
    }
    assert!(races > 100, "only {races} programs had a data race");
}

/// What -1 and 258 become in the types of [`random::typed`], and the values of conditions.
const TYPED: &[Value] = &[-1, 0, 1, 2, 255, 258, 4_294_967_295];

#[test]
fn the_search_finds_what_trying_everything_finds_whatever_the_types() {
    let mut changed = 0;
    for seed in 0..1_500 {
        let sort = Sort { operations: 2, threads: 2, plain: seed % 3 == 0, weak: seed % 2 == 0, ..ANYTHING };
        let plain = program(seed, sort);
        let test = random::typed(plain.clone(), seed);
        for model in [Model::RC11, Model::X86_TSO, Model::CPP20.with(Axiom::NoThinAir)] {
            let naive = naive::behaviour(&test, &model, TYPED);
            let expected = (!naive.race).then_some(naive.outcomes);
            assert_eq!(allowed(&test, &model), expected, "under {model:?}\n{}", text(&test));
        }
        let on_x86 = allowed(&test, &Model::X86_TSO);
        if !sort.weak {
            // On a machine where nothing fails for no reason.
            let buffers = Some(interleavings::outcomes_with_store_buffers(&test));
            assert_eq!(on_x86, buffers, "{}", text(&test));
        }
        // The same without types.
        let ints = Test {
            locations: plain.locations,
            threads: std::iter::zip(test.threads.clone(), plain.threads)
                .map(|(typed, plain)| Thread { integers: plain.integers, ..typed })
                .collect(),
            ..test
        };
        changed += usize::from(on_x86 != allowed(&ints, &Model::X86_TSO));
    }
    assert!(changed > 500, "types made a difference to {changed} programs alone");
}
