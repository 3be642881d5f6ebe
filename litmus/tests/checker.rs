//! The axiomatic checker against verdicts that others have published or worked out.

use racelab_litmus::checker::{Axiom, Behaviour, Limits, Model, Tried, Unfinished, behaviour, check};
use racelab_litmus::test::{Mode, Ordering, Statement};
use racelab_litmus::{Test, format, gallery};

/// A test in herd's text, from the bodies of its threads in a shorthand: `x = 1 rlx` stores, `r0 = x acq`
/// loads, `fence sc`, and anything else as it is in C. Locations are `x`, `y`, `z`.
fn test(name: &str, threads: &[&str], condition: &str) -> Test {
    let threads = threads.iter().enumerate().map(|(number, body)| {
        let statements = body.split(';').map(str::trim).filter(|statement| !statement.is_empty());
        let body: String = statements.map(statement).collect();
        format!("P{number} (atomic_int* x, atomic_int* y, atomic_int* z) {{\n{body}}}\n")
    });
    let text = format!("C {name}\n{{ x = 0; y = 0; z = 0; }}\n{}{condition}\n", threads.collect::<String>());
    format::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"))
}

fn statement(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    match words[..] {
        ["fence", order] => format!("  atomic_thread_fence({});\n", ordering(order)),
        [register, "=", location, order] if register.starts_with('r') => {
            format!("  int {register} = atomic_load_explicit({location}, {});\n", ordering(order))
        }
        [location, "=", value, order] => {
            format!("  atomic_store_explicit({location}, {value}, {});\n", ordering(order))
        }
        [register, "=", location, operation, value, order] => format!(
            "  int {register} = atomic_{operation}_explicit({location}, {value}, {});\n",
            ordering(order)
        ),
        _ => format!("  {text};\n"),
    }
}

fn ordering(short: &str) -> &'static str {
    match short {
        "rlx" => "memory_order_relaxed",
        "acq" => "memory_order_acquire",
        "rel" => "memory_order_release",
        "acqrel" => "memory_order_acq_rel",
        "sc" => "memory_order_seq_cst",
        other => panic!("no ordering: {other}"),
    }
}

/// Whether the outcome asked about is allowed, and how many outcomes there are; none of it for a data race.
fn verdict(test: &Test, model: &Model) -> Option<(bool, usize)> {
    match behaviour(test, model, &Limits::default()).unwrap() {
        Behaviour::Undefined(_) => None,
        Behaviour::Outcomes(outcomes) => {
            Some((outcomes.iter().any(|outcome| test.asks_about(outcome)), outcomes.len()))
        }
    }
}

/// Holds the three models to what is expected: C++20, RC11, x86-TSO.
fn expect(test: &Test, expected: [(bool, Option<usize>); 3]) {
    for (model, (allowed, states)) in Model::ALL.iter().zip(expected) {
        let (found, count) = verdict(test, model).expect("no data race");
        assert_eq!(found, allowed, "{} under {}", test.name, model.name);
        if let Some(states) = states {
            assert_eq!(count, states, "{} under {}: states", test.name, model.name);
        }
    }
}

const YES: bool = true;
const NO: bool = false;

#[test]
fn store_buffering_is_only_forbidden_by_seq_cst() {
    let sb = |store: &str, between: &str, load: &str| {
        let thread = |mine, other| format!("{mine} = 1 {store};{between};r0 = {other} {load}");
        test("SB", &[&thread("x", "y"), &thread("y", "x")], r"exists (0:r0=0 /\ 1:r0=0)")
    };
    let weak = [(YES, Some(4)), (YES, Some(4)), (YES, Some(4))];
    expect(&sb("rlx", "", "rlx"), weak);
    expect(&sb("rel", "", "acq"), weak);
    expect(&sb("rlx", "fence acqrel", "rlx"), weak);
    let strong = [(NO, Some(3)), (NO, Some(3)), (NO, Some(3))];
    expect(&sb("sc", "", "sc"), strong);
    expect(&sb("rlx", "fence sc", "rlx"), strong);
}

#[test]
fn a_thread_on_x86_reads_its_own_store_before_the_others_do() {
    // Intel's manual, volume 3A, section 8.2.3.5: intra-processor forwarding is allowed.
    let thread = |mine, other| format!("{mine} = 1 rlx; r0 = {mine} rlx; r1 = {other} rlx");
    let threads = [thread("x", "y"), thread("y", "x")];
    let question = r"exists (0:r0=1 /\ 0:r1=0 /\ 1:r0=1 /\ 1:r1=0)";
    expect(&test("SB+own", &[&threads[0], &threads[1]], question), [(YES, None); 3]);
}

#[test]
fn message_passing_needs_release_and_acquire_in_the_language() {
    let mp = |store: &str, load: &str| {
        let (writer, reader) = (format!("x = 1 rlx; y = 1 {store}"), format!("r0 = y {load}; r1 = x rlx"));
        test("MP", &[&writer, &reader], r"exists (1:r0=1 /\ 1:r1=0)")
    };
    let weak = [(YES, Some(4)), (YES, Some(4)), (NO, Some(3))];
    expect(&mp("rlx", "rlx"), weak);
    expect(&mp("rel", "rlx"), weak);
    expect(&mp("rlx", "acq"), weak);
    expect(&mp("rel", "acq"), [(NO, Some(3)), (NO, Some(3)), (NO, Some(3))]);
}

#[test]
fn load_buffering_is_where_cpp20_and_rc11_part() {
    let lb = |load: &str, store: &str| {
        let thread = |from, to| format!("r0 = {from} {load}; {to} = 1 {store}");
        test("LB", &[&thread("x", "y"), &thread("y", "x")], r"exists (0:r0=1 /\ 1:r0=1)")
    };
    expect(&lb("rlx", "rlx"), [(YES, Some(4)), (NO, Some(3)), (NO, Some(3))]);
    expect(&lb("acq", "rel"), [(NO, Some(3)), (NO, Some(3)), (NO, Some(3))]);
}

#[test]
fn a_fence_that_a_thread_goes_round_orders_nothing() {
    // Load buffering; the fence is on the path that is not taken.
    let text = format!(
        "C LB+around {{}} P0 (atomic_int* x, atomic_int* y) {{ int r0 = atomic_load_explicit(x, {rlx});
         if (r0 == 1) {{ }} else {{ atomic_thread_fence({sc}); }} atomic_store_explicit(y, 1, {rlx}); }}
         P1 (atomic_int* x, atomic_int* y) {{ int r0 = atomic_load_explicit(y, {acq});
         atomic_store_explicit(x, 1, {rlx}); }} exists (0:r0=1 /\\ 1:r0=1)",
        rlx = ordering("rlx"),
        acq = ordering("acq"),
        sc = ordering("sc"),
    );
    expect(&format::parse(&text).unwrap(), [(YES, Some(4)), (NO, Some(3)), (NO, Some(3))]);
}

#[test]
fn a_value_out_of_thin_air_is_possible_in_cpp20() {
    let copies = ["r0 = x rlx; y = r0 rlx", "r0 = y rlx; x = r0 rlx"];
    let asked = test("OOTA", &copies, r"exists (0:r0=42 /\ 1:r0=42)");
    // Neither value, the one that is named, and one for all the others.
    expect(&asked, [(YES, Some(3)), (NO, Some(1)), (NO, Some(1))]);
    let adds = ["r0 = x rlx; y = r0 + 1 rlx", "r0 = y rlx; x = r0 rlx"];
    let adds = adds.map(|thread| thread.replace("r0 + 1", "r0+1"));
    let asked = test("OOTA+add", &[&adds[0], &adds[1]], r"exists (0:r0=42 /\ 1:r0=42)");
    expect(&asked, [(NO, None), (NO, None), (NO, None)]);
}

#[test]
fn what_comes_out_of_thin_air_does_not_depend_on_the_question() {
    let copies = ["r0 = x rlx; y = r0 rlx", "r0 = y rlx; x = r0 rlx"];
    let to_and_fro = ["r0 = x rlx; y = r0+1 rlx", "r0 = y rlx; x = r0-1 rlx"];
    let up = ["r0 = x rlx; y = r0+1 rlx", "r0 = y rlx; x = r0 rlx"];
    let exchanges = ["r0 = x exchange 0 rlx; y = r0 rlx", "r0 = y exchange 0 rlx; x = r0 rlx"];
    let greater = ["r0 = x rlx; if (r0 > 100) atomic_store_explicit(y, r0, memory_order_relaxed)", copies[1]];
    let added = ["r0 = x rlx; r1 = y fetch_add r0 rlx", copies[1]];
    // Programs, whether their values may come out of thin air, and what may be asked of them.
    let programs = [
        (
            "copies",
            copies,
            YES,
            &["0:r0=5", "~(0:r0=0)", "0:r0=7 /\\ 1:r0=7", "x=5", "~(0:r0=0 \\/ 0:r0=5)"][..],
        ),
        ("to-and-fro", to_and_fro, YES, &["0:r0=5", "~(0:r0=0)", "0:r0=5 /\\ 1:r0=6", "1:r0=43"]),
        ("up", up, NO, &["0:r0=5", "0:r0=42", "~(0:r0=0 \\/ 0:r0=1)"]),
        ("exchanges", exchanges, YES, &["0:r0=5", "~(0:r0=0)"]),
        ("greater", greater, YES, &["0:r0=101", "0:r0=5000", "~(0:r0=0)"]),
        ("added", added, YES, &["0:r0=5", "~(0:r0=0)"]),
    ];
    for (name, threads, expected, questions) in programs {
        for question in questions {
            let asked = test(name, &threads, &format!("exists ({question})"));
            let checked = check(&asked, &Model::CPP20, &Limits::default()).unwrap();
            let outcomes = checked.behaviour.outcomes().unwrap();
            assert_eq!(checked.thin_air.is_some(), expected, "{name}: {question}");
            assert_eq!(outcomes.iter().any(|end| asked.asks_about(end)), expected, "{name}: {question}");
            // `forall` asks the opposite.
            let all = test(name, &threads, &format!("forall (~({question}))"));
            let all_of = behaviour(&all, &Model::CPP20, &Limits::default()).unwrap();
            let always = all_of.outcomes().unwrap().iter().all(|end| all.asks_about(end));
            assert_eq!(always, !expected, "{name}: forall not {question}");
            for model in [Model::RC11, Model::X86_TSO] {
                assert_eq!(check(&asked, &model, &Limits::default()).unwrap().thin_air, None);
            }
        }
    }
    // What was tried is said: always the same, and apart from it what the question needs.
    let questions = [
        ("copies", copies, "0:r0=5", &[0, 42][..], &[5][..]),
        ("copies", copies, "0:r0 != 0", &[0, 42], &[]),
        // 42 stands for all that nobody has named, unless somebody has named it.
        ("copies", copies, "0:r0=42", &[0, 42], &[43]),
        ("to-and-fro", to_and_fro, "~(0:r0=0)", &[-1, 0, 1, 2, 3, 41, 42, 43], &[-2]),
        ("to-and-fro", to_and_fro, "0:r0=5", &[-1, 0, 1, 2, 3, 41, 42, 43], &[4, 5, 6, 7]),
    ];
    for (name, threads, question, always, for_question) in questions {
        let asked = test(name, &threads, &format!("exists ({question})"));
        let tried = check(&asked, &Model::CPP20, &Limits::default()).unwrap().thin_air.unwrap();
        let expected = Tried {
            always: always.iter().copied().collect(),
            for_question: for_question.iter().copied().collect(),
        };
        assert_eq!(tried, expected, "{name}: {question}");
    }
    // Load buffering alone, with values that are written there, is none of this.
    let lb = test("LB", &["r0 = x rlx; y = 1 rlx", "r0 = y rlx; x = 1 rlx"], "exists (0:r0=1)");
    assert_eq!(check(&lb, &Model::CPP20, &Limits::default()).unwrap().thin_air, None);
}

#[test]
fn a_compare_exchange_can_hand_on_what_comes_out_of_thin_air() {
    let text = format!(
        "C cas {{}} P0 (atomic_int* x, atomic_int* y) {{ int e = 5; int r0 =
         atomic_compare_exchange_strong_explicit(x, &e, 0, {rlx}, {rlx});
         atomic_store_explicit(y, e, {rlx}); }}
         P1 (atomic_int* x, atomic_int* y) {{ int r0 = atomic_load_explicit(y, {rlx});
         atomic_store_explicit(x, r0, {rlx}); }} exists (~(1:r0=0))",
        rlx = ordering("rlx"),
    );
    let asked = format::parse(&text).unwrap();
    let checked = check(&asked, &Model::CPP20, &Limits::default()).unwrap();
    assert!(checked.thin_air.is_some());
    assert!(checked.behaviour.outcomes().unwrap().iter().any(|end| asked.asks_about(end)));
}

#[test]
fn coherence_holds_of_relaxed_accesses() {
    let corr = test("CoRR", &["x = 1 rlx", "r0 = x rlx; r1 = x rlx"], r"exists (1:r0=1 /\ 1:r1=0)");
    expect(&corr, [(NO, Some(3)); 3]);
    let cowr = test("CoWR", &["x = 1 rlx; r0 = x rlx", "x = 2 rlx"], r"exists (0:r0=2 /\ x=1)");
    expect(&cowr, [(NO, Some(3)); 3]);
    let corw = test("CoRW", &["r0 = x rlx; x = 1 rlx", "x = 2 rlx"], r"exists (0:r0=2 /\ x=2)");
    expect(&corw, [(NO, None); 3]);
    let coww = test("CoWW", &["x = 1 rlx; x = 2 rlx"], "exists (x=1)");
    expect(&coww, [(NO, Some(1)); 3]);
    let corw1 = test("CoRW1", &["r0 = x rlx; x = 1 rlx"], "exists (0:r0=1)");
    expect(&corw1, [(NO, Some(1)); 3]);
}

#[test]
fn independent_reads_of_independent_writes() {
    let iriw = |store: &str, load: &str| {
        let write = |location| format!("{location} = 1 {store}");
        let read = |first, second| format!("r0 = {first} {load}; r1 = {second} {load}");
        let threads = [write("x"), write("y"), read("x", "y"), read("y", "x")];
        let threads = threads.each_ref().map(String::as_str);
        test("IRIW", &threads, r"exists (2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0)")
    };
    expect(&iriw("rlx", "rlx"), [(YES, Some(16)), (YES, Some(16)), (NO, Some(15))]);
    expect(&iriw("rel", "acq"), [(YES, Some(16)), (YES, Some(16)), (NO, Some(15))]);
    expect(&iriw("sc", "sc"), [(NO, Some(15)); 3]);
    // C++20's wording forbids what RC11 allows.
    expect(&iriw("rel", "sc"), [(NO, Some(15)), (YES, Some(16)), (NO, Some(15))]);
}

#[test]
fn acquire_reads_before_seq_cst_reads_do_not_order_independent_writes() {
    // IRIW-acq-sc of the RC11 paper: compilers for Power break it, so the models had to allow it.
    let threads = ["x = 1 sc", "y = 1 sc", "r0 = x acq; r1 = y sc", "r0 = y acq; r1 = x sc"];
    let iriw = test("IRIW-acq-sc", &threads, r"exists (2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0)");
    expect(&iriw, [(YES, Some(16)), (YES, Some(16)), (NO, Some(15))]);
}

#[test]
fn what_a_third_thread_is_told_it_knows() {
    let threads = ["x = 1 rlx", "r0 = x rlx; y = 1 rel", "r0 = y acq; r1 = x rlx"];
    let wrc = test("WRC", &threads, r"exists (1:r0=1 /\ 2:r0=1 /\ 2:r1=0)");
    expect(&wrc, [(NO, Some(7)); 3]);
}

#[test]
fn two_locations_can_be_written_in_opposite_orders() {
    let threads = ["x = 1 rel; y = 2 rel", "y = 1 rel; x = 2 rel"];
    let writes = test("2+2W", &threads, r"exists (x=1 /\ y=1)");
    expect(&writes, [(YES, Some(4)), (YES, Some(4)), (NO, Some(3))]);
}

#[test]
fn a_read_modify_write_is_one_point_in_the_order_of_seq_cst() {
    // Z6.U of the RC11 paper, with an exchange: allowed on Power, and so in C++20.
    let z6 = |change: &str| {
        let middle = format!("r0 = y {change} sc; r1 = y rlx");
        let threads = ["x = 1 sc; y = 1 rel", &middle, "y = 3 sc; r0 = x sc"];
        test("Z6.U", &threads, r"exists (1:r0=1 /\ 1:r1=3 /\ 2:r0=0)")
    };
    expect(&z6("fetch_add 1"), [(YES, None), (YES, None), (NO, None)]);
    expect(&z6("exchange 2"), [(YES, None), (YES, None), (NO, None)]);
}

#[test]
fn seq_cst_in_the_middle_of_weaker_accesses() {
    // W+RWC of P0668: acquire and release between SeqCst accesses.
    let threads = ["x = 1 sc; z = 1 rel", "r0 = z acq; r1 = y sc", "y = 1 sc; r0 = x sc"];
    let w_rwc = test("W+RWC", &threads, r"exists (1:r0=1 /\ 1:r1=0 /\ 2:r0=0)");
    expect(&w_rwc, [(NO, None); 3]);
    // With fences: a SeqCst fence in two of the threads of RWC is enough.
    let threads = ["x = 1 rlx", "r0 = x rlx; fence sc; r1 = y rlx", "y = 1 rlx; fence sc; r0 = x rlx"];
    let rwc = test("RWC+fences", &threads, r"exists (1:r0=1 /\ 1:r1=0 /\ 2:r0=0)");
    expect(&rwc, [(NO, None); 3]);
    // R: a store against a store and a load.
    let threads = ["x = 1 sc; y = 1 sc", "y = 2 sc; r0 = x sc"];
    expect(&test("R", &threads, r"exists (y=2 /\ 1:r0=0)"), [(NO, None); 3]);
    let threads = ["x = 1 rlx; y = 1 rlx", "y = 2 rlx; r0 = x rlx"];
    expect(&test("R", &threads, r"exists (y=2 /\ 1:r0=0)"), [(YES, None); 3]);
}

#[test]
fn the_words_of_cpp20_forbid_what_x86_does() {
    // LWG issue 3941. The store of 2 waits in its buffer, the load of x finds it there, and that of y goes ahead.
    let threads = |second: &str| {
        let threads = ["y = 1 sc; x = 1 sc", &format!("x = 2 {second}; r0 = x sc; r1 = y sc")];
        test("LWG3941", &threads, r"exists (x=2 /\ 1:r0=2 /\ 1:r1=0)")
    };
    for weaker in ["rlx", "rel"] {
        expect(&threads(weaker), [(NO, Some(4)), (YES, Some(5)), (YES, Some(5))]);
    }
    expect(&threads("sc"), [(NO, Some(4)); 3]);
    // The same by a third thread. No x86 processor does this: there the store of 2 has come to all who can load it.
    let threads = ["y = 1 sc; x = 1 sc", "x = 2 rlx", "r0 = x sc; r1 = y sc"];
    let three = test("LWG3941+3", &threads, r"exists (x=2 /\ 2:r0=2 /\ 2:r1=0)");
    expect(&three, [(NO, None), (YES, None), (NO, None)]);
}

#[test]
fn release_sequences_lost_the_stores_of_their_own_thread() {
    let threads = ["x = 1 rlx; y = 1 rel; y = 2 rlx", "r0 = y acq; r1 = x rlx"];
    let own = test("MP+rel+own-store", &threads, r"exists (1:r0=2 /\ 1:r1=0)");
    expect(&own, [(YES, None), (NO, None), (NO, None)]);
    let threads = ["x = 1 rlx; y = 1 rel", "r0 = y fetch_add 1 rlx", "r0 = y acq; r1 = x rlx"];
    let other = test("MP+rel+update", &threads, r"exists (1:r0=1 /\ 2:r0=2 /\ 2:r1=0)");
    expect(&other, [(NO, None); 3]);
}

#[test]
fn nothing_comes_between_the_halves_of_a_read_modify_write() {
    let adds = ["r0 = x fetch_add 1 rlx", "r0 = x fetch_add 1 rlx"];
    expect(&test("2+add", &adds, "exists (x=1)"), [(NO, Some(1)); 3]);
    let lost = ["r0 = x rlx; x = r0+1 rlx", "r0 = x rlx; x = r0+1 rlx"];
    expect(&test("lost-update", &lost, "exists (x=1)"), [(YES, Some(2)); 3]);
    let store = ["r0 = x fetch_add 2 rlx", "x = 1 rlx"];
    expect(&test("add+store", &store, r"exists (0:r0=0 /\ x=2)"), [(NO, Some(2)); 3]);
}

#[test]
fn unordered_plain_accesses_are_a_data_race() {
    let mp = |store: &str, load: &str| {
        let text = format!(
            "C MP {{}} P0 (int* x, atomic_int* y) {{ *x = 1; atomic_store_explicit(y, 1, {}); }}
             P1 (int* x, atomic_int* y) {{ int r0 = atomic_load_explicit(y, {}); int r1 = 0;
             if (r0 == 1) {{ r1 = *x; }} }} exists (1:r0=1 /\\ 1:r1=0)",
            ordering(store),
            ordering(load)
        );
        format::parse(&text).unwrap()
    };
    expect(&mp("rel", "acq"), [(NO, Some(2)); 3]);
    for weak in [mp("rlx", "acq"), mp("rel", "rlx")] {
        for model in [Model::CPP20, Model::RC11] {
            let Ok(Behaviour::Undefined(race)) = behaviour(&weak, &model, &Limits::default()) else {
                panic!("a data race under {}", model.name)
            };
            let accesses = [race.first, race.second].map(|event| &race.execution.events[event]);
            assert_eq!(accesses.map(|event| event.thread), [Some(0), Some(1)]);
            assert_eq!(accesses.map(|event| event.statement), [0, 3]);
        }
        assert_eq!(verdict(&weak, &Model::X86_TSO), Some((NO, 2)));
    }
}

/// Two threads that each write only if they have read what the other writes, to plain locations or whatever the
/// change makes of them.
fn cautious(declared: &str) -> Test {
    let text = format!(
        "C cautious {{}} P0 ({declared}* x, {declared}* y) {{ int r0 = *x; if (r0 == 1) {{ *y = 1; }} }}
         P1 ({declared}* x, {declared}* y) {{ int r0 = *y; if (r0 == 1) {{ *x = 1; }} }} exists (0:r0=1)"
    );
    format::parse(&text).unwrap()
}

#[test]
fn a_read_that_would_race_is_not_used_to_find_a_race_behind_it() {
    let plain = cautious("int");
    expect(&plain, [(NO, Some(1)); 3]);
    // It is this axiom that makes it so.
    assert_eq!(verdict(&plain, &Model::CPP20.without(Axiom::Visibility)), None);
    assert_eq!(verdict(&plain, &Model::CPP20.without(Axiom::Coherence)), Some((NO, 1)));
    // The same where the locations are atomic and the accesses are not.
    let mut mixed = plain.clone();
    mixed.locations.iter_mut().for_each(|location| location.atomic = true);
    expect(&mixed, [(NO, Some(1)); 3]);
    // And with three threads.
    let thread = |number, from, to| {
        format!("P{number} (int* {from}, int* {to}) {{ int r0 = *{from}; if (r0 == 1) {{ *{to} = 1; }} }}")
    };
    let threads = [thread(0, "x", "y"), thread(1, "y", "z"), thread(2, "z", "x")].join("\n");
    let three = format!("C three {{}} {threads} exists (0:r0=1)");
    expect(&format::parse(&three).unwrap(), [(NO, Some(1)); 3]);
    // A write that does not wait for what is read races as ever.
    let text = "C racy {} P0 (int* x, int* y) { int r0 = *x; if (r0 == 1) { *y = 1; } }
                P1 (int* x, int* y) { int r0 = *y; *x = 1; } exists (0:r0=1)";
    let racy = format::parse(text).unwrap();
    assert_eq!(Model::ALL.map(|model| verdict(&racy, &model).is_none()), [true, true, false]);
}

#[test]
fn a_plain_read_after_an_atomic_one_that_has_learned_nothing_is_a_race() {
    // Where the atomic read has 2, the plain one may see no more than the initial value, and not that either, if
    // it were held to what the atomic one has read.
    let text = format!(
        "C mixed {{}} P0 (atomic_int* x) {{ atomic_store_explicit(x, 2, {rlx}); }}
         P1 (atomic_int* x) {{ int r0 = atomic_load_explicit(x, {acq}); int r1 = 0;
         if (r0 == 2) {{ r1 = atomic_load_explicit(x, {rlx}); }} }} exists (1:r0=2)",
        rlx = ordering("rlx"),
        acq = ordering("acq"),
    );
    let mixed = format::parse(&text).unwrap();
    let mixed = mixed.with_each(&|statement| match statement {
        Statement::Load { mode, .. } if *mode == Mode::Atomic(Ordering::Relaxed) => *mode = Mode::NonAtomic,
        _ => {}
    });
    assert_eq!(Model::ALL.map(|model| verdict(&mixed, &model).is_none()), [true, true, false]);
}

#[test]
fn a_race_is_a_verdict_of_one_model() {
    // RC11's release sequence goes on through the store of 2, C++20's does not.
    let text = format!(
        "C RS+na {{}} P0 (int* x, atomic_int* y) {{ *x = 1; atomic_store_explicit(y, 1, {rel});
         atomic_store_explicit(y, 2, {rlx}); }}
         P1 (int* x, atomic_int* y) {{ int r0 = atomic_load_explicit(y, {acq}); int r1 = 0;
         if (r0 == 2) {{ r1 = *x; }} }} exists (1:r0=2 /\\ 1:r1=0)",
        rel = ordering("rel"),
        rlx = ordering("rlx"),
        acq = ordering("acq"),
    );
    let sequence = format::parse(&text).unwrap();
    assert_eq!(Model::ALL.map(|model| verdict(&sequence, &model).is_none()), [true, false, false]);
}

/// So many loads against so many stores.
fn loads_against_stores(many: usize) -> Test {
    let loads: String = (0..many).map(|number| format!("r{number} = x rlx;")).collect();
    let stores: String = (0..many).map(|number| format!("x = {number} rlx;")).collect();
    test("many", &[&loads, &stores], "exists (0:r0=1)")
}

#[test]
fn what_is_too_large_is_given_up_after_the_same_work_everywhere() {
    let limits = Limits::default();
    let all = limits.left();
    let given_up = behaviour(&loads_against_stores(20), &Model::CPP20, &limits);
    assert!(matches!(given_up, Err(Unfinished::TooLarge { .. })), "{given_up:?}");
    // What is left is too little for anything more: questions that share limits share the work.
    let more = behaviour(&loads_against_stores(5), &Model::CPP20, &limits);
    assert!(matches!(more, Err(Unfinished::TooLarge { .. })), "{more:?}");
    // A small test takes the same share of it every time.
    let work = || {
        let limits = Limits::default();
        behaviour(&loads_against_stores(5), &Model::CPP20, &limits).unwrap();
        all - limits.left()
    };
    assert!(work() < all / 100);
    assert_eq!(work(), work());
}

#[test]
fn twelve_updates_of_one_counter_are_too_many_and_eight_are_not() {
    let adds = |each: usize| {
        let thread: String = (0..each).map(|number| format!("r{number} = x fetch_add 1 rlx;")).collect();
        test("adds", &[&*thread; 4], "exists (x=1)")
    };
    for model in Model::ALL {
        assert_eq!(
            behaviour(&adds(2), &model, &Limits::default()).unwrap().outcomes().map(|all| all.len()),
            Some(1)
        );
        let given_up = behaviour(&adds(3), &model, &Limits::default());
        assert!(matches!(given_up, Err(Unfinished::TooLarge { .. })), "{}: {given_up:?}", model.name);
    }
}

#[test]
fn an_interrupted_search_says_so() {
    let limits = Limits::default().interrupted_by(|| true);
    for model in Model::ALL {
        let ended = behaviour(&loads_against_stores(5), &model, &limits);
        assert_eq!(ended, Err(Unfinished::Interrupted { test: "many".to_string() }));
    }
}

#[test]
fn the_gallery_has_the_verdicts_that_are_published() {
    let table = include_str!("verdicts.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for row in rows {
        let [name, model, expected, states, source] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a row: {row}")
        };
        let entry = gallery::gallery().iter().find(|entry| entry.name == name);
        let test = format::parse(entry.unwrap_or_else(|| panic!("no test {name}")).text).unwrap();
        let model = Model::ALL.into_iter().find(|known| known.name == model).unwrap();
        let found = verdict(&test, &model);
        let found_verdict = match found {
            None => "race",
            Some((true, _)) => "allowed",
            Some((false, _)) => "forbidden",
        };
        let same_count = found.is_none_or(|(_, count)| states == "-" || states == count.to_string());
        if found_verdict != expected || !same_count {
            wrong.push(format!("{name}, {}: {expected} {states} says {source}, found {found:?}", model.name));
        }
        checked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 50);
}

/// `cargo test --release --test litmus_checker -- --ignored --nocapture`
#[test]
#[ignore = "prints how long things take"]
fn how_long_the_gallery_takes() {
    let mut total = 0.0;
    for entry in gallery::gallery() {
        let test = format::parse(entry.text).unwrap();
        for model in Model::ALL {
            let start = std::time::Instant::now();
            let found = verdict(&test, &model);
            let took = start.elapsed().as_secs_f64() * 1e3;
            total += took;
            if took > 2.0 {
                println!("{} under {}: {took:.1} ms, {found:?}", test.name, model.name);
            }
        }
    }
    println!("the gallery, {} tests, three models: {total:.1} ms", gallery::gallery().len());
    let adds = "r0 = x fetch_add 1 rlx; r1 = x fetch_add 1 rlx; r2 = x fetch_add 1 rlx";
    let counters = "r0 = x fetch_add 1 rlx; r1 = y fetch_add 1 rlx; r2 = x fetch_add 1 rlx";
    let mixed = ["x = 1 rlx; r0 = y rlx; r1 = x rlx", "y = 1 rlx; r0 = x rlx; r1 = y rlx"];
    let loads = ["r0 = x rlx; y = 1 rlx; r1 = y rlx", "r0 = y rlx; x = 1 rlx; r1 = x rlx"];
    let one = "x = 1 rlx; r0 = x rlx; r1 = x rlx";
    let programs = [
        ("one-counter", [adds; 4]),
        ("two-counters", [counters; 4]),
        ("store-buffering-twice", [mixed[0], mixed[1], mixed[0], mixed[1]]),
        ("load-buffering-twice", [loads[0], loads[1], loads[0], loads[1]]),
        ("one-location", [one; 4]),
    ];
    for (name, threads) in programs {
        for sc in [false, true] {
            let threads = threads.map(|thread| if sc { thread.replace("rlx", "sc") } else { thread.into() });
            let threads = threads.each_ref().map(String::as_str);
            let test = test(name, &threads, "exists (x=1)");
            for model in Model::ALL {
                let start = std::time::Instant::now();
                let found = behaviour(&test, &model, &Limits::default());
                let states = found.map(|found| match found {
                    Behaviour::Undefined(_) => 0,
                    Behaviour::Outcomes(outcomes) => outcomes.len(),
                });
                let took = start.elapsed().as_secs_f64() * 1e3;
                println!("{name}, SeqCst {sc}, {}: {took:.1} ms, {states:?}", model.name);
            }
        }
    }
}
