//! `racelab litmus`: what it prints, what it writes, and what it says of bad input.
#![cfg(not(loom))]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use racelab_loom::litmus::gallery::gallery;
use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_racelab")).args(arguments).output().expect("racelab starts")
}

/// What a command prints that ends well, on lines that fit the screen.
fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// A file of its own for a test of this name.
fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("the test's folder can be written to");
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn refused(arguments: &[&str], said: &str) {
    let output = run(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains(said), "{arguments:?}: {complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
}

#[test]
fn the_gallery_is_listed_by_group_with_a_line_each() {
    let list = printed(&["litmus"]);
    for entry in gallery() {
        let line = list.lines().find(|line| line.split_whitespace().next() == Some(entry.name));
        assert!(line.is_some_and(|line| line.ends_with(entry.about)), "{}", entry.name);
        assert!(list.lines().any(|line| line == entry.group.name()));
    }
    assert!(list.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn every_test_of_the_gallery_fits_the_screen() {
    for entry in gallery() {
        let shown = printed(&["litmus", entry.name, "--no-hardware"]);
        assert!(shown.starts_with(&format!("{}: {}", entry.name, entry.about)), "{shown}");
        // The last lines are a command to type, which stays in one piece.
        let text = shown.split("Why, or why not:").next().unwrap_or_default();
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{}: {line}", entry.name);
        }
    }
}

#[test]
fn the_columns_differ_where_the_language_loom_and_the_models_do() {
    let shown = printed(&["litmus", "sb+sc", "--all", "--without", "seqcst", "--no-hardware"]);
    // There is no room for more than the arrow.
    let row = shown.lines().find(|line| line.ends_with("<-")).expect("a row that is asked about");
    assert!(row.chars().count() <= 80, "{shown}");
    let cells: Vec<_> = row.split_whitespace().collect();
    let expected =
        ["0", "0", "forbidden", "not", "found", "found", "[1]", "forbidden", "forbidden", "allowed", "[2]"];
    assert_eq!(cells[..11], expected, "{shown}");
    assert!(shown.contains("[1] loom takes SeqCst loads and stores"), "{shown}");
}

#[test]
fn where_the_engine_misses_what_cpp20_allows_the_rule_of_rc11_is_named() {
    let shown = printed(&["litmus", "LB", "--no-hardware"]);
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("1 1 allowed not found [1] not found [2] <- asked about"), "{shown}");
    assert!(
        words.contains("[1] RC11, by which the engine goes, forbids reads from what comes later"),
        "{shown}"
    );
    let json: Value =
        serde_json::from_str(&printed(&["litmus", "LB", "--no-hardware", "--json", "-"])).expect("JSON");
    let engine = &json["engine"];
    assert_eq!((&engine["executions"], &engine["exhaustive"]), (&3.into(), &true.into()), "{json}");
    assert_eq!((&engine["ending"], &engine["not_asked"]), (&"complete".into(), &Value::Null), "{json}");
    assert!(engine["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{json}");
}

#[test]
fn a_data_race_is_shown_as_undefined_behaviour_and_is_not_run() {
    let shown = printed(&["litmus", "MP+na"]);
    assert!(shown.contains("Undefined behaviour: a data race at x"), "{shown}");
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("The engine and loom report it too."), "{shown}");
    assert!(!words.contains("allowed") && words.contains("it is not run"), "{shown}");
}

/// Under RC11 the release sequence goes on through the store of 2; under C++20 it does not.
const RACE_OF_CPP20: &str = "C RS+na
{ x = 0; y = 0; }
P0 (int* x, atomic_int* y) {
  *x = 1;
  atomic_store_explicit(y, 1, memory_order_release);
  atomic_store_explicit(y, 2, memory_order_relaxed);
}
P1 (int* x, atomic_int* y) {
  int r0 = atomic_load_explicit(y, memory_order_acquire);
  int r1 = 0;
  if (r0 == 2) { r1 = *x; }
}
exists (1:r0=2 /\\ 1:r1=0)
";

#[test]
fn a_race_under_one_model_leaves_the_other_columns_their_answers() {
    let path = file("race_of_cpp20.litmus", RACE_OF_CPP20);
    let shown = printed(&["litmus", &path, "--all"]);
    assert!(shown.contains("Undefined behaviour: a data race at x") && shown.contains("not run"), "{shown}");
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "The engine does not report it. In RC11, by which the engine goes, a release sequence goes on";
    assert!(words.contains(why), "{shown}");
    let asked =
        shown.lines().find(|line| line.contains("<- asked about")).expect("a row that is asked about");
    let cells: Vec<_> = asked.split_whitespace().collect();
    let expected = ["2", "0", "undefined", "not", "found", "data", "race", "forbidden", "forbidden"];
    assert_eq!(cells[..9], expected, "{shown}");
    assert!(shown.lines().any(|line| line.ends_with("allowed   allowed")), "{shown}");

    let json = printed(&["litmus", &path, "--all", "--no-hardware", "--json", "-"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["data_race"], true);
    assert_eq!(json["models"]["C++20"]["data_race"]["location"], "x");
    assert_eq!(json["models"]["RC11"]["data_race"], Value::Null);
    let asked = json["outcomes"].as_array().expect("outcomes").iter().find(|row| row["asked_about"] == true);
    let columns = &asked.expect("a row that is asked about")["columns"];
    assert_eq!(columns["C++20"]["happens"], Value::Null);
    assert_eq!(columns["RC11"]["happens"], false);

    let why = printed(&["litmus", &path, "--all", "--why", "1:r0=2 1:r1=0"]);
    for said in ["This program has a data race", "RC11 forbids it: coherence", "x86-TSO forbids it"] {
        assert!(why.contains(said), "{said}: {why}");
    }
}

#[test]
fn each_model_that_is_undefined_is_said_to_be_so() {
    let shown = printed(&["litmus", "MP+na", "--all", "--no-hardware"]);
    assert!(shown.contains("RC11: undefined behaviour as well, by the same data race."), "{shown}");
    assert!(shown.lines().any(|line| line.contains("undefined allowed")), "{shown}");
}

#[test]
fn a_program_whose_races_cannot_happen_has_outcomes_and_runs() {
    let text = "C cautious\n{}\nP0 (int* x, int* y) { int r0 = *x; if (r0 == 1) { *y = 1; } }\n\
                P1 (int* x, int* y) { int r0 = *y; if (r0 == 1) { *x = 1; } }\nexists (0:r0=1)\n";
    let path = file("cautious.litmus", text);
    let shown = printed(&["litmus", &path, "--all", "--runs", "1000"]);
    assert!(!shown.contains("ndefined"), "{shown}");
    assert!(!shown.contains("not run"), "{shown}");
    let why = printed(&["litmus", &path, "--why", "0:r0=1"]);
    assert!(why.contains("C++20 forbids it: visibility."), "{why}");
}

#[test]
fn values_out_of_thin_air_are_told_whatever_is_asked() {
    let copies = |question: &str| {
        format!(
            "C copies\n{{}}\nP0 (atomic_int* x, atomic_int* y) {{\nint a = atomic_load_explicit(x, memory_order_relaxed);\n\
             atomic_store_explicit(y, a, memory_order_relaxed); }}\nP1 (atomic_int* x, atomic_int* y) {{\n\
             int b = atomic_load_explicit(y, memory_order_relaxed);\n\
             atomic_store_explicit(x, b, memory_order_relaxed); }}\n{question}\n"
        )
    };
    let questions = [
        ("exists (0:a=5)", "yes: it can", Some("For this question also: 5."), vec![5]),
        ("exists (0:a != 0)", "yes: it can", None, vec![]),
        ("exists (~(0:a=0))", "yes: it can", None, vec![]),
        ("exists (0:a=42)", "yes: it can", Some("For this question also: 43."), vec![43]),
        ("forall (0:a=0)", "no: it can end otherwise", None, vec![]),
        ("", "", None, vec![]),
    ];
    for (number, (question, answer, also, also_tried)) in questions.into_iter().enumerate() {
        let path = file(&format!("copies{number}.litmus"), &copies(question));
        let shown = printed(&["litmus", &path, "--no-hardware"]);
        let told = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let whatever_is_asked = "C++20: values come out of thin air here, caused by nothing but themselves, so any \
                                 value may be possible. Tried: 0, 42.";
        assert!(told.contains(whatever_is_asked), "{shown}");
        assert_eq!(told.contains("For this question also"), also.is_some(), "{shown}");
        assert!(told.contains(also.unwrap_or_default()) && told.contains(answer), "{shown}");
        assert!(shown.contains("42 allowed"), "{shown}");
        let why = printed(&["litmus", &path, "--why", "0:a=7"]);
        assert!(why.contains("C++20 allows it.") && why.contains("comes out of thin air"), "{why}");
        let json = printed(&["litmus", &path, "--no-hardware", "--json", "-"]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let tried = &json["models"]["C++20"];
        assert_eq!(tried["tried_out_of_thin_air"], serde_json::json!([0, 42]));
        assert_eq!(tried["tried_for_the_question"], serde_json::json!(also_tried));
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_the_checker_with_its_own_exit_code() {
    let loads: String =
        (0..14).map(|n| format!("int r{n} = atomic_load_explicit(x, memory_order_relaxed);\n")).collect();
    let stores: String =
        (0..14).map(|n| format!("atomic_store_explicit(x, {n}, memory_order_relaxed);\n")).collect();
    let text = format!(
        "C many\n{{}}\nP0 (atomic_int* x) {{\n{loads}}}\nP1 (atomic_int* x) {{\n{stores}}}\nexists (0:r0=1)\n"
    );
    let path = file("many.litmus", &text);
    // Too early it has not begun to listen, too late it is done: one of these is in between.
    let heard = [30, 60, 120, 240, 480, 15].into_iter().any(|wait| {
        let many = Command::new(env!("CARGO_BIN_EXE_racelab"))
            .args(["litmus", &path, "--all", "--no-hardware"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("racelab starts");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let killed = Command::new("kill").args(["-INT", &many.id().to_string()]).status();
        assert!(killed.is_ok());
        let output = many.wait_with_output().expect("it ends");
        assert!(output.stdout.is_empty());
        let complaint = String::from_utf8_lossy(&output.stderr);
        output.status.code() == Some(130) && complaint == "error: many: interrupted\n"
    });
    assert!(heard, "never interrupted");
}

#[test]
fn this_machine_counts_its_runs_or_says_why_not() {
    let shown = printed(&["litmus", "SB", "--runs", "1000"]);
    assert!(shown.contains("1,000 runs on") || shown.contains("one core: nothing can be seen"), "{shown}");
}

#[test]
fn why_names_the_axiom_or_shows_the_execution() {
    let forbidden = printed(&["litmus", "SB+sc", "--why", "0:r0=0 1:r0=0"]);
    assert!(forbidden.contains("C++20 forbids it: seqcst."), "{forbidden}");
    let allowed = printed(&["litmus", "SB+sc", "--why", "0:r0=0, 1:r0=0", "--without", "seqcst"]);
    assert!(allowed.contains("It can happen like this:"), "{allowed}");
    let models = printed(&["litmus", "LB", "--why", "0:r0=1; 1:r0=1", "--all"]);
    for said in ["C++20 allows it", "RC11 forbids it: no-thin-air", "x86-TSO forbids it"] {
        assert!(models.contains(said), "{said}: {models}");
    }
}

#[test]
fn why_can_be_drawn_and_read_by_programs() {
    let svg = printed(&["litmus", "MP", "--why", "1:r0=1 1:r1=0", "--svg", "-"]);
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
    let json = printed(&["litmus", "MP", "--why", "1:r0=1 1:r1=0", "--json", "-"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["why"][0]["verdict"], "allowed");
}

#[test]
fn the_columns_can_be_read_by_programs() {
    let json = printed(&["litmus", "SB+sc", "--json", "-", "--no-hardware"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let asked = json["outcomes"].as_array().expect("outcomes").iter().find(|row| row["asked_about"] == true);
    let asked = asked.expect("a row that is asked about");
    assert_eq!(asked["outcome"], serde_json::json!({ "0:r0": 0, "1:r0": 0 }));
    assert_eq!(asked["columns"]["C++20"]["happens"], false);
    assert_eq!(asked["columns"]["engine"]["happens"], false);
    assert_eq!(asked["columns"]["loom"]["happens"], true);
    assert!(asked["columns"]["loom"]["note"].as_str().is_some_and(|note| note.contains("SeqCst")));
}

#[test]
fn the_gallery_is_exported_and_what_is_there_is_not_overwritten() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exported");
    let _ = fs::remove_dir_all(&folder);
    let path = folder.to_str().expect("a path in UTF-8");
    printed(&["litmus", "--export", path]);
    let test = folder.join("SB.litmus");
    let shown = printed(&["litmus", test.to_str().expect("a path in UTF-8"), "--no-hardware"]);
    assert!(shown.starts_with("SB: "), "{shown}");
    // Again is no harm; over a test that somebody has changed it would be.
    printed(&["litmus", "--export", path]);
    fs::write(&test, "C mine\n").expect("the file can be written");
    refused(&["litmus", "--export", path], "SB.litmus is there and is not the gallery's");
    assert_eq!(fs::read_to_string(&test).expect("the file is there"), "C mine\n");
}

#[test]
fn bad_input_gets_one_line_that_says_where_and_what_to_do() {
    refused(&["litmus", "SBB"], "did you mean SB");
    refused(&["litmus", "nowhere.litmus"], "cannot read nowhere.litmus");
    refused(&["litmus", &file("hello.litmus", "hello\n")], "hello.litmus:1:1: a test in C11 begins with `C`");
    let twenty: String = (0..20).map(|number| format!("P{number} (atomic_int* x) {{ }}\n")).collect();
    let twenty = format!("C twenty\n{{ x = 0; }}\n{twenty}exists (x=0)\n");
    refused(&["litmus", &file("twenty.litmus", &twenty)], "twenty.litmus:11:1: more than 8 threads");
    let add = "atomic_fetch_add_explicit(x, 1, memory_order_relaxed);\n".repeat(7);
    let thread = |number| format!("P{number} (atomic_int* x) {{\n{add}}}\n");
    let large = format!("C large\n{{ x = 0; }}\n{}exists (x=0)\n", (0..6).map(thread).collect::<String>());
    refused(&["litmus", &file("large.litmus", &large)], "large is too large to enumerate");
    refused(&["litmus", "SB", "--why", "soon"], "write NAME=VALUE");
    refused(&["litmus", "SB", "--why", "0:r9=0"], "r9");
    refused(&["litmus", "SB", "--without", "gravity"], "choose from coherence");
    refused(&["litmus", "SB", "--svg", "x.svg"], "--why");
    refused(&["litmus", "SB", "--runs", "0"], "--runs");
    refused(&["litmus", "SB", "--export", "x"], "--export");
    refused(&["litmus", "SB", "--json", "/nowhere/x.json"], "cannot write /nowhere/x.json");
    refused(&["litmus", "SB", "--why", "0:r0=0", "--json", "-", "--svg", "-"], "only one of");
}

#[test]
fn a_file_that_is_no_text_is_no_litmus_test() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("noise.litmus");
    fs::write(&path, [0x43, 0xff, 0xfe]).expect("the test's folder can be written to");
    refused(&["litmus", path.to_str().expect("a path in UTF-8")], "it is not text (UTF-8) from byte 1 on");
}

#[test]
fn settings_of_loom_in_the_environment_change_nothing() {
    let arguments = ["litmus", "SB+sc", "--no-hardware"];
    let expected = printed(&arguments);
    let settings = [
        ("LOOM_MAX_PREEMPTIONS", "0"),
        ("LOOM_MAX_PERMUTATIONS", "1"),
        ("LOOM_MAX_DURATION", "0"),
        ("LOOM_MAX_BRANCHES", "nonsense"),
        ("LOOM_CHECKPOINT_FILE", "/nowhere/checkpoint"),
        ("LOOM_CHECKPOINT_INTERVAL", "1"),
        ("LOOM_LOG", "trace"),
        ("LOOM_LOCATION", "1"),
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).args(arguments).envs(settings).output();
    let output = output.expect("racelab starts");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let explain = ["explain", "lost_update"];
    let expected = run(&explain);
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).args(explain).envs(settings).output();
    let output = output.expect("racelab starts");
    assert_eq!(output.status.code(), expected.status.code());
    // The last line says how long it took.
    let lines = |output: &Output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().filter(|line| !line.contains("executions in")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&output), lines(&expected));
}

/// Two threads that each store, then load what the other stores, with a question.
fn sb(question: &str) -> String {
    format!(
        "C SB\n{{}}\nP0 (atomic_int* x, atomic_int* y) {{ atomic_store_explicit(x, 1, memory_order_relaxed); \
         int r = atomic_load_explicit(y, memory_order_relaxed); }}\nP1 (atomic_int* x, atomic_int* y) {{ \
         atomic_store_explicit(y, 1, memory_order_relaxed); \
         int r = atomic_load_explicit(x, memory_order_relaxed); }}\n{question}\n"
    )
}

#[test]
fn the_question_that_was_asked_is_answered_with_yes_or_no() {
    let cases = [
        ("exists (0:r=0 /\\ 1:r=0)", Some("yes: it can.")),
        ("exists (0:r=2)", Some("no: it cannot.")),
        ("~exists (0:r=2)", Some("yes: it never does.")),
        ("~exists (0:r=0 /\\ 1:r=0)", Some("no: it can.")),
        ("forall (x=1 /\\ y=1)", Some("yes: it always does.")),
        ("forall (0:r=1)", Some("no: it can end otherwise.")),
        ("locations [0:r; 1:r;]", None),
        ("", None),
    ];
    for (number, (question, answer)) in cases.into_iter().enumerate() {
        let path = file(&format!("answer{number}.litmus"), &sb(question));
        let text = printed(&["litmus", &path, "--no-hardware"]);
        match answer {
            Some(answer) => assert!(text.contains(&format!("By C++20 the answer is {answer}")), "{text}"),
            None => {
                assert!(text.contains("Nothing is asked: how can it end?") && !text.contains("<-"), "{text}")
            }
        }
    }
}

#[test]
fn where_all_outcomes_are_asked_about_an_exception_is_marked_and_proposed() {
    let exception =
        printed(&["litmus", &file("exception.litmus", &sb("forall (0:r=1 \\/ 1:r=1)")), "--no-hardware"]);
    let marked: Vec<_> = exception.lines().filter(|line| line.ends_with("<- an exception")).collect();
    assert_eq!(marked.len(), 1, "{exception}");
    assert!(marked[0].split_whitespace().take(3).eq(["0", "0", "allowed"]), "{exception}");
    assert!(exception.trim_end().ends_with("--why '0:r=0 1:r=0'"), "{exception}");
    // Nothing is an exception: what would be one stands there as well, as it does for `~exists`.
    let never = printed(&["litmus", &file("no-exception.litmus", &sb("forall (0:r!=7)")), "--no-hardware"]);
    assert!(never.contains("forbidden"), "{never}");
    assert!(never.contains("yes: it always does."), "{never}");
}

#[test]
fn a_condition_that_is_always_or_never_true_is_told_as_that() {
    for (question, said) in [
        ("exists (false)", "The condition is true of no outcome."),
        ("forall (false)", "The condition is true of no outcome."),
        ("exists (0:r=1 /\\ true)", "Can it end with 0:r = 1?"),
        ("exists (false \\/ 0:r=1)", "Can it end with 0:r = 1?"),
        ("forall (0:r=1 \\/ true)", "The condition is true of every outcome."),
        ("exists (not false)", "The condition is true of every outcome."),
        ("filter (true) exists (0:r=1)", "Can it end with 0:r = 1?"),
        ("filter (false) exists (0:r=1)", "No execution counts: the filter is false."),
    ] {
        let shown = printed(&["litmus", &file("always.litmus", &sb(question)), "--no-hardware"]);
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(said), "{question}: {shown}");
        assert!(!shown.contains("anything?") && !shown.contains("nothing?"), "{question}: {shown}");
    }
}

#[test]
fn one_run_is_one_run() {
    let one = printed(&["litmus", "SB", "--runs", "1"]);
    assert!(one.contains("Seen here: 1 run on "), "{one}");
}

#[test]
fn a_condition_is_printed_with_the_parentheses_that_it_needs() {
    let asked = "exists ((((0:r=0) /\\ (1:r=0)) /\\ x=1) \\/ (((y=2))) \\/ not (0:r=1:r))";
    let text = printed(&["litmus", &file("parentheses.litmus", &sb(asked)), "--no-hardware"]);
    let text = text.replace('\n', " ");
    let expected = "Can it end with (0:r = 0 and 1:r = 0 and x = 1) or y = 2 or 0:r ≠ 1:r?";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn how_a_text_was_understood_stands_beside_the_program() {
    let plain = "C SB\n{}\nP0 (atomic_int* x, atomic_int* y) { *x = 1; int r = *y; }\n\
                 P1 (atomic_int* x, atomic_int* y) { *y = 1; int r = *x; }\nexists (0:r=0 /\\ 1:r=0)\n";
    let path = file("plain.litmus", plain);
    let text = printed(&["litmus", &path, "--no-hardware"]).replace('\n', " ");
    assert!(text.contains("Plain accesses of x and y, declared atomic, are read as non-atomic"), "{text}");
    assert!(text.contains("Undefined behaviour: a data race"), "{text}");
    let text = printed(&["litmus", &path, "--no-hardware", "--plain", "seqcst"]).replace('\n', " ");
    assert!(text.contains("are read as SeqCst, as in C") && text.contains("the answer is no"), "{text}");
}

#[test]
fn each_thing_that_is_not_taken_as_c_has_it_is_told_beside_the_program() {
    let thread = |body: &str| format!("C t\n{{}}\nP0 (atomic_int* x, int* d) {{ {body} }}\nexists (x=1)\n");
    let cases = [
        ("int r = *d + atomic_load(x);", "Here it is Rust's, from left to right."),
        ("int r = atomic_load_explicit(x, memory_order_consume);", "memory_order_consume is read as Acquire"),
        ("atomic_thread_fence(memory_order_relaxed);", "A relaxed fence has no effect, and is left out."),
        (
            "int e = 0; int r = atomic_compare_exchange_weak(x, &e, 1);",
            "A weak compare-exchange may fail even where it finds what it expects.",
        ),
    ];
    for (number, (body, remark)) in cases.into_iter().enumerate() {
        let path = file(&format!("remark{number}.litmus"), &thread(body));
        for arguments in [&["litmus", &path, "--no-hardware"][..], &["litmus", &path, "--why", "x=1"]] {
            let text = printed(arguments);
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(remark), "{arguments:?}: {text}");
            // And none of what is not in it.
            let others = cases.iter().filter(|(other, _)| *other != body);
            assert!(others.into_iter().all(|(_, other)| !words.contains(other)), "{arguments:?}: {text}");
            // The last lines are a command to type, which stays in one piece.
            let page = text.split("Why, or why not:").next().unwrap_or_default();
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{text}");
        }
        let json: Value =
            serde_json::from_str(&printed(&["litmus", &path, "--no-hardware", "--json", "-"])).unwrap();
        let remarks = json["remarks"].as_array().unwrap();
        assert!(remarks.len() == 1 && remarks[0].as_str().unwrap().contains(remark), "{json}");
    }
}

#[test]
fn loom_is_not_asked_where_it_could_not_see_a_race() {
    let mixed = "C t\n{}\nP0 (int* x, atomic_int* y) { *x = 1; atomic_store_explicit(y, 1, memory_order_release); }
        P1 (atomic_int* x, atomic_int* y) {
          int r = 2;
          if (atomic_load_explicit(y, memory_order_acquire)) r = atomic_load_explicit(x, memory_order_relaxed);
        }
        exists (1:r=0)\n";
    let path = file("mixed.litmus", mixed);
    let text = printed(&["litmus", &path, "--runs", "1000"]);
    let words = text.replace('\n', " ");
    assert!(
        words.contains("loom: not asked, because it knows no location with atomic and non-atomic"),
        "{text}"
    );
    // C++20 allows 1 and 2; and only these are seen.
    assert!(words.contains("the answer is no: it cannot"), "{text}");
    let json: Value =
        serde_json::from_str(&printed(&["litmus", &path, "--no-hardware", "--json", "-"])).unwrap();
    assert!(json["loom"]["not_asked"].is_string() && json["answer"] == Value::Bool(false), "{json}");
}

#[test]
fn a_lock_guards_on_this_machine_and_under_loom_too() {
    let text = "C lock\n{}\nP0 (int* d, mtx_t* m) { lock(m); *d += 1; unlock(m); }\n\
                P1 (int* d, mtx_t* m) { lock(m); *d += 1; unlock(m); }\nforall (d=2)\n";
    let json = printed(&["litmus", &file("lock.litmus", text), "--runs", "2000", "--json", "-"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["answer"], Value::Bool(true), "{json}");
    assert_eq!(json["outcomes"][0]["outcome"]["d"], 2, "{json}");
    assert_eq!(json["outcomes"][0]["columns"]["loom"]["happens"], Value::Bool(true), "{json}");
    assert_eq!(json["outcomes"].as_array().unwrap().len(), 1, "{json}");
}

#[test]
fn json_has_no_answer_where_more_rounds_might_bring_another() {
    let answers = |name: &str, body: &str, question: &str, rounds: &str| {
        let text = format!("C t\n{{}}\nP0 (atomic_int* x) {{ {body} }}\n{question}\n");
        let (path, options) = (file(name, &text), ["--no-hardware", "--rounds", rounds, "--json", "-"]);
        let json = printed(&[&["litmus", path.as_str()], &options[..]].concat());
        let json: Value = serde_json::from_str(&json).unwrap();
        let happens: Vec<_> = json["outcomes"].as_array().unwrap().iter().collect();
        let happens =
            happens.iter().map(|row| row["columns"]["C++20"]["happens"].clone()).collect::<Vec<_>>();
        (json["answer"].clone(), json["answer_within_rounds"].clone(), happens)
    };
    let (yes, no, null) = (Value::Bool(true), Value::Bool(false), Value::Null);
    let within = |answer: &Value| serde_json::json!({ "rounds": 2, "answer": answer });
    // All are cut off.
    let counting = "int a = 0; do { a++; } while (a < 3);";
    let open = (null.clone(), within(&null), vec![null.clone()]);
    assert_eq!(answers("cut.litmus", counting, "exists (0:a=3)", "2"), open);
    assert_eq!(answers("cut.litmus", counting, "~exists (0:a=3)", "2"), open);
    assert_eq!(answers("cut.litmus", counting, "forall (0:a=3)", "2").0, null);
    let settled = (yes.clone(), null.clone(), vec![yes.clone()]);
    assert_eq!(answers("cut.litmus", counting, "exists (0:a=3)", "3"), settled);
    // Some are, and one that shows the answer is not.
    let some = "int a = 0; while (a < 3 & atomic_exchange(x, 0) == a) { a++; atomic_fetch_or(x, a); }";
    assert_eq!(answers("some.litmus", some, "exists (0:a=3)", "2").1, within(&null));
    let swaps =
        "int a = 0; int e; while (a < 3 & atomic_compare_exchange_weak(x, &e, 0) == 0) { a++; e = 0; }";
    assert_eq!(
        answers("some.litmus", swaps, "exists (0:a=3)", "2"),
        (null.clone(), within(&no), vec![yes.clone(), yes.clone(), yes.clone(), null.clone()])
    );
    assert_eq!(answers("some.litmus", swaps, "exists (0:a=1)", "2").0, yes);
    assert_eq!(answers("some.litmus", swaps, "forall (0:a=0)", "2").0, no);
    assert_eq!(answers("some.litmus", swaps, "~exists (0:a=3)", "2").1, within(&yes));
    // Where nothing is cut off but nothing ends either, there is no answer.
    let waiting = answers("waits.litmus", "while (atomic_load(x) == 0) {} int r = 1;", "exists (0:r=1)", "2");
    assert_eq!((waiting.0, waiting.1), (null.clone(), null));
}

#[test]
fn a_narrow_location_wraps_around_in_every_column() {
    let text = "C narrow\n{ x = 255; y = 1; }\n\
                P0 (atomic_uchar* x, unsigned short* y) { int a = atomic_fetch_add(x, 1); *y = *y - 2; unsigned short b = *y; }\n\
                P1 (atomic_uchar* x) { unsigned char e = 0; int a = atomic_compare_exchange_strong(x, &e, 511); }\n\
                exists (x=255 /\\ 0:b=65535 /\\ y=65535)\n";
    let path = file("narrow.litmus", text);
    let json = printed(&["litmus", &path, "--all", "--runs", "20000", "--json", "-"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["answer"], Value::Bool(true), "{json}");
    for row in json["outcomes"].as_array().unwrap() {
        let columns = row["columns"].as_object().unwrap();
        assert_eq!(columns.len(), 6, "{json}");
        assert!(columns.values().all(|cell| cell["happens"] == Value::Bool(true)), "{json}");
    }
    let words = printed(&["litmus", &path, "--no-hardware"]).replace('\n', " ");
    assert!(words.contains("At first x = 255u8, and y = 1u16, not atomic."), "{words}");
    assert!(words.contains("y = ((y as i32) - 2) as u16;"), "{words}");
    let why = printed(&["litmus", &path, "--why", "x=255 0:b=65535"]);
    assert!(why.contains("255"), "{why}");
    refused(&["litmus", &path, "--why", "x=-1"], "is not a number that an `unsigned char` holds");
}
