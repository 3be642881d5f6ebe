//! herd's text format: what is read, what is refused and with which words, and that what is written can
//! be read again.

use racelab::litmus::format::parse;
use racelab::litmus::test::{
    Change, Expression, Formula, Mode, Observable, Operator, Ordering, Quantifier, Statement, Test,
};

/// A test around one thread with the locations x, y (atomic) and d (not).
fn around(body: &str) -> String {
    format!("C test\n{{}}\nP0 (atomic_int* x, atomic_int* y, int* d) {{\n{body}\n}}\nexists (x=1)\n")
}

fn body(body: &str) -> Vec<Statement> {
    parse(&around(body)).unwrap_or_else(|error| panic!("{body}: {error}")).threads.remove(0).body
}

fn refusal(text: &str) -> String {
    match parse(text) {
        Ok(test) => panic!("it was understood: {test:?}"),
        Err(error) => error.to_string(),
    }
}

const SB: &str = r#"C SB+relaxed
"Two threads each store, then load what the other stores"
Cycle=PodWR Fre
(* a comment (* in a comment *) *)
{ x = 0; int y; [z] = -1; 1:r9 = 7; }

P0 (atomic_int* x, volatile int* d, atomic_int* y) {
  // a comment of C++
  atomic_store_explicit(x, 1, memory_order_relaxed);
  int r0 = atomic_load_explicit(y, memory_order_relaxed); /* and of C */
}

void P1(atomic_int *x, atomic_int *y) {
  atomic_store(y, 1);
  int r0;
  r0 = atomic_load(x);
}

locations [z; 1:r9;]
exists (0:r0=0 /\ [y]!=2 \/ not 1:r0=0)
"#;

fn sb() -> Test {
    parse(SB).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_head_gives_name_and_text() {
    assert_eq!(sb().name, "SB+relaxed");
    assert_eq!(sb().about.as_deref(), Some("Two threads each store, then load what the other stores"));
}

#[test]
fn parameters_say_what_is_atomic_and_what_has_no_value_is_zero() {
    let test = sb();
    let locations: Vec<_> =
        test.locations.iter().map(|place| (place.name.as_str(), place.initial, place.atomic)).collect();
    assert_eq!(locations, [("x", 0, true), ("y", 0, true), ("z", -1, true), ("d", 0, false)]);
}

#[test]
fn the_initial_value_of_a_variable_is_its_first_step() {
    let thread = &sb().threads[1];
    assert_eq!(thread.registers, ["r9", "r0"]);
    assert_eq!(thread.body[0], Statement::Let { register: 0, value: Expression::Constant(7) });
}

#[test]
fn accesses_without_an_ordering_are_seq_cst() {
    let sc = Mode::Atomic(Ordering::SeqCst);
    let expected = [
        Statement::Store { location: 1, value: Expression::Constant(1), mode: sc },
        Statement::Load { register: 1, location: 0, mode: sc },
    ];
    assert_eq!(sb().threads[1].body[1..], expected);
}

#[test]
fn and_binds_more_tightly_than_or_in_a_condition_and_not_most_of_all() {
    let register = |thread| Observable::Register { thread, register: thread };
    let equals = |observable, value| Formula::Equals(observable, value);
    let differs = Formula::Not(Box::new(equals(Observable::Location(1), 2)));
    let both = Formula::And(Box::new(equals(register(0), 0)), Box::new(differs));
    let expected = Formula::Or(Box::new(both), Box::new(Formula::Not(Box::new(equals(register(1), 0)))));
    assert_eq!(sb().condition.formula, expected);
    assert_eq!(sb().condition.quantifier, Quantifier::Exists);
    assert_eq!(
        sb().also_shown,
        [Observable::Location(2), register(1)].map(|shown| match shown {
            Observable::Register { thread, .. } => Observable::Register { thread, register: 0 },
            location => location,
        })
    );
}

#[test]
fn an_access_inside_an_expression_is_done_first() {
    let relaxed = Mode::Atomic(Ordering::Relaxed);
    let sum = Expression::Binary(
        Box::new(Expression::Register(1)),
        Operator::Add,
        Box::new(Expression::Register(2)),
    );
    let expected = vec![
        Statement::Load { register: 1, location: 2, mode: Mode::NonAtomic },
        Statement::Load { register: 2, location: 0, mode: relaxed },
        Statement::Let { register: 0, value: sum },
    ];
    assert_eq!(body("int r0 = *d + atomic_load_explicit(x, memory_order_relaxed);"), expected);
}

#[test]
fn what_an_update_gives_may_be_thrown_away() {
    let update = |register, change| Statement::Update {
        register,
        location: 0,
        change,
        operand: Expression::Constant(1),
        ordering: Ordering::AcqRel,
    };
    let text = "atomic_fetch_sub_explicit(x, 1, memory_order_acq_rel);
                int r0 = atomic_exchange_explicit(x, 1, memory_order_acq_rel);";
    assert_eq!(body(text), [update(0, Change::Sub), update(1, Change::Swap)]);
}

#[test]
fn operators_bind_as_in_c() {
    let constant = |value| Box::new(Expression::Constant(value));
    let times = Box::new(Expression::Binary(constant(2), Operator::Mul, constant(3)));
    let sum = Box::new(Expression::Binary(constant(1), Operator::Add, times));
    let equal = Box::new(Expression::Binary(sum, Operator::Equal, constant(7)));
    let expected = Expression::Binary(equal, Operator::BitAnd, constant(-1));
    assert_eq!(body("int r0 = 1 + 2 * 3 == 7 & -1;"), [Statement::Let { register: 0, value: expected }]);
}

#[test]
fn else_belongs_to_the_nearest_if() {
    let text = "int r0 = 1; if (r0) if (r0 == 2) *d = 1; else { *d = 2; *d = 3; }";
    let Statement::If { then, otherwise, .. } = &body(text)[1] else { panic!("an if") };
    assert!(otherwise.is_empty());
    let Statement::If { then, otherwise, .. } = &then[0] else { panic!("an if in an if") };
    assert_eq!((then.len(), otherwise.len()), (1, 2));
}

#[test]
fn an_expected_value_in_a_location_of_its_own_is_a_variable() {
    let text = "C cas\n{ P0_r1 = 1; e = 2; }
        P0 (atomic_int* x, int* P0_r1) {
          int r0 = atomic_compare_exchange_strong_explicit(x, P0_r1, 5, memory_order_acq_rel, memory_order_acquire);
          int r2 = *P0_r1;
        }
        P1 (atomic_int* x, int* e) { *e = 3; int r0 = atomic_compare_exchange_strong(x, e, 6); }
        exists (P0_r1=1 /\\ [e]=3 /\\ 0:r2=0)";
    let test = parse(text).unwrap();
    assert_eq!(test.locations.len(), 1, "{:?}", test.locations);
    assert_eq!(test.threads[0].registers, ["r1", "r0", "r2"]);
    assert_eq!(test.threads[1].registers, ["e", "r0"]);
    let expected = Statement::CompareExchange {
        succeeded: 1,
        expected: 0,
        location: 0,
        desired: Expression::Constant(5),
        success: Ordering::AcqRel,
        failure: Ordering::Acquire,
    };
    assert_eq!(test.threads[0].body[1], expected);
    assert_eq!(test.threads[1].body[1], Statement::Let { register: 0, value: Expression::Constant(3) });
}
