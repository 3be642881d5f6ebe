//! What the field's own files have beside the plainest C: each is read, means what it should, and is remarked
//! upon where it does not mean what C says.

use racelab_litmus::checker::{Behaviour, Checked, Limits, Model, behaviour, check};
use racelab_litmus::format::{Options, Plain, Reading, Remark, read};

fn reading(text: &str, options: &Options) -> Reading {
    read(text, options).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// How a test can end by C++20, in words; nothing where there is a data race.
fn ends_of(reading: &Reading) -> Option<Vec<String>> {
    let test = &reading.test;
    match behaviour(test, &Model::CPP20, &Limits::default()).unwrap() {
        Behaviour::Undefined(_) => None,
        Behaviour::Outcomes(outcomes) => {
            Some(outcomes.iter().map(|outcome| test.outcome_in_words(outcome)).collect())
        }
    }
}

fn ends(text: &str) -> Option<Vec<String>> {
    ends_of(&reading(text, &Options::default()))
}

/// What `r` holds after a thread that runs alone with x = 5 (atomic) and d = 7 (not), and how it can.
fn alone(body: &str) -> Vec<String> {
    let text =
        format!("C t\n{{ x = 5; d = 7; }}\nP0 (atomic_int* x, int* d) {{ {body} }}\nlocations [0:r;]\n");
    ends(&text).expect("one thread alone has no race")
}

fn remarks(body: &str) -> Vec<Remark> {
    let text = format!("C t\n{{}}\nP0 (atomic_int* x, int* d) {{ {body} }}\nexists (x=1)\n");
    reading(&text, &Options::default()).remarks
}

#[test]
fn a_statement_means_what_it_means_in_c() {
    let cases = [
        ("int r = 1; r++;", 2),
        ("int r = 1; ++r;", 2),
        ("int r = 1; r--;", 0),
        ("int r = 9; r -= 2 + 3;", 4),
        ("int r = 9; r *= 2 + 3;", 45),
        ("int r = 9; r &= 12; r |= 3; r ^= 1;", 10),
        ("int a, b = 2, r; r = a + b;", 2),
        ("*d += 3; int r = *d;", 10),
        ("(*d)++; ++*d; ++(*d); int r = *d;", 10),
        ("*d *= *d; int r = *d;", 49),
        ("int r = 0 ? 1 : 2 ? 3 : 4;", 3),
        ("int r = *d == 7 ? atomic_load(x) : atomic_exchange(x, 1); r += atomic_load(x);", 10),
        ("int r = *d == 8 && atomic_exchange(x, 1); r += atomic_load(x);", 5),
        ("int r = *d == 7 && atomic_exchange(x, 1); r += atomic_load(x);", 2),
        ("int r = *d == 7 || atomic_exchange(x, 1); r += atomic_load(x);", 6),
        ("int r = (int) *d + (unsigned long) 1;", 8),
        ("unsigned long r = 3ul; long long s = 0x10LL; r += s;", 19),
        ("int r = atomic_fetch_add_explicit(d, 1, memory_order_relaxed); r += *d;", 15),
        ("int r = 00 + 07;", 7),
        ("int r = ~5 + 10;", 4),
        ("int r = ~~*d;", 7),
        ("atomic_thread_fence(memory_order_relaxed); int r = 1;", 1),
        ("int r; for (int i = 0; i < 2; i++) r += i + 1;", 3),
        ("int r; do r++; while (r < 2);", 2),
        ("int r; while (r < 2) { r++; }", 2),
    ];
    for (body, expected) in cases {
        assert_eq!(alone(body), [format!("0:r={expected}")], "{body}");
    }
}

#[test]
fn what_would_need_more_rounds_is_no_execution() {
    let text = "C t\n{}\nP0 () { int r = 0; while (r < 3) r++; }\nlocations [0:r;]";
    assert_eq!(ends(text), Some(Vec::new()));
    let three = reading(text, &Options { rounds: 3, ..Options::default() });
    assert_eq!(ends_of(&three), Some(vec!["0:r=3".to_owned()]));
    assert_eq!(three.remarks, [Remark::Loop(3)]);
}

#[test]
fn a_thread_that_waits_has_seen_what_it_waited_for() {
    let waiting = |ordering: &str| {
        ends(&format!(
            "C t\n{{}}\nP0 (int* d, atomic_int* y) {{ *d = 1; atomic_store_explicit(y, 1, memory_order_release); }}
             P1 (int* d, atomic_int* y) {{ while (atomic_load_explicit(y, {ordering}) == 0) {{}} int r = *d; }}
             exists (1:r=0)"
        ))
    };
    assert_eq!(waiting("memory_order_acquire"), Some(vec!["1:r=1".to_owned()]));
    assert_eq!(waiting("memory_order_consume"), Some(vec!["1:r=1".to_owned()]));
    assert_eq!(waiting("memory_order_relaxed"), None);
}

#[test]
fn what_a_lock_guards_is_never_torn() {
    for (lock, unlock) in [("lock(m);", "unlock(m);"), ("mtx_lock(m);", "mtx_unlock(m);")] {
        let text = format!(
            "C t\n{{}}\nP0 (int* d, mtx_t* m) {{ {lock} *d += 1; {unlock} }}
             P1 (int* d, mtx_t* m) {{ {lock} *d += 1; {unlock} }}\nforall (d=2)"
        );
        assert_eq!(ends(&text), Some(vec!["d=2".to_owned()]));
        assert_eq!(reading(&text, &Options::default()).remarks, [Remark::Lock]);
    }
    let without = "C t\n{}\nP0 (int* d) { *d += 1; }\nP1 (int* d) { *d += 1; }\nforall (d=2)";
    assert_eq!(ends(without), None);
}

#[test]
fn a_weak_compare_exchange_may_fail_where_it_finds_what_it_expects() {
    let body =
        |how: &str| format!("int e = 5; int r = atomic_compare_exchange_{how}(x, &e, 6); r += 10 * e;");
    assert_eq!(alone(&body("strong")), ["0:r=51"]);
    assert_eq!(alone(&body("weak")), ["0:r=50", "0:r=51"]);
    let body =
        |how: &str| format!("int e = 4; int r = atomic_compare_exchange_{how}(x, &e, 6); r += 10 * e;");
    assert_eq!(alone(&body("strong")), ["0:r=50"]);
    assert_eq!(alone(&body("weak")), ["0:r=50"]);
    // herd's short name for it, with an expected value that is declared atomic.
    let text = "C t\n{ atomic_int e = 0; }\nP0 (atomic_int* x, atomic_int* e) {
        int r = WCAS(x, e, 1, memory_order_relaxed, memory_order_relaxed); }\nexists (0:r=1)";
    assert_eq!(ends(text), Some(vec!["0:r=0".to_owned(), "0:r=1".to_owned()]));
}

#[test]
fn a_plain_access_of_an_atomic_is_herds_or_cs() {
    let sb = "C SB\n{}\nP0 (atomic_int* x, atomic_int* y) { *x = 1; int r = *y; }
        P1 (atomic_int* x, atomic_int* y) { *y = 1; int r = *x; }\nexists (0:r=0 /\\ 1:r=0)";
    assert_eq!(ends(sb), None);
    let names = vec!["x".to_owned(), "y".to_owned()];
    assert_eq!(reading(sb, &Options::default()).remarks, [Remark::PlainIsNonAtomic(names.clone())]);
    let as_in_c = reading(sb, &Options { plain: Plain::SeqCst, ..Options::default() });
    assert_eq!(ends_of(&as_in_c).unwrap(), ["0:r=0 1:r=1", "0:r=1 1:r=0", "0:r=1 1:r=1"]);
    assert_eq!(as_in_c.remarks, [Remark::PlainIsSeqCst(names)]);
}

#[test]
fn a_location_may_be_atomic_in_one_thread_and_plain_in_another() {
    let text = "C t\n{}\nP0 (int* x, atomic_int* y) { *x = 1; atomic_store_explicit(y, 1, memory_order_release); }
        P1 (atomic_int* x, atomic_int* y) {
          int r = 2;
          if (atomic_load_explicit(y, memory_order_acquire)) r = atomic_load_explicit(x, memory_order_relaxed);
        }
        exists (1:r=0)";
    assert_eq!(ends(text).unwrap(), ["1:r=1", "1:r=2"]);
    let racing = text.replace("memory_order_acquire", "memory_order_relaxed");
    assert_eq!(ends(&racing), None);
    let as_in_c = reading(&racing, &Options { plain: Plain::SeqCst, ..Options::default() });
    assert_eq!(ends_of(&as_in_c), None, "P0 has it plain in C too");
}

#[test]
fn counting_up_an_atomic_is_one_operation_in_c_and_two_in_herd() {
    let text = "C t\n{}\nP0 (atomic_int* x) { (*x)++; }\nP1 (atomic_int* x) { *x += 1; }\nforall (x=2)";
    assert_eq!(ends(text), None);
    let as_in_c = reading(text, &Options { plain: Plain::SeqCst, ..Options::default() });
    assert_eq!(ends_of(&as_in_c).unwrap(), ["x=2"]);
}

#[test]
fn a_filter_leaves_executions_out_and_what_is_equal_can_be_asked() {
    let test = |question: &str| {
        format!(
            "C t\n{{}}\nP0 (atomic_int* x) {{ int a = atomic_load(x); int b = atomic_load(x); }}
             P1 (atomic_int* x) {{ atomic_store(x, 1); }}\n{question}"
        )
    };
    let all = ["0:a=0 0:b=0", "0:a=0 0:b=1", "0:a=1 0:b=1"];
    assert_eq!(ends(&test("exists (0:a=0:b)")).unwrap(), all);
    assert_eq!(ends(&test("filter (0:a=0:b) exists (0:a=1)")).unwrap(), [all[0], all[2]]);
    assert_eq!(ends(&test("locations [0:b;] filter not 0:a=1 exists (0:a=[x])")).unwrap().len(), 2);
    let asked = reading(&test("exists (0:a=1 => 0:b=0)"), &Options::default()).test;
    assert_eq!(all.map(|_| ()).len(), 3);
    let is_asked = [[0, 0], [0, 1], [1, 1]].map(|outcome| asked.asks_about(&outcome));
    assert_eq!(is_asked, [true, true, false]);
}

#[test]
fn a_race_in_executions_that_a_filter_leaves_out_is_a_race() {
    let test = |question: &str| {
        format!(
            "C t\n{{}}\nP0 (atomic_int* x, int* d) {{ int r = atomic_load(x); if (r) *d = 1; }}
             P1 (atomic_int* x, int* d) {{ atomic_store(x, 1); *d = 2; }}\n{question}"
        )
    };
    assert_eq!(ends(&test("exists (0:r=0)")), None);
    assert_eq!(ends(&test("filter (0:r=0) exists (d=2)")), None);
}

#[test]
fn a_test_that_asks_nothing_is_asked_about_nothing_and_shows_everything() {
    let text = "C t\n{}\nP0 (atomic_int* x) { int a = atomic_exchange(x, 1); }\n";
    assert_eq!(ends(text).unwrap(), ["0:a=0 x=1"]);
    let test = reading(text, &Options::default()).test;
    assert!(!test.asks() && !test.asks_about(&[0, 1]));
}

#[test]
fn what_differs_from_c_is_remarked_upon() {
    let x = || vec!["x".to_owned()];
    let cases = [
        ("int r = *d;", vec![]),
        ("int r = *x;", vec![Remark::PlainIsNonAtomic(x())]),
        ("atomic_store(d, 1);", vec![Remark::AtomicAccessOfPlain(vec!["d".to_owned()])]),
        ("int r = atomic_load_explicit(x, memory_order_consume);", vec![Remark::Consume]),
        ("atomic_thread_fence(memory_order_relaxed);", vec![Remark::RelaxedFence]),
        ("int e = 0; atomic_compare_exchange_weak(x, &e, 1);", vec![Remark::WeakCompareExchange]),
        ("int r = *d + atomic_load(x);", vec![Remark::LeftToRight]),
        ("*d += atomic_load(x);", vec![Remark::LeftToRight]),
        ("int r = *d && atomic_load(x);", vec![]),
        ("long r = 1;", vec![Remark::Width]),
        ("int r = (char) 1;", vec![Remark::Width]),
        ("while (atomic_load(x)) ;", vec![Remark::Wait]),
        ("while (atomic_exchange(x, 1)) ;", vec![Remark::Loop(2)]),
    ];
    for (body, expected) in cases {
        assert_eq!(remarks(body), expected, "{body}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert!(read("\u{feff}C t\n{}\nP0 () {}\n", &Options::default()).is_ok());
}

/// A plain read that races has no value, so a loop that waits for one never ends here. What it read first races.
#[test]
fn a_race_in_a_loop_that_is_cut_off_is_a_race() {
    let text = |first: &str, second: &str| {
        format!(
            "C spin\n{{ x = 0; y = 0; }}\nP0 (int* x, atomic_int* y) {{ {first} }}\n\
             P1 (int* x, atomic_int* y) {{ {second} }}\nexists (x=1)"
        )
    };
    let undefined = |first: &str, second: &str, model: &Model| {
        let test = reading(&text(first, second), &Options::default()).test;
        let found = behaviour(&test, model, &Limits::default()).expect("small enough");
        matches!(found, Behaviour::Undefined(_))
    };
    for model in [Model::CPP20, Model::RC11] {
        assert!(undefined("while (*x == 0) { }", "*x = 1;", &model), "{}", model.name);
        let acquired = "while (atomic_load_explicit(y, memory_order_acquire) == 0) { } int r0 = *x;";
        let released = "*x = 1; atomic_store_explicit(y, 1, memory_order_release);";
        assert!(!undefined(acquired, released, &model), "{}", model.name);
        let relaxed = "*x = 1; atomic_store_explicit(y, 1, memory_order_relaxed);";
        assert!(undefined(acquired, relaxed, &model), "{}", model.name);
    }
}

/// What C++20 says of a test with two rounds of each loop: the outcomes, and after how many rounds executions were cut off.
fn cut(text: &str) -> (Option<Vec<String>>, Option<usize>) {
    let found = reading(text, &Options::default());
    let Checked { rounds, .. } = check(&found.test, &Model::CPP20, &Limits::default()).expect("small enough");
    (ends_of(&found), rounds)
}

#[test]
fn an_answer_says_within_how_many_rounds_it_is_one() {
    let counting = "C t\n{}\nP0 (atomic_int* x) { atomic_store(x, 1); }\n\
                    P1 (atomic_int* x) { int b = atomic_load(x); int c = 0; if (b == 0) { while (c < N) c++; } }\n\
                    forall (1:b=1)";
    let one = Some(vec!["1:b=1".to_owned()]);
    assert_eq!(cut(&counting.replace('N', "3")), (one, Some(2)));
    let both = Some(vec!["1:b=0".to_owned(), "1:b=1".to_owned()]);
    assert_eq!(cut(&counting.replace('N', "2")), (both, None), "two rounds are enough here");
    let all_cut = "C t\n{}\nP0 () { int a = 0; do { a++; } while (a < 3); }\nexists (0:a=3)";
    assert_eq!(cut(all_cut), (Some(Vec::new()), Some(2)));
    // What another thread waits for may come in a later round.
    let waiting = "C t\n{}\nP0 (atomic_int* x) { int c = 0; while (c < 3) c++; atomic_store(x, 1); }\n\
                   P1 (atomic_int* x) { while (atomic_load(x) == 0) {} int r = 1; }\nexists (1:r=1)";
    assert_eq!(cut(waiting), (Some(Vec::new()), Some(2)));
    // What only waits, or takes a lock, is looked at whole.
    let whole = "C t\n{}\nP0 (atomic_int* x, mtx_t* m) { lock(m); while (atomic_load(x) == 0) {} int r = 1; }\n\
                 exists (0:r=1)";
    assert_eq!(cut(whole), (Some(Vec::new()), None));
}

#[test]
fn a_race_out_of_thin_air_is_said_to_be_one() {
    let text = |initial: &str| {
        format!(
            "C t\n{{ {initial} }}\nP0 (atomic_int* x, atomic_int* y, int* d) {{
               int r = atomic_load_explicit(x, memory_order_relaxed);
               if (r == 42) {{ atomic_store_explicit(y, 42, memory_order_relaxed); *d = 1; }} }}
             P1 (atomic_int* x, atomic_int* y, int* d) {{
               int r = atomic_load_explicit(y, memory_order_relaxed);
               if (r == 42) {{ atomic_store_explicit(x, 42, memory_order_relaxed); *d = 2; }} }}
             exists (0:r=42)"
        )
    };
    let race = |initial: &str, model: &Model| {
        let test = reading(&text(initial), &Options::default()).test;
        match behaviour(&test, model, &Limits::default()).expect("small enough") {
            Behaviour::Undefined(race) => Some(race.circular),
            Behaviour::Outcomes(_) => None,
        }
    };
    assert_eq!(race("", &Model::CPP20), Some(true));
    assert_eq!(race("", &Model::RC11), None);
    let caused = "x = 42;";
    assert_eq!(race(caused, &Model::RC11), Some(false));
    assert_eq!(race(caused, &Model::CPP20), Some(false), "a race without a circle says more");
}

#[test]
fn a_race_before_an_assumption_that_fails_is_a_race_and_one_after_it_is_none() {
    let text =
        |body: &str| format!("C t\n{{}}\nP0 (int* d) {{ {body} }}\nP1 (int* d) {{ *d = 2; }}\nexists (d=2)");
    assert_eq!(ends(&text("*d = 1; __VERIFIER_assume(0);")), None);
    assert_eq!(ends(&text("__VERIFIER_assume(0); *d = 1;")), Some(Vec::new()));
}

#[test]
fn a_mutex_is_a_type_of_a_parameter_and_a_name_elsewhere() {
    let text = "C t\n{}\nP0 (mutex *m, int* d) { lock(m); *d = 1; unlock(m); }\n\
                P1 (mutex *m, int* d) { lock(m); *d = 1; unlock(m); }\nexists (d=1)";
    assert_eq!(ends(text), Some(vec!["d=1".to_owned()]));
    assert!(read("C t\n{}\nP0 (atomic_int *mutex) { lock(mutex); }\n", &Options::default()).is_ok());
}

#[test]
fn regions_are_read_and_mean_nothing() {
    let text = |regions: &str| {
        format!("C t\n{{ int x = 0 }}\nP0 (int* x, int* y) {{ *x = 1; }}\n{regions}\nforall (x = 1)\n")
    };
    for regions in ["regions: x:PROP", "regions: x:PROP, y : OTHER", "regions: x:A; y:B;"] {
        let reading = reading(&text(regions), &Options::default());
        assert_eq!(ends_of(&reading).unwrap(), ["x=1"]);
        assert_eq!(reading.remarks, [Remark::Regions]);
    }
    for wrong in ["regions x:A", "regions: z:A", "regions: x A", "regions:"] {
        assert!(read(&text(wrong), &Options::default()).is_err(), "{wrong}");
    }
}
