//! What else comes of it: JSON, drawings, the table of sites.

use serde_json::Value;

use super::{Ended, own, racelab, written};

#[test]
fn an_explanation_is_to_be_had_as_json_and_as_a_drawing() {
    let explain = |option: &str| {
        Ended::of(racelab("explain", &own("read_guards.rs"), &[option, "-"]).output().unwrap())
    };
    let json = explain("--json");
    let value: Value = serde_json::from_str(&json.said).unwrap();
    let exploration = &value["explorations"][0];
    assert_eq!(
        (&value["finished"], &exploration["subject"]),
        (&Value::from(true), &Value::from("two_count_up"))
    );
    assert_eq!(exploration["counterexample"]["kind"], "data race");
    let svg = explain("--svg").said;
    assert!(svg.starts_with("<svg") && svg.contains("read-locks lock"), "{svg}");
}

#[test]
fn each_ordering_is_asked_about_and_a_picture_names_what_it_shows() {
    let weaken =
        |options: &[&str]| Ended::of(racelab("weaken", &own("spin_lock.rs"), options).output().unwrap());
    weaken(&["--counterexamples"]).is(
        0,
        &[
            "change Acquire Relaxed needed: data race",
            "store Release Relaxed needed: data race",
            "value: writes 1",
        ],
    );
    let json: Value = serde_json::from_str(&weaken(&["--json", "-"]).said).unwrap();
    assert_eq!((&json["finished"], json["rows"].as_array().map(Vec::len)), (&Value::from(true), Some(2)));
}

#[test]
fn nothing_is_weakened_where_the_program_fails_as_it_is() {
    let panics = "#[test]\nfn panics() {\n    let lock = std::sync::Mutex::new(1);\n    assert_eq!(*lock.lock().unwrap(), 2);\n}\n";
    let waits = "use std::sync::atomic::AtomicBool;\nuse std::sync::atomic::Ordering::Acquire;\n\n#[test]\nfn waits() {\n    \
                 let ready = AtomicBool::new(false);\n    while !ready.load(Acquire) {\n        std::hint::spin_loop();\n    \
                 }\n}\n";
    let turns = "#[test]\nfn turns() {\n    loop {\n        std::hint::black_box(());\n    }\n}\n";
    for (name, text, verdict) in
        [("panics", panics, "a thread panicked"), ("waits", waits, "livelock"), ("turns", turns, "endless")]
    {
        let weakened =
            Ended::of(racelab("weaken", &written(&format!("base-{name}"), text), &[]).output().unwrap());
        weakened.is(1, &["Nothing was weakened, because the code fails as it is: 1 of 1 scenario.", verdict]);
    }
}

#[test]
fn a_trial_that_the_program_does_not_come_back_from_costs_its_row_and_no_other() {
    let text = "use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

#[test]
fn reads_what_was_written() {
    let [one, two, three, four] = [0; 4].map(AtomicU32::new);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            one.store(1, Relaxed);
            two.store(1, Release);
            three.store(1, Relaxed);
            four.store(1, Release);
        });
        if four.load(Acquire) == 1 {
            assert_eq!(three.load(Relaxed), 1);
        }
        if two.load(Acquire) == 1 && one.load(Relaxed) == 0 {
            unsafe { std::ptr::without_provenance::<u8>(16).read_volatile() };
        }
    });
}
";
    let file = written("crashes", text);
    let weaken = |options: &[&str]| Ended::of(racelab("weaken", &file, options).output().unwrap());
    weaken(&[]).is(
        1,
        &[
            "program.rs:10 store Release Relaxed did not come back",
            "program.rs:12 store Release Relaxed needed: panic",
            "program.rs:14 load Acquire Relaxed needed: panic",
            "program.rs:17 load Acquire Relaxed did not come back",
            "program.rs:10, store, Relaxed: the program did not come back: it used memory that is not its own",
            "4 trials, one site weaker at a time: 2 needed, 0 with a reason beside the site, 0 open, 2 from which \
             the program did not come back",
        ],
    );
    let json: Value = serde_json::from_str(&weaken(&["--json", "-"]).said).unwrap();
    let verdicts: Vec<_> = json["rows"].as_array().unwrap().iter().map(|row| &row["verdict"]).collect();
    assert_eq!(verdicts, ["did not come back", "needed", "needed", "did not come back"]);
    assert_eq!(json["finished"], false);
}

#[test]
fn where_nothing_is_found_there_is_a_question_with_what_the_scenarios_cannot_show() {
    let text = "use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, SeqCst};

#[test]
fn counts() {
    let count = AtomicU32::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| count.fetch_add(1, Acquire));
        count.load(SeqCst);
    });
}
";
    let weaken =
        |name: &str, text: &str| Ended::of(racelab("weaken", &written(name, text), &[]).output().unwrap());
    let asked = weaken("questions", text);
    asked.is(
        1,
        &[
            "program.rs:8 change Acquire Relaxed no counterexample",
            "3 trials, one site weaker at a time: 0 needed, 0 with a reason beside the site, 3 open;",
            "2 questions, and no advice",
            "program.rs:8 be Relaxed? No counterexample in this scenario.",
            "program.rs:9 be Acquire, or Relaxed? No counterexample in this scenario.",
            "Why this scenario cannot answer that",
            "another caller, a third thread or another order of calls",
            "The engine does not explore load buffering",
            "Nor does your processor answer it",
            "\"Kept though weaker would do:\"",
        ],
    );
    assert!(!asked.said.contains("would do\n") && !asked.said.contains("unexplained"), "{}", asked.said);

    // What has a reason is not asked about, and a second scenario changes the words.
    let kept = text.replace(
        "        count.load",
        "        // Kept though weaker would do: the display is to come.\n        count.load",
    );
    let second = "\n#[test]\nfn other() {}\n";
    let asked = weaken("one-question", &[&kept, second].concat());
    asked.is(
        1,
        &[
            "program.rs:10, load, Acquire: the display is to come.",
            "A question, and no advice",
            "program.rs:8 be Relaxed? No counterexample in these scenarios.",
            "Why these scenarios cannot answer that",
        ],
    );
    let relaxed = kept.replace("(1, Acquire)", "(1, std::sync::atomic::Ordering::Relaxed)");
    let asked = weaken("asked-nothing", &relaxed);
    asked.is(0, &["2 with a reason beside the site, 0 open"]);
    assert!(!asked.said.contains("question"), "{}", asked.said);
}

#[test]
fn two_sites_in_one_line_are_told_apart_by_their_columns() {
    let text = "use std::sync::atomic::{AtomicU32, Ordering::*};

#[test]
fn adds() {
    let [one, other] = [0; 2].map(AtomicU32::new);
    let loaded = (one.load(Acquire), other.load(Acquire));
    one.store(loaded.0, Release);
}
";
    let weaken = Ended::of(racelab("weaken", &written("one-line", text), &[]).output().unwrap());
    weaken.is(
        1,
        &[
            "program.rs:6:23 load Acquire",
            "program.rs:6:44 load Acquire",
            "program.rs:7 store Release",
            "program.rs:6:23 be Relaxed?",
            "program.rs:6:44 be Relaxed?",
        ],
    );
}

#[test]
fn where_nothing_can_be_weaker_there_is_no_table() {
    let weaken =
        Ended::of(racelab("weaken", &written("nothing-to-weaken", "fn main() {}\n"), &[]).output().unwrap());
    weaken.is(0, &["There is nothing to weaken: no ordering that is passed here is stronger than Relaxed."]);
    assert!(!weaken.said.contains("verdict") && !weaken.said.contains("0 trials"), "{}", weaken.said);
}

#[test]
fn more_scenarios_than_sixteen_are_weakened_at_a_time() {
    let test = |number: usize| {
        format!(
            "#[test]\nfn t{number}() {{\n    std::sync::atomic::AtomicBool::new(false).load(Acquire);\n}}\n"
        )
    };
    let tests: String = (0..20).map(test).collect();
    let file = written("many", &format!("use std::sync::atomic::Ordering::Acquire;\n{tests}"));
    let ended = Ended::of(racelab("weaken", &file, &[]).output().unwrap());
    ended.is(
        1,
        &[
            "20 trials, one site weaker at a time: 0 needed",
            "20 open; 20 executions",
            "20 questions, and no advice",
            "... and 8 more: see the table.",
        ],
    );
}
