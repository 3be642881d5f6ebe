//! loom's column against C++20's, and the causes of differences: every difference in the gallery is expected,
//! with the cause that is shown for it; causes on tests that name something else beside it; and causes on tests
//! that nobody has thought of.

use std::collections::BTreeSet;
use std::io::Write;

use crate::common::litmus;
use crate::mutated::mutated;
use racelab_loom::explore::Failure;
use racelab_loom::litmus::checker::{self, Behaviour, Model, behaviour};
use racelab_loom::litmus::columns::divergence::{Cause, Causes, EXPECTED, Way, causes};
use racelab_loom::litmus::explored::{Explored, Limits, explored};
use racelab_loom::litmus::test::Statement;
use racelab_loom::litmus::{Outcome, Test, format, gallery};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// The differences between loom and C++20 on a test, each with its causes; none for a race means an outcome
/// that is no outcome but a data race.
struct Differences {
    loom: Explored,
    rows: Vec<(Way, Option<Outcome>, Vec<Cause>)>,
}

/// More than an answer has: what is to be found is found, wherever it is.
fn generous() -> checker::Limits {
    checker::Limits::of_work(100_000_000)
}

fn differences(test: &Test) -> Option<Differences> {
    let language = behaviour(test, &Model::CPP20, &checker::Limits::of_work(50_000_000)).ok()?;
    let loom = explored(test, &Limits::default());
    let causes: Causes = causes(test, &language, &loom, &generous());
    let mut rows = Vec::new();
    match (&language, &loom.failure) {
        (Behaviour::Undefined(_), None) => rows.push((Way::Fewer, None, causes.of_race().to_vec())),
        (Behaviour::Outcomes(_), Some(_)) => rows.push((Way::More, None, causes.of_race().to_vec())),
        (Behaviour::Outcomes(allowed), None) => {
            let ways = [
                (Way::More, loom.outcomes.difference(allowed).collect::<Vec<_>>()),
                (Way::Fewer, allowed.difference(&loom.outcomes).collect()),
            ];
            for (way, outcomes) in ways {
                let row = |outcome: &Outcome| (way, Some(outcome.clone()), causes.of(outcome).to_vec());
                rows.extend(outcomes.into_iter().map(row));
            }
        }
        _ => {}
    }
    Some(Differences { loom, rows })
}

#[test]
fn loom_differs_from_the_language_where_it_is_expected_to_and_nowhere_else() {
    let mut seen = BTreeSet::new();
    for entry in gallery::gallery() {
        let test = format::parse(entry.text).expect("the gallery can be read");
        let found = differences(&test).expect("small enough");
        if let Some(failure) = &found.loom.failure {
            assert_eq!(*failure, Failure::DataRace, "{}", test.name);
        }
        for (_, _, causes) in found.rows {
            seen.insert((entry.name, causes));
        }
    }
    let expected: BTreeSet<_> = EXPECTED.iter().map(|(name, cause)| (*name, vec![*cause])).collect();
    assert_eq!(seen, expected, "what was seen, and what src/litmus/columns/divergence/mod.rs lists");
}

/// The causes of the difference about an outcome, in a test of these threads. It has to be one.
fn of(threads: &[&str], outcome: &str) -> Vec<Cause> {
    // What is asked about is what is shown.
    let condition = outcome.replace(' ', " /\\ ");
    causes_in(&litmus(threads, &format!("exists ({condition})")), outcome)
}

fn causes_in(text: &str, outcome: &str) -> Vec<Cause> {
    let test = format::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let found = differences(&test).expect("small enough");
    let is_it =
        |known: &Option<Outcome>| known.as_ref().is_some_and(|known| test.outcome_in_words(known) == outcome);
    let row = found.rows.into_iter().find(|(_, known, _)| is_it(known));
    row.unwrap_or_else(|| panic!("no difference about {outcome}\n{text}")).2
}

#[test]
fn a_store_beside_a_compare_exchange_splits_it_and_is_not_overwritten_by_its_own_thread() {
    let exchanges = "int r1 = 0; int r0 = exchange(x, &r1, 2, relaxed, relaxed);";
    assert_eq!(of(&["store(x, 1, relaxed);", exchanges], "1:r0=1 x=2"), [Cause::SplitUpdate]);
}

#[test]
fn a_seqcst_fence_that_has_no_other_is_not_the_cause() {
    let writes = "store(x, 1, relaxed); fence(seq_cst); store(y, 1, relaxed);";
    let adds = "int r0 = load(y, relaxed); int r1 = add(x, 5, relaxed);";
    assert_eq!(of(&[writes, adds], "1:r0=1 1:r1=0"), [Cause::UpdateReadsNewest]);
}

#[test]
fn a_compare_exchange_of_something_else_is_not_the_cause() {
    let exchanges = "int r3 = 7; int r2 = exchange(y, &r3, 8, relaxed, relaxed);";
    let loads = format!("store(x, 1, relaxed); int r0 = load(x, relaxed); {exchanges}");
    let stores = "int r0 = load(x, relaxed); store(x, 2, relaxed);";
    assert_eq!(of(&[&loads, stores], "0:r0=2 1:r0=1"), [Cause::LoadThenStore]);
}

#[test]
fn compare_exchanges_that_succeed_do_not_fail() {
    let writes = "store(x, 1, relaxed); store(y, 1, relaxed);";
    let exchange = |place: &str, number: u32, old: u32| {
        let found = number + 1;
        format!("int r{found} = {old}; int r{number} = exchange({place}, &r{found}, 2, relaxed, relaxed);")
    };
    let exchanges = exchange("y", 0, 1) + &exchange("x", 2, 0);
    assert_eq!(of(&[writes, &exchanges], "1:r0=1 1:r2=1"), [Cause::UpdateReadsNewest]);
    let fails = exchange("y", 0, 1) + &exchange("x", 2, 7);
    assert_eq!(of(&[writes, &fails], "1:r3=0 1:r0=1"), [Cause::FailedCompareExchange]);
}

#[test]
fn a_seqcst_load_looks_for_the_newest_seqcst_store() {
    let writes = "store(x, 1, seq_cst); store(x, 2, seq_cst); store(y, 1, relaxed);";
    let reads = "int r0 = load(y, relaxed); int r1 = load(x, seq_cst);";
    assert_eq!(of(&[writes, reads], "1:r0=1 1:r1=1"), [Cause::SeqCstLoads]);
}

#[test]
fn what_has_been_stored_before_the_last_seven_is_forgotten() {
    let stores: String = (1..=8).map(|value| format!("store(x, {value}, relaxed); ")).collect();
    let writes = stores + "store(y, 1, relaxed);";
    let reads = "int r0 = load(y, relaxed); int r1 = load(x, relaxed);";
    assert_eq!(of(&[&writes, reads], "1:r0=1 1:r1=1"), [Cause::SevenStores]);
}

#[test]
fn an_overwritten_value_can_be_the_last_where_loom_forgets_the_order_of_stores() {
    let writes = "store(x, 1, relaxed); store(x, 2, relaxed);";
    let stores = "store(x, 3, relaxed); int r0 = load(x, relaxed);";
    assert_eq!(of(&[writes, stores], "1:r0=1 x=1"), [Cause::ForgottenOrder]);
    let swaps = "int r1 = swap(x, 3, relaxed); int r0 = load(x, relaxed);";
    assert_eq!(of(&[writes, swaps], "1:r0=1 x=1"), [Cause::ForgottenOrder]);
}

#[test]
fn where_it_takes_two_causes_both_are_named() {
    let text = "C both
{ x = 0; y = 0; z = 0; }
P0 (atomic_int* x, atomic_int* y, atomic_int* z) {
  atomic_store(x, 1); int r0 = atomic_load(y);
  atomic_store_explicit(z, 1, memory_order_relaxed); int r1 = atomic_load_explicit(z, memory_order_relaxed);
}
P1 (atomic_int* x, atomic_int* y, atomic_int* z) {
  atomic_store(y, 1); int r0 = atomic_load(x);
  int r1 = atomic_fetch_add_explicit(z, 10, memory_order_relaxed);
}
exists (0:r0=0 /\\ 0:r1=10 /\\ 1:r0=0 /\\ 1:r1=0)
";
    let causes = |outcome| causes_in(text, outcome);
    assert_eq!(causes("0:r0=0 0:r1=10 1:r0=0 1:r1=0"), [Cause::SeqCstAccesses, Cause::SplitUpdate]);
    assert_eq!(causes("0:r0=0 0:r1=1 1:r0=0 1:r1=0"), [Cause::SeqCstAccesses]);
    assert_eq!(causes("0:r0=1 0:r1=10 1:r0=0 1:r1=0"), [Cause::SplitUpdate]);
}

#[test]
fn a_data_race_that_passes_between_seqcst_fences_has_them_for_its_cause() {
    let writes = "*d = 1; fence(seq_cst); int r0 = load(y, relaxed); if (r0 == 0) { store(x, 1, relaxed); }";
    let reads = "store(y, 1, relaxed); fence(seq_cst); int r0 = load(x, relaxed); \
                 if (r0 == 1) { int r1 = *d; }";
    let test = format::parse(&litmus(&[writes, reads], "exists (1:r0=1)")).unwrap();
    let rows = differences(&test).expect("small enough").rows;
    assert_eq!(rows, [(Way::Fewer, None, vec![Cause::SeqCstFences])]);
}

#[test]
fn no_cause_is_named_where_none_is_shown() {
    let threads = ["add(x, 1, relaxed); fence(seq_cst);", "int r0 = load(x, relaxed);"];
    let test = format::parse(&litmus(&threads, "exists (1:r0=2)")).unwrap();
    let language = behaviour(&test, &Model::CPP20, &checker::Limits::default()).unwrap();
    let mut loom = explored(&test, &Limits::default());
    // Faults that loom does not have: a value from nowhere, and one that it looks for and does not find.
    assert!(loom.outcomes.insert(vec![2]) && loom.outcomes.remove(&vec![0]));
    loom.stopped = Some("for this test");
    let causes = causes(&test, &language, &loom, &generous());
    assert!(causes.of(&[2]).is_empty() && causes.of(&[0]).is_empty());
}

/// The tests of the gallery, each changed at random some times. Shows each change to `look`.
fn changed_tests(rounds: usize, seed: u64, mut look: impl FnMut(&Test)) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for _ in 0..rounds {
        for entry in gallery::gallery() {
            look(&mutated(&format::parse(entry.text).unwrap(), &mut random));
        }
    }
}

/// What the rules about loom exclude it does not find: they are asked about everything that is allowed, as if
/// loom had found nothing. (Not where there are SeqCst accesses, because one fault can give what another
/// takes away.)
#[test]
fn what_is_called_impossible_for_loom_is_not_found_by_loom() {
    let mut excluded = 0;
    changed_tests(12, 2, |test| {
        let is_seq_cst = |statement: &&Statement| {
            !matches!(statement, Statement::Fence(_)) && format!("{statement:?}").contains("SeqCst")
        };
        let limits = checker::Limits::of_work(50_000_000);
        let Ok(language) = behaviour(test, &Model::CPP20, &limits) else { return };
        if test.operations().iter().any(is_seq_cst) {
            return;
        }
        let nothing = Explored { stopped: Some("not begun"), ..Explored::default() };
        let causes = causes(test, &language, &nothing, &generous());
        let outcomes = language.outcomes().into_iter().flatten();
        let impossible: Vec<_> = outcomes.filter(|outcome| !causes.of(outcome).is_empty()).collect();
        if !impossible.is_empty() {
            let loom = explored(test, &Limits { executions: 2_000, ..Limits::default() });
            let found = impossible.iter().find(|outcome| loom.outcomes.contains(**outcome));
            assert_eq!(found, None, "{test:#?}");
            excluded += impossible.len();
        }
    });
    assert!(excluded > 20, "too little was excluded: {excluded} outcomes");
}

/// A cause goes the way of the difference; most differences get one. (Not those of which loom was stopped
/// before its end: they are none yet.)
#[test]
fn most_differences_of_changed_tests_have_a_cause_that_goes_their_way() {
    let (mut named, mut unknown, mut unexplored) = (0, 0, 0);
    changed_tests(1, 3, |test| {
        let Some(found) = differences(test) else { return };
        for (way, _, causes) in found.rows {
            assert!(causes.iter().all(|cause| cause.way() == way), "{causes:?} {test:#?}");
            match (causes.is_empty(), way, found.loom.stopped) {
                (false, ..) => named += 1,
                (true, Way::Fewer, Some(_)) => unexplored += 1,
                (true, ..) => unknown += 1,
            }
        }
    });
    let counts = format!("{named} with a cause, {unknown} without, {unexplored} not explored to the end");
    let _ = writeln!(std::io::stderr(), "differences of changed tests: {counts}");
    assert!(named > 10 * unknown && named > 5, "{counts}");
}
