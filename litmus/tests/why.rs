//! Why an outcome is allowed or forbidden, in words and as a drawing.

use std::collections::BTreeSet;

use racelab_litmus::checker::{Axiom, Behaviour, Execution, Limits, Model, Unfinished, behaviour};
use racelab_litmus::why::{Why, drawing, ending, why};
use racelab_litmus::{Test, format, gallery};

fn test(name: &str) -> Test {
    let entry = gallery::gallery().iter().find(|entry| entry.name == name).expect("a test of the gallery");
    format::parse(entry.text).unwrap()
}

fn ask(test: &Test, model: &Model, outcome: &str) -> Why {
    why(test, model, &ending(test, outcome).unwrap(), &Limits::default()).unwrap()
}

fn words(test: &Test, model: &Model, outcome: &str) -> String {
    ask(test, model, outcome).in_words(test, model).join("\n")
}

#[test]
fn an_allowed_outcome_is_told_with_what_each_load_reads() {
    let sb = test("SB");
    let expected = "C++20 allows it. It can happen like this:
1. thread 0 stores 1 in x (Relaxed)
2. thread 0 loads 0 from y (Relaxed), the initial value
3. thread 1 stores 1 in y (Relaxed)
4. thread 1 loads 0 from x (Relaxed), the initial value, not the newer 1";
    assert_eq!(words(&sb, &Model::CPP20, "0:r0=0 1:r0=0"), expected);
    // Where nothing strange is needed, nothing strange is shown.
    assert!(!words(&sb, &Model::CPP20, "0:r0=0 1:r0=1").contains("newer"));
}

#[test]
fn a_forbidden_outcome_is_told_as_the_circle_that_breaks_an_axiom() {
    let sb = test("SB+sc");
    let expected = "C++20 forbids it: seqcst.
This axiom says: all SeqCst operations stand in one order that every thread agrees with.
To end this way, the threads would have to go round in a circle:
1. thread 0 stores 1 in x (SeqCst); in the same thread it comes before 2
2. thread 0 loads 0 from y (SeqCst); what it reads is overwritten by 3
3. thread 1 stores 1 in y (SeqCst); in the same thread it comes before 4
4. thread 1 loads 0 from x (SeqCst); what it reads is overwritten by 1
It would be allowed without seqcst.";
    assert_eq!(words(&sb, &Model::CPP20, "0:r0=0; 1:r0=0"), expected);
    assert!(words(&sb, &Model::X86_TSO, "0:r0=0, 1:r0=0").contains("total-store-order"));
    let mp = words(&test("MP+rel+acq"), &Model::CPP20, "1:r0=1 1:r1=0");
    assert!(mp.contains("it synchronises with 3"), "{mp}");
    assert!(words(&test("LB"), &Model::RC11, "0:r0=1 1:r0=1").contains("no-thin-air"));
    assert!(words(&test("LB"), &Model::CPP20, "0:r0=1 1:r0=1").contains("which only 4 will store"));
}

#[test]
fn what_nothing_writes_is_said_to_be_so() {
    let found = ask(&test("SB"), &Model::CPP20, "0:r0=7");
    assert!(matches!(found, Why::NobodyWrites(_, 7)), "{found:?}");
}

#[test]
fn a_race_is_told_with_both_accesses() {
    let race = gallery::gallery().iter().map(|entry| format::parse(entry.text).unwrap()).find(|test| {
        matches!(behaviour(test, &Model::CPP20, &Limits::default()), Ok(Behaviour::Undefined(_)))
    });
    let race = race.expect("a race in the gallery");
    let first = race.name_of(race.shown()[0]);
    let told = words(&race, &Model::CPP20, &format!("{first}=0"));
    assert!(told.starts_with("This program has a data race"), "{told}");
    assert!(
        told.contains("(non-atomic)") && told.contains("thread 0") && told.contains("thread 1"),
        "{told}"
    );
}

/// Whether each thread's stores to a location stand in the thread's own order, after the initial value.
fn keeps_own_order(execution: &Execution) -> bool {
    let events = &execution.events;
    let wrong = |&(first, second): &(usize, usize)| {
        events[first].writes()
            && events[second].writes()
            && events[first].location == events[second].location
            && !execution.mo.has(first, second)
    };
    !execution.sb.pairs().any(|pair| wrong(&pair))
}

/// What the gallery's tests ask about, under every model: each answer agrees with the checker's outcomes, and
/// each circle is one.
#[test]
fn every_answer_agrees_with_the_outcomes_and_every_circle_closes() {
    let (mut allowed, mut forbidden, mut several) = (0, 0, 0);
    let mut unusual = BTreeSet::new();
    for entry in gallery::gallery() {
        let test = format::parse(entry.text).unwrap();
        // What any model allows, or would with an axiom less, is asked of all of them.
        let of = |model: &Model| match behaviour(&test, model, &Limits::default()).unwrap() {
            Behaviour::Undefined(_) => None,
            Behaviour::Outcomes(outcomes) => Some(outcomes),
        };
        let outcomes = Model::ALL.map(|model| of(&model));
        let less = Model::ALL.iter().flat_map(|model| model.axioms().map(|axiom| model.without(axiom)));
        let more = less.filter_map(|model| of(&model)).flatten().take(100);
        let all = outcomes.iter().flatten().flatten().cloned().chain(more);
        let all: BTreeSet<_> = all.collect();
        for (model, allows) in Model::ALL.iter().zip(&outcomes) {
            for outcome in &all {
                let words = test.outcome_in_words(outcome);
                let Some(allows) = allows else { continue };
                match ask(&test, model, &words) {
                    Why::Allowed(execution) => {
                        assert!(allows.contains(outcome), "{} {words}", test.name);
                        assert_eq!(&execution.outcome(&test), outcome);
                        assert!(execution.broken(model).is_empty());
                        allowed += 1;
                    }
                    Why::Forbidden(found) => {
                        assert!(!allows.contains(outcome), "{} {words}", test.name);
                        assert_eq!(&found.execution.outcome(&test), outcome);
                        let broken: Vec<_> = found.broken.iter().map(|(axiom, _)| *axiom).collect();
                        assert_eq!(found.execution.broken(model), broken, "{} {words}", test.name);
                        for (axiom, circle) in &found.broken {
                            if *axiom == Axiom::Visibility {
                                continue; // One link, and no circle.
                            }
                            assert_eq!(circle[0].from, circle[circle.len() - 1].to);
                            assert!(circle.windows(2).all(|links| links[0].to == links[1].from));
                        }
                        assert!(found.enough.iter().all(|axiom| model.has(*axiom)));
                        if !keeps_own_order(&found.execution) {
                            unusual.insert((entry.name, model.name, words));
                        }
                        forbidden += 1;
                        several += usize::from(broken.len() > 1);
                    }
                    other => panic!("{} {words} under {}: {other:?}", test.name, model.name),
                }
            }
        }
    }
    // Where the order of a thread's own stores is the point, and there is nothing else to say.
    let unusual: Vec<_> =
        unusual.iter().map(|(name, model, words)| format!("{name} {model} {words}")).collect();
    assert_eq!(unusual, ["CoWW C++20 x=1", "CoWW RC11 x=1", "CoWW x86-TSO x=1"]);
    assert!(allowed > 200 && forbidden > 50 && several > 0, "{allowed}, {forbidden}, {several}");
}

#[test]
fn bad_outcomes_are_refused_with_what_would_be_right() {
    let sb = test("SB");
    for (text, part) in [
        ("", "an outcome is expected"),
        ("0:r9=1", "no \"0:r9\"; it has 0:r0"),
        ("0:r0", "NAME=VALUE"),
        ("0:r0=many", "not a number"),
        ("0:r0=010", "C reads a number that begins with 0 as octal, herd as decimal"),
        ("0:r0=-010", "C reads a number that begins with 0 as octal"),
        ("0:r0=99999999999", "not a number that an `int` holds"),
        ("0:r0=340282366920938463463374607431768211456", "not a number"),
    ] {
        let error = ending(&sb, text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn a_drawing_is_one_file_that_says_what_it_shows() {
    let sb = test("SB+sc");
    let Why::Forbidden(found) = ask(&sb, &Model::CPP20, "0:r0=0 1:r0=0") else { panic!("forbidden") };
    let (axiom, circle) = &found.broken[0];
    assert_eq!(*axiom, Axiom::SeqCst);
    let words = ["a < b & c".to_string()];
    let svg = drawing::svg(&sb, &found.execution, circle, "SB+sc", &words, drawing::Width::WIDE);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("<title id=\"title\">SB+sc</title>") && svg.contains("a &lt; b &amp; c"));
    assert!(svg.contains("prefers-color-scheme: dark"));
    assert_eq!(svg.matches(" circle\"").count(), circle.len());
    assert!(!svg.contains("http") || svg.matches("http").count() == 1, "only the name space");
}

/// The store is what makes an outcome like this one surprising, so an arrow goes from the load to it. Who reads the newest
/// passes over nothing, and a read-modify-write is followed by its own store.
#[test]
fn a_drawing_of_what_is_allowed_shows_which_store_a_load_passes_over() {
    for (name, outcome, arrows) in [
        ("MP", "1:r0=1 1:r1=0", 1),
        ("SB", "0:r0=0 1:r0=0", 2),
        ("SB", "0:r0=1 1:r0=1", 0),
        ("MP", "1:r0=1 1:r1=1", 0),
    ] {
        let test = test(name);
        let Why::Allowed(execution) = ask(&test, &Model::CPP20, outcome) else { panic!("{name} allows it") };
        let svg = drawing::svg(&test, &execution, &[], name, &[], drawing::Width::WIDE);
        assert_eq!(svg.matches("class=\"arrow rb\"").count(), arrows, "{name} {outcome}:\n{svg}");
        assert_eq!(svg.contains("rb: reads what is overwritten by"), arrows > 0);
    }
    let two = read(
        "C two {} P0 (atomic_int* x) { int a = atomic_fetch_add_explicit(x, 1, memory_order_relaxed); }
         P1 (atomic_int* x) { int b = atomic_fetch_add_explicit(x, 1, memory_order_relaxed); } exists (0:a=0)",
    );
    let Why::Allowed(execution) = ask(&two, &Model::CPP20, "0:a=0") else {
        panic!("one of them comes first")
    };
    let svg = drawing::svg(&two, &execution, &[], "two", &[], drawing::Width::WIDE);
    assert!(svg.contains("class=\"arrow rf\"") && !svg.contains("class=\"arrow rb\""), "{svg}");
    assert!(!svg.contains("rb: reads what is overwritten by"), "{svg}");
}

fn read(text: &str) -> Test {
    format::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn message_passing_is_the_reason_where_the_writer_stores_twice_before() {
    let test = read(
        "C MP+twice {} P0 (atomic_int* x, atomic_int* y) { atomic_store_explicit(x, 1, memory_order_relaxed);
         atomic_store_explicit(x, 2, memory_order_relaxed); atomic_store_explicit(y, 1, memory_order_release); }
         P1 (atomic_int* x, atomic_int* y) { int r = atomic_load_explicit(y, memory_order_acquire);
         int s = atomic_load_explicit(x, memory_order_relaxed); } exists (1:r=1 /\\ 1:s=0)",
    );
    let expected = "C++20 forbids it: coherence.
This axiom says: what a thread knows of one location it does not forget: no read of a value that it knows to \
                    be overwritten, and no write that goes before one it knows of.
To end this way, the threads would have to go round in a circle:
1. thread 0 stores 1 in x (Relaxed); in the same thread it comes before 2
2. thread 0 stores 1 in y (Release); it synchronises with 3
3. thread 1 loads 1 from y (Acquire); in the same thread it comes before 4
4. thread 1 loads 0 from x (Relaxed); what it reads is overwritten by 1
It would be allowed without coherence.";
    assert_eq!(words(&test, &Model::CPP20, "1:r=1 1:s=0"), expected);
}

#[test]
fn what_a_plain_read_may_not_see_is_told_as_that() {
    let test = read(
        "C cautious {} P0 (int* x, int* y) { int r0 = *x; if (r0 == 1) { *y = 1; } }
         P1 (int* x, int* y) { int r0 = *y; if (r0 == 1) { *x = 1; } } exists (0:r0=1)",
    );
    let told = words(&test, &Model::CPP20, "0:r0=1");
    assert!(told.starts_with("C++20 forbids it: visibility."), "{told}");
    assert!(told.contains("this is what is read by 2") && told.contains("\n2. thread"), "{told}");
    let race = words(&test, &Model::CPP20.without(Axiom::Visibility), "0:r0=1");
    assert!(race.starts_with("This program has a data race"), "{race}");
}

#[test]
fn a_value_out_of_thin_air_is_explained_whichever_it_is() {
    let oota = test("LB+OOTA");
    for value in [7, 42, 1_000_000, -3] {
        let told = words(&oota, &Model::CPP20, &format!("0:r0={value}"));
        assert!(told.starts_with("C++20 allows it."), "{value}: {told}");
        assert!(told.contains("comes out of thin air"), "{value}: {told}");
        let rc11 = words(&oota, &Model::RC11, &format!("0:r0={value}"));
        assert!(rc11.contains("RC11 forbids it: no-thin-air"), "{value}: {rc11}");
    }
    assert!(!words(&test("LB"), &Model::CPP20, "0:r0=1 1:r0=1").contains("thin air"));
}

#[test]
fn a_race_under_one_model_leaves_the_others_their_answers() {
    let race = test("MP+na");
    let outcome = race.outcome_in_words(&vec![0; race.shown().len()]);
    assert!(matches!(ask(&race, &Model::CPP20, &outcome), Why::Undefined(_)));
    assert!(!matches!(ask(&race, &Model::X86_TSO, &outcome), Why::Undefined(_)));
}

#[test]
fn an_explanation_that_is_interrupted_or_too_large_says_so() {
    let sb = test("SB+sc");
    let forbidden = ending(&sb, "0:r0=0 1:r0=0").unwrap();
    let interrupted = why(&sb, &Model::CPP20, &forbidden, &Limits::default().interrupted_by(|| true));
    assert!(matches!(interrupted, Err(Unfinished::Interrupted { .. })), "{interrupted:?}");
    // With every amount of work: no answer, the answer alone, or the answer with its reason.
    let of_work = |work| why(&sb, &Model::CPP20, &forbidden, &Limits::of_work(work));
    let all = Limits::default().left();
    let limits = Limits::default();
    why(&sb, &Model::CPP20, &forbidden, &limits).unwrap();
    let needed = all - limits.left();
    assert!(matches!(of_work(needed), Ok(Why::Forbidden(_))));
    let answers: Vec<_> = (0..needed).step_by(needed as usize / 100).map(of_work).collect();
    let is_too_large = |answer: &Result<Why, Unfinished>| matches!(answer, Err(Unfinished::TooLarge { .. }));
    assert!(answers.iter().any(is_too_large));
    let without_reason = answers.iter().filter(|answer| matches!(answer, Ok(Why::TooLarge)));
    assert!(without_reason.count() > 3);
    assert!(!answers.iter().any(|answer| matches!(answer, Ok(Why::Allowed(_) | Why::Undefined(_)))));
}

#[test]
fn what_is_cut_off_is_not_said_to_be_impossible() {
    let test = read("C t\n{}\nP0 () { int a = 0; do { a++; } while (a < 3); }\nexists (0:a=3)");
    let said = words(&test, &Model::CPP20, "0:a=3");
    assert!(said.starts_with("Within 2 rounds of each loop no execution ends this way."), "{said}");
    assert!(!said.contains("cannot happen") && !said.contains("nothing writes"), "{said}");
}

#[test]
fn a_lock_is_explained_by_message_passing_through_it() {
    for (name, ending) in [("Lock+swap", "0:r0=0 1:r0=0 data=1"), ("Lock+cas", "0:r0=1 1:r0=1 data=1")] {
        let said = words(&test(name), &Model::CPP20, ending);
        for part in ["stores 1 in data", "it synchronises with", "stores 0 in lock (Release)"] {
            assert!(said.contains(part), "{name}: no `{part}` in\n{said}");
        }
    }
}

/// The two circles of a torn snapshot: a weight that is newer than the version, and one that is older.
#[test]
fn a_torn_snapshot_is_explained_by_the_fences_or_by_the_version() {
    let snapshot = test("Snapshot");
    let newer = "To end this way, the threads would have to go round in a circle:
1. thread 0 stores 1 in version (Relaxed); in the same thread it comes before 2
2. thread 0 has a fence (Release); it synchronises with 3
3. thread 1 has a fence (Acquire); in the same thread it comes before 4
4. thread 1 loads 0 from version (Relaxed); what it reads is overwritten by 1
It would be allowed without coherence.";
    let older = "To end this way, the threads would have to go round in a circle:
1. thread 0 stores 1 in a (Relaxed); in the same thread it comes before 2
2. thread 0 stores 2 in version (Release); it synchronises with 3
3. thread 1 loads 2 from version (Acquire); in the same thread it comes before 4
4. thread 1 loads 0 from a (Relaxed); what it reads is overwritten by 1
It would be allowed without coherence.";
    for model in [Model::CPP20, Model::RC11] {
        for (ending, circle) in
            [("1:r0=0 1:r1=1 1:r2=1 1:r3=0", newer), ("1:r0=2 1:r1=0 1:r2=1 1:r3=2", older)]
        {
            let said = words(&snapshot, &model, ending);
            assert!(said.starts_with(&format!("{} forbids it: coherence.", model.name)), "{said}");
            assert!(said.ends_with(circle), "{ending}: {said}");
        }
    }
}

#[test]
fn a_release_sequence_through_a_later_store_is_explained_by_rc11_and_no_longer_one_of_cpp20() {
    let store = test("RS+store");
    assert!(words(&store, &Model::CPP20, "1:r0=2 1:r1=0").starts_with("C++20 allows it."));
    let said = words(&store, &Model::RC11, "1:r0=2 1:r1=0");
    let circle = "To end this way, the threads would have to go round in a circle:
1. thread 0 stores 1 in x (Relaxed); in the same thread it comes before 2
2. thread 0 stores 1 in y (Release); it synchronises with 3
3. thread 1 loads 2 from y (Acquire); in the same thread it comes before 4
4. thread 1 loads 0 from x (Relaxed); what it reads is overwritten by 1
It would be allowed without coherence.";
    assert!(said.starts_with("RC11 forbids it: coherence.") && said.ends_with(circle), "{said}");
}
