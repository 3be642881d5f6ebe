//! herd's text format: what is read, what is refused and with which words, and that what is written can
//! be read again.

use racelab_litmus::format::{Options, Plain, Remark, herd, parse, read, rust_lines};
use racelab_litmus::test::{
    Change, Expression, Formula, Mode, Observable, Operator, Ordering, Quantifier, Statement, Test, Thread,
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
    // Variables without a name come after those with one.
    let update = |register, change| Statement::Update {
        register,
        location: 0,
        change,
        operand: Expression::Constant(1),
        ordering: Ordering::AcqRel,
    };
    let text = "atomic_fetch_sub_explicit(x, 1, memory_order_acq_rel);
                int r0 = atomic_exchange_explicit(x, 1, memory_order_acq_rel);";
    assert_eq!(body(text), [update(1, Change::Sub), update(0, Change::Swap)]);
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
        weak: false,
    };
    assert_eq!(test.threads[0].body[1], expected);
    assert_eq!(test.threads[1].body[1], Statement::Let { register: 0, value: Expression::Constant(3) });
}

/// What the Rust column of the only thread says.
fn rust(text: &str) -> String {
    let test = parse(&around(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
    rust_lines(&test)[0].join("\n")
}

#[test]
fn a_test_that_is_written_and_read_again_is_the_same() {
    let texts = [SB.to_owned()].into_iter().chain(BODIES.map(around));
    for text in texts {
        let test = parse(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        let written = herd(&test);
        let again = parse(&written).unwrap_or_else(|error| panic!("{written}\n{error}"));
        assert_eq!(again, test, "{text}\nwas written as\n{written}");
    }
}

/// Bodies with everything in them.
const BODIES: [&str; 9] = [
    "if (atomic_load(x) == 1 & *d == 2) { int r0 = *d; } else atomic_store(y, atomic_load(x) + *d);",
    "int r0 = -1 - -2 * (3 + 4); int r1 = !(r0 ^ r0); int r2; r2 = r1 && r0 || 1;",
    "atomic_fetch_xor(x, atomic_fetch_or(y, 2)); int r0 = atomic_fetch_and(x, 1); r0 = r0 + 1;",
    "int r1 = 1; int r0 = atomic_compare_exchange_strong(x, &r1, 2); *d = r1;",
    "int r1 = 3; if (atomic_compare_exchange_strong(x, &r1, *d)) { int r2 = r1; } else { int r3; }",
    "int r1 = 3; atomic_compare_exchange_strong(x, &r1, 7); if (r1) atomic_thread_fence(memory_order_seq_cst);",
    "int r9; if (1) { int r0 = 1; if (r0) { int r1 = r0; r9 = r1; } } int r2 = r9;",
    "atomic_load(x); int r0 = atomic_load(x); int r1 = r0; *d = 2147483647 + -2147483648;",
    "int r0 = (((*d))); int r1 = (atomic_exchange(x, (*d))) < 2; if (r1) ; else { } ",
];

#[test]
fn rust_has_a_cast_where_a_comparison_is_a_number() {
    assert_eq!(rust("int r0 = *d == 1;"), "let r0 = (d == 1) as i32;");
    assert_eq!(rust("int r0 = 2; int r1 = (r0 < 1) + 1;"), "let r0 = 2;\nlet r1 = ((r0 < 1) as i32) + 1;");
}

#[test]
fn rust_puts_conditions_together_with_logical_operators() {
    assert_eq!(
        rust("int r0 = 1; if ((r0 == 1) & (r0 != 2) | r0 == 3) *d = 1;").lines().nth(1).unwrap(),
        "if (r0 == 1 && r0 != 2) || r0 == 3 {"
    );
}

#[test]
fn a_compare_exchange_of_a_constant_is_short_in_rust() {
    let text = "int r1 = 0; int r0 = atomic_compare_exchange_strong_explicit(x, &r1, 1, memory_order_acquire, memory_order_relaxed); if (r0 == 1) *d = 1;";
    let expected =
        "let r0 = x.compare_exchange(0, 1, Acquire, Relaxed).is_ok() as i32;\nif r0 == 1 {\n    d = 1;\n}";
    assert_eq!(rust(text), expected);
    let text = "int r1 = 0; if (atomic_compare_exchange_strong(x, &r1, 1)) *d = 1;";
    assert_eq!(rust(text).lines().next().unwrap(), "if x.compare_exchange(0, 1, SeqCst, SeqCst).is_ok() {");
}

#[test]
fn what_a_compare_exchange_found_goes_to_the_expected_variable() {
    let text = "int r1 = 0; int r0 = atomic_compare_exchange_strong(x, &r1, 1); *d = r1;";
    let expected = "let mut r1 = 0;
let r0 = match x.compare_exchange(r1, 1, SeqCst, SeqCst) {
    Ok(_) => 1,
    Err(found) => { r1 = found; 0 }
};
d = r1;";
    assert_eq!(rust(text), expected);
}

#[test]
fn rust_declares_a_variable_where_all_that_uses_it_can_see_it() {
    let text = "int r0 = *d; if (r0) { int r1 = 1; *d = r1; int r2 = 2; } r0 = r2;";
    let expected = "let mut r0 = d;
let mut r2 = 0;
if r0 != 0 {
    let r1 = 1;
    d = r1;
    r2 = 2;
}
r0 = r2;";
    assert_eq!(rust(text), expected);
}

#[test]
fn a_line_of_rust_knows_its_statements() {
    let text = around("int r0 = 1; if (atomic_load(x) == 1) { *d = r0; } else { *d = atomic_load(y); }");
    let lines = &racelab_litmus::format::rust(&parse(&text).unwrap())[0];
    let lines: Vec<_> = lines.iter().map(|line| (line.text.trim(), line.statements.as_slice())).collect();
    let expected: [(&str, &[usize]); 6] = [
        ("let r0 = 1;", &[0]),
        ("if x.load(SeqCst) == 1 {", &[1, 2]),
        ("d = r0;", &[3]),
        ("} else {", &[]),
        ("d = y.load(SeqCst);", &[4, 5]),
        ("}", &[]),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn what_is_refused_is_named_with_its_place_and_with_what_would_do() {
    let cases = [
        ("while (1) { break; }", "4:13: `break` is not supported: a thread runs from top to bottom"),
        (
            "int r0 = atomic_load_explicit(x, memory_order_release);",
            "4:34: Release is not possible here: a load is",
        ),
        (
            "atomic_store_explicit(x, 1, memory_order_acquire);",
            "4:29: Acquire is not possible here: a store is",
        ),
        (
            "int r1 = 0; int r0 = atomic_compare_exchange_strong_explicit(x, &r1, 1, memory_order_acq_rel, memory_order_acq_rel);",
            "4:95: AcqRel is not possible here: a failure only reads",
        ),
        ("int r0 = x;", "4:10: pointers as values are not supported"),
        ("int *p = x;", "4:5: pointers as values are not supported"),
        ("int r0 = r1;", "4:10: P0 has no variable `r1`"),
        ("int r0 = 1; { int r0 = 2; }", "4:19: `r0` is declared already"),
        ("int r0 = 1 / 2;", "4:12: `/` is not supported in an expression"),
        ("double r0 = 1;", "4:1: `double` is not supported: variables are integers"),
        ("int r0 = READ_ONCE(x);", "4:10: `READ_ONCE` is not supported: there are atomic_load"),
        ("atomic_load(x, memory_order_relaxed);", "4:14: an ordering here needs `_explicit`"),
        ("int r0 = 1", "5:1: expected `;` after a statement, found `}`"),
        ("int r0 = é;", "4:10: the character 'é' has no meaning here"),
        ("atomic_store(z, 1);", "4:14: `z` is not among the parameters of P0"),
        ("else ;", "4:1: `else` without an `if`"),
    ];
    for (body, expected) in cases {
        let found = refusal(&around(body));
        assert!(found.starts_with(expected), "{body}\nexpected {expected}\nfound    {found}");
    }
}

#[test]
fn a_location_may_stand_in_parentheses_or_be_cast_to_what_it_is() {
    for (written, plain) in [
        ("atomic_store((x), 1);", "atomic_store(x, 1);"),
        ("atomic_store((atomic_int*)x, 1);", "atomic_store(x, 1);"),
        ("int r = atomic_load((_Atomic int*)(((x))));", "int r = atomic_load(x);"),
        ("*(int*)x = 1;", "*x = 1;"),
        ("(*(volatile int*)(x))++;", "(*x)++;"),
        ("int r = *(int*)x + 1;", "int r = *x + 1;"),
        ("(void)atomic_load(x);", "atomic_load(x);"),
        ("(void)atomic_fetch_add((x), 1);", "atomic_fetch_add(x, 1);"),
        ("(void)*x;", "int r = *x; "),
        (
            "int e = 0; (void)atomic_compare_exchange_strong((x), &e, 1);",
            "int e = 0; atomic_compare_exchange_strong(x, &e, 1);",
        ),
    ] {
        let accesses = |statements: Vec<Statement>| {
            let named = statements.into_iter().map(|statement| match statement {
                Statement::Load { location, mode, .. } => format!("load {location} {mode:?}"),
                other => format!("{other:?}"),
            });
            named.collect::<Vec<_>>()
        };
        assert_eq!(accesses(body(written)), accesses(body(plain)), "{written}");
    }
    for (cast, expected) in [
        ("atomic_store((char*)x, 1);", "`x` is `int`, and is cast to a pointer to `signed char`"),
        ("*(unsigned*)x = 1;", "`x` is `int`, and is cast to a pointer to `unsigned`"),
        ("*(int)x = 1;", "expected `*` after the type that a pointer is cast to"),
        ("*(atomic_int*)d = 1;", "this cast makes a plain access atomic in C"),
    ] {
        let found = refusal(&around(cast));
        assert!(found.contains(expected), "{cast}: {found}");
    }
    let in_c = Options { plain: Plain::SeqCst, ..Options::default() };
    let error = read(&around("*(int*)x = 1;"), &in_c).unwrap_err();
    assert!(error.message.starts_with("this cast makes a plain access non-atomic in C"), "{error}");
}

#[test]
fn an_expected_value_is_a_threads_own_however_the_location_before_it_is_written() {
    let cas = |location: &str| {
        format!(
            "C t\n{{}}\nP0 (atomic_int* x, int* e) {{ int r = atomic_compare_exchange_strong({location}, e, 1); }}\nexists (0:r=1)\n"
        )
    };
    let plain = parse(&cas("x")).unwrap();
    for location in ["(x)", "(atomic_int*)x", "((x))"] {
        assert_eq!(parse(&cas(location)).unwrap(), plain, "{location}");
    }
}

#[test]
fn a_variable_that_is_read_before_it_has_a_value_is_named() {
    let named = |text: &str| {
        let remarks = read(&around(text), &Options::default()).unwrap().remarks;
        let names = remarks.into_iter().filter_map(|remark| match remark {
            Remark::NoValue(name) => Some(name),
            _ => None,
        });
        names.collect::<Vec<_>>()
    };
    for text in [
        "int r; int s = r + 1;",
        "int r; r += 1;",
        "int r; r++;",
        "int r; if (r) { r = 1; }",
        "int r; atomic_compare_exchange_strong(x, &r, 1);",
        "int r, s = 1; atomic_store(x, r);",
    ] {
        assert_eq!(named(text), ["P0's r"], "{text}");
    }
    for text in [
        "int r; r = 1; int s = r;",
        "int r = 1; r++;",
        "int r;",
        "int r; r = atomic_load(x); r++;",
        "int s = 1; if (s) { int r = 2; } else { int r = 3; r++; }",
    ] {
        assert_eq!(named(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_refused_around_the_threads_is_named_too() {
    let cases = [
        ("", "1:1: there is no litmus test here"),
        ("X86 SB\n{}", "1:1: a test in C11 begins with `C` and its name, this one with `X86`"),
        ("C\n{}", "1:2: the test has no name"),
        ("C a\nP0 () {}", "2:1: after the name the initial state is expected"),
        ("C a\n{}\nexists (x=1)", "3:1: expected a thread"),
        ("C a\n{ y = x; }\n", "2:7: pointers as values are not supported"),
        ("C a\n{ double x = 0; }\n", "2:3: the type `double` is not supported"),
        ("C a\n{ x = 0; x = 1; }\n", "2:10: `x` has an initial value already"),
        ("C a\n{ 3:r0 = 0; }\nP0 () {}", "2:3: there is no such thread: the last is P0"),
        ("C a\n{}\nP1 () {}", "3:1: expected thread P0, found `P1`"),
        ("C a\n{}\nP0 (int* x) { }\nexists (z=1)", "4:9: there is no location `z`"),
        ("C a\n{}\nP0 (int* x) { }\nexists (0:r7=1)", "4:11: P0 has no variable `r7`"),
        ("C a\n{}\nP0 (int* x) { }\nexists (1:r7=1)", "4:9: there is no such thread: the last is P0"),
        ("C a\n{}\nP0 (int* x) { }\nexists (x=1 && x=2)", "4:13: \"and\" is `/\\` in a condition"),
        ("C a\n{}\nP0 (int* x) { }\nexists (x=1) extra", "4:14: expected the end of the text"),
        ("C a\n(* no end", "2:1: this comment has no end: *) is missing"),
    ];
    for (text, expected) in cases {
        let found = refusal(text);
        assert!(found.starts_with(expected), "{text}\nexpected {expected}\nfound    {found}");
    }
}

#[test]
fn operators_of_the_same_kind_go_from_left_to_right() {
    let Statement::Let { value, .. } = &body("int r0 = 9 - 2 - 3 + 1;")[0] else { panic!("an assignment") };
    assert_eq!(value.value(&[], &Thread::default()), 5);
}

#[test]
fn a_number_beside_a_comparison_is_no_condition_in_rust() {
    let text = "int r0 = 2; if ((r0 == 2) & r0) *d = 1;";
    assert_eq!(rust(text).lines().nth(1).unwrap(), "if (((r0 == 2) as i32) & r0) != 0 {");
}

#[test]
fn a_value_without_a_name_gets_one_where_it_cannot_be_written_in_place() {
    // The first access is used last: written in place, it would be done last.
    let mut test = parse(&around("int r0 = *d + atomic_load(x);")).unwrap();
    let Statement::Let { value: Expression::Binary(one, _, other), .. } = &mut test.threads[0].body[2] else {
        panic!("a sum");
    };
    std::mem::swap(one, other);
    let written = herd(&test);
    let again = parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again.threads[0].registers, ["r0", "t0", "t1"], "{written}");
    assert_eq!(again.threads[0].body, test.threads[0].body, "{written}");
    assert_eq!(rust_lines(&test)[0], ["let t0 = d;", "let t1 = x.load(SeqCst);", "let r0 = t1 + t0;"]);
}

#[test]
fn a_keyword_of_rust_is_written_raw_and_what_cannot_be_gets_another_name() {
    let text = "C t\n{}\nP0 (atomic_int* match) { int let = 1; int mut = let; int _ = mut; int __ = 3; int self = _; \
                atomic_store(match, self); }\nexists (0:let=1 /\\ match=1)";
    let written = rust_lines(&parse(text).unwrap())[0].join("\n");
    for line in [
        "r#let = 1;",
        "r#mut = r#let;",
        "___ = r#mut;",
        "__ = 3;",
        "self_ = ___;",
        "r#match.store(self_, SeqCst);",
    ] {
        assert!(written.contains(line), "no `{line}` in\n{written}");
    }
    assert!(!written.contains(" let = ") && !written.contains(" _ = "), "{written}");
}
