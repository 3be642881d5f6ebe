//! The `racelab` command as a user meets it: what it prints, and how it ends.
#![cfg(not(loom))]

use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn racelab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    racelab(arguments).output().expect("racelab runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("racelab prints UTF-8")
}

fn lines_fit(output: &str) {
    for line in output.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
}

#[test]
fn the_tour_shows_a_lost_update_its_counterexample_and_every_approach() {
    let output = run(&[]);
    let shown = text(&output.stdout);
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "", "quiet when piped");
    lines_fit(shown);
    let (first_screen, rest) = shown.split_once("\nWhat each approach costs\n").expect("two parts");
    assert!(first_screen.lines().count() <= 24, "the first screen is one screen:\n{first_screen}");
    for part in ["200,000 weight updates", "lost", "worker 1", "leaves [1]", "check lost_update"] {
        assert!(first_screen.contains(part), "{part}:\n{first_screen}");
    }
    for approach in racelab::trainers::approaches::<racelab::network::Tally>() {
        assert!(rest.contains(approach.name), "{}", approach.name);
    }
    assert!(rest.trim_end().lines().last().unwrap().contains("cargo test"), "what to type next stands last");
    let mut headings: Vec<_> = shown
        .lines()
        .filter(|line| {
            racelab::trainers::Group::ALL.iter().any(|group| *line == format!("{}:", group.name()))
        })
        .collect();
    let all = headings.len();
    headings.sort_unstable();
    headings.dedup();
    assert!(all >= 5 && headings.len() == all, "each group stands together: {shown}");
}

#[test]
fn the_edit_that_the_tour_asks_for_can_be_made() {
    let source = include_str!("../src/mistakes/lost_update.rs");
    let shown = run(&[]);
    let line =
        text(&shown.stdout).lines().skip_while(|line| !line.contains("replace the line")).nth(1).unwrap();
    assert_eq!(source.matches(line.trim()).count(), 1, "{line}");
}

#[test]
fn compare_prints_the_approaches_that_are_asked_for_and_the_sequential_one() {
    let output = run(&["compare", "--epochs", "2", "--only", "mutex,thread-local"]);
    let shown = text(&output.stdout);
    assert!(output.status.success());
    lines_fit(shown);
    let names: Vec<_> = shown
        .lines()
        .skip_while(|line| !line.starts_with("approach"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    let locks = ["locks:", "mutex-whole-step", "mutex-short", "mutex-per-layer"];
    assert_eq!(names, [&["sequential"], &locks[..], &["local-accumulation:", "thread-local"]].concat());
}

#[test]
fn compare_writes_json_to_standard_output_and_nothing_else() {
    let output = run(&["compare", "--epochs", "3", "--only", "mutex-short", "--json", "-", "--seed", "7"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["setting"]["seed"], 7);
    assert_eq!(json["setting"]["network"], "64-64-10");
    assert_eq!(json["approaches"][0]["approach"], "sequential");
    assert_eq!(json["approaches"][0]["same_weights_again"], true);
    let short = &json["approaches"][1];
    assert!(short["images_per_second"]["median"].as_f64().unwrap() > 0.0);
    assert!(short["images_per_second"]["runs"].as_u64().unwrap() >= 5);
    let [low, speed, high] =
        [&short["speed_middle_half"][0], &short["speed_against_sequential"], &short["speed_middle_half"][1]]
            .map(|value| value.as_f64().unwrap());
    assert!(0.0 < low && low <= speed && speed <= high, "{short}");
    assert!(short["cores_had"].as_f64().unwrap() > 0.0);
    assert_eq!(short["seconds_to_target"].is_null(), short["epochs_to_target"].is_null());
    assert_eq!(json["setting"]["measured_seconds_each"], 0.5);
}

#[test]
fn compare_replaces_a_json_file_only_when_it_has_results() {
    let path = std::env::temp_dir().join(format!("racelab-{}.json", std::process::id()));
    let file = path.to_str().unwrap();
    std::fs::write(&path, "what was there before, and is longer than nothing").unwrap();
    assert_eq!(run(&["compare", "--batch", "9999", "--json", file]).status.code(), Some(2));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("what was there"));
    assert!(run(&["compare", "--epochs", "1", "--only", "rwlock", "--json", file]).status.success());
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).expect("JSON");
    assert_eq!(json["approaches"].as_array().unwrap().len(), 2);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn bad_input_gets_one_line_that_says_what_to_do_and_exit_code_2() {
    let cases: &[(&[&str], &str)] = &[
        (&["compare", "--workers", "0"], "at least 1"),
        (&["compare", "--workers", "two"], "a whole number"),
        (&["compare", "--workers", "100000"], "--workers 256"),
        (&["compare", "--epochs", "0"], "at least 1"),
        (&["compare", "--epochs", "18446744073709551615"], "at most 10000"),
        (&["compare", "--epochs", "99999999999"], "at most 10000"),
        (&["explain", "nonsense"], "choose from"),
        (&["explain", "relock", "--json", "-", "--svg", "-"], "only one of --json and --svg"),
        (&["explain", "relock", "--svg", "/nowhere/at/all.svg"], "a folder that you may write to"),
        (&["weaken", "nonsense"], "choose from"),
        (&["compare", "--batch", "0"], "at least 1"),
        (&["compare", "--batch", "1438"], "try --batch 32"),
        (&["compare", "--rate", "-0.1"], "a number above 0"),
        (&["compare", "--rate", "NaN"], "a number above 0"),
        (&["compare", "--rate", "inf"], "a number above 0"),
        (&["compare", "--seed", "-1"], "--seed"),
        (&["compare", "--data", "faces"], "digits"),
        (&["compare", "--data", "/"], "train-images-idx3-ubyte"),
        (&["compare", "--network", "deep"], "dense, convolution, radial-basis"),
        (&["inference", "--workers", "65"], "--workers 64"),
        (&["word2vec", "--workers", "65"], "--workers 64"),
        (&["word2vec", "--text", "no such file"], "no such file: cannot read it"),
        (&["word2vec", "--text", "Cargo.toml"], "Cargo.toml: expected at least 50 words that occur 5 times"),
        (&["word2vec", "--text", "src"], "src: cannot read it"),
        (&["word2vec", "--words", "unheard-of"], "'unheard-of' does not occur often enough"),
        (&["word2vec", "--json", "/nowhere/at/all.json"], "a folder that you may write to"),
        (&["inference", "--svg", "/nowhere/at/all.svg"], "a folder that you may write to"),
        (&["sharing", "--svg", "/nowhere/at/all.svg"], "a folder that you may write to"),
        (&["sharing", "--svg", "-", "--json", "-"], "only one of --json and --svg can be standard output"),
        (&["compare", "--only", "semaphore"], "choose from sequential, mutex-whole-step"),
        (&["compare", "--json", "/nowhere/at/all.json"], "a folder that you may write to"),
        (&["compare", "--slow", "2:8", "--workers", "2"], "try --slow 1:8"),
        (&["compare", "--slow", "8"], "1:8, or all:8"),
        (&["compare", "--json", "-", "--plot", "-"], "only one of --json and --plot"),
        (&["staleness", "--workers", "65"], "--workers 64"),
        (&["staleness", "--slow", "4:8"], "try --slow 3:8"),
        (&["staleness", "--slow", "0:0"], "from 1 to 1000"),
        (&["staleness", "--own", "--threads"], "cannot be used with"),
        (&["staleness", "--svg", "-", "--workers", "2"], "cannot be used with"),
        (&["simulate", "--batch", "0"], "at least 1"),
        (&["simulate", "--batch", "99999"], "try --batch 64"),
        (&["simulate", "--costs", "no such file"], "cannot read no such file"),
        (&["simulate", "--costs", "Cargo.toml"], "is not JSON"),
        (&["simulate", "--costs", "costs", "--batch", "3"], "cannot be used with"),
        (&["staleness", "--rate", "0"], "a number above 0"),
        (&["check", "nonsense"], "choose from"),
        (&["check", "--executions", "0"], "for '--executions <N>': at least 1"),
        (&["check", "--executions", "-1"], "for '--executions <N>': a whole number, at least 1"),
        (&["explain", "relock", "--seconds", "1.5"], "for '--seconds <N>': a whole number, at least 1"),
        (&["weaken", "--seconds", "99999999999999999999"], "at most 18446744073709551615"),
        (&["compare", "--workers", "99999999999999999999"], "at most 18446744073709551615"),
        (&["litmus", "SB", "--runs", "-1"], "for '--runs <N>': a whole number, at least 1"),
        (&["lesson", "-1"], "choose from 1 to 19"),
        (&["lesson", "99"], "choose from 1 to 19"),
        (&["lesson"], "<LESSON>"),
        (&["listing", "nonsense"], "choose from"),
        (&["book", "--check", "--measure"], "cannot be used with"),
        (&["teach"], "teach"),
        (&["compare", "--wrokers", "2"], "--workers"),
    ];
    for (arguments, expected) in cases {
        let output = run(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(said.starts_with("error: ") && said.contains(expected), "{arguments:?}: {said}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}

#[test]
fn a_comparison_goes_group_by_group_and_can_be_asked_for_a_group() {
    let output = run(&["compare", "--epochs", "1", "--only", "messages,mutex-short,asynchronous"]);
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<_> = shown.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let first = lines.iter().position(|&word| word == "approach").expect("a table");
    let rows: Vec<_> = lines[first + 1..].iter().take_while(|&&word| word != "accuracy:").collect();
    let place =
        |name: &str| rows.iter().position(|row| **row == name).unwrap_or_else(|| panic!("{name}: {shown}"));
    let expected =
        ["sequential", "locks:", "mutex-short", "messages:", "channel", "asynchronous:", "staleness-aware"];
    assert!(expected.map(place).is_sorted(), "{shown}");
    assert!(!rows.iter().any(|row| ["rwlock", "atomics:"].contains(row)), "{shown}");
}

#[test]
fn a_comparison_is_drawn_and_a_slow_worker_is_named() {
    let arguments = ["compare", "--epochs", "2", "--only", "channel", "--slow", "1:2", "--plot", "-"];
    let output = run(&arguments);
    let svg = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
    // A line and a bar each for two approaches.
    assert_eq!(svg.matches("class=\"line\"").count(), 2, "{svg}");
    assert_eq!(svg.matches("<rect class=\"mark\"").count(), 2, "{svg}");
    let shown = run(&arguments[..7]);
    assert!(text(&shown.stdout).contains("slowed 1:2"), "{}", text(&shown.stdout));
}

#[test]
fn one_case_of_stale_gradients_is_simulated_and_trained_on_threads() {
    let output = run(&["staleness", "--workers", "2", "--epochs", "1", "--slow", "1:4", "--threads"]);
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    lines_fit(shown);
    for rule in ["plain", "staleness-aware", "bounded", "by speed"] {
        assert_eq!(shown.lines().filter(|line| line.contains(rule)).count(), 2, "{rule}: {shown}");
    }
}

#[test]
fn check_ends_with_0_where_nothing_is_wrong_and_with_1_where_something_is() {
    let safe = run(&["check", "mutex-short", "rwlock"]);
    assert_eq!(safe.status.code(), Some(0));
    assert!(text(&safe.stdout).contains("No counterexample in"), "{}", text(&safe.stdout));
    let mistake = run(&["check", "lost_update", "lock_order", "unguarded_weights"]);
    let shown = text(&mistake.stdout);
    assert_eq!(mistake.status.code(), Some(1));
    for kind in ["wrong outcome: 1 of 2 updates arrived", "deadlock", "data race", "3 of 3 scenarios failed"]
    {
        assert!(shown.contains(kind), "{kind}:\n{shown}");
    }
    lines_fit(text(&safe.stdout));
    lines_fit(shown);
}

#[test]
fn check_fits_80_columns_with_a_second_opinion_too() {
    let names = ["lost_update", "unguarded_weights", "relaxed_publish", "bulk-synchronous", "mutex-short"];
    let output = run(&[&["check", "--with", "loom", "--executions", "100"], &names[..]].concat());
    let shown = text(&output.stdout);
    lines_fit(shown);
    for part in ["by loom", "wrong outcome", "data race", "stopped", "at most 3", "too large for"] {
        assert!(shown.contains(part), "{part}:\n{shown}");
    }
}

#[test]
fn a_second_opinion_has_the_hole_beside_it_that_the_scenario_falls_into() {
    let holes = |name: &str| {
        let output = run(&["check", name, "--with", "loom"]);
        let words = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        words
            .split_once("falls into a hole of loom's: ")
            .map(|(_, holes)| holes.to_owned())
            .unwrap_or_default()
    };
    let loads = holes("atomic-load-store");
    assert!(
        loads.starts_with("- load, then store: it skips executions where a thread loads an atomic"),
        "{loads}"
    );
    assert_eq!(holes("mutex-short"), "");
}

#[test]
fn explain_that_was_stopped_before_anything_was_wrong_has_not_come_to_its_end() {
    for (arguments, code) in [
        (&["explain", "atomic-add", "--executions", "3"][..], 1),
        (&["explain", "atomic-add"], 0),
        // What is wrong is shown, which is all that was wanted.
        (&["explain", "lost_update"], 0),
    ] {
        assert_eq!(run(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn check_says_so_where_it_was_stopped_before_its_end() {
    let output = run(&["check", "atomic-add", "--executions", "10"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("stopped") && shown.contains("--executions N and --seconds N allow"), "{shown}");
    assert_eq!(output.status.code(), Some(1), "an exploration that was stopped has shown nothing yet");
}

#[test]
fn the_lessons_are_listed_with_their_names() {
    let output = run(&["lessons"]);
    for lesson in racelab::lesson::LESSONS {
        assert!(text(&output.stdout).contains(lesson.name));
    }
    lines_fit(text(&output.stdout));
}

#[test]
fn help_fits_80_columns_and_names_every_command() {
    for arguments in [&["--help"][..], &["compare", "--help"], &["check", "--help"], &["lesson", "--help"]] {
        let output = run(arguments);
        assert!(output.status.success());
        lines_fit(text(&output.stdout));
    }
    let help = run(&["--help"]);
    for command in ["compare", "check", "lessons", "lesson"] {
        assert!(text(&help.stdout).contains(command));
    }
}

#[test]
fn colour_is_for_those_who_want_it() {
    let escape = '\u{1b}';
    assert!(!text(&run(&["check", "relock"]).stdout).contains(escape), "none in a pipe");
    let forced = racelab(&["check", "relock"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(text(&forced.stdout).contains(escape), "some where it is forced");
    let forbidden = racelab(&["check", "relock"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!text(&forbidden.stdout).contains(escape), "none where it is forbidden");
}

/// The lines that are green or red where colour is forced.
fn accents(arguments: &[&str]) -> Vec<(&'static str, String)> {
    let output = racelab(arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
    let accent = |line: &str| {
        let (colour, rest) = match line.strip_prefix("\u{1b}[1m")? {
            line if line.starts_with("\u{1b}[32m") => ("green", &line[5..]),
            line if line.starts_with("\u{1b}[31m") => ("red", &line[5..]),
            _ => return None,
        };
        Some((colour, rest.trim_end_matches("\u{1b}[0m").trim().to_owned()))
    };
    text(&output.stdout).lines().filter_map(accent).collect()
}

#[test]
fn a_verdict_is_green_where_all_is_right_and_red_where_something_is_wrong() {
    let begins = |line: &str, words: &str| assert!(line.starts_with(words), "{line}");
    let clean = accents(&["check", "mutex-short"]);
    assert!(clean.iter().all(|(colour, _)| *colour == "green"), "{clean:?}");
    begins(&clean[0].1, "No counterexample in ");
    let wrong = accents(&["check", "relock"]);
    assert!(wrong.iter().all(|(colour, _)| *colour == "red"), "{wrong:?}");
    begins(&wrong[0].1, "verdict        deadlock");
    begins(&wrong.last().unwrap().1, "1 of 1 scenario failed.");
    assert!(wrong.iter().any(|(_, line)| line.starts_with('✗')), "{wrong:?}");
    assert_eq!(
        accents(&["explain", "mutex-short"])[0],
        ("green", "verdict        no counterexample".to_owned())
    );
    assert_eq!(accents(&["explain", "lost_update"])[0].0, "red");
    let needed = accents(&["weaken", "mutex-short"]);
    assert!(needed.iter().all(|(colour, _)| *colour == "green"), "{needed:?}");
    begins(&needed[0].1, "2 trials, one site weaker at a time: 2 needed");
    // Whether it is right, a search that was stopped does not say.
    assert_eq!(accents(&["check", "mutex-short", "--executions", "1"]), []);
    assert_eq!(accents(&["explain", "mutex-short", "--executions", "1"]), []);
}

#[test]
fn a_closed_pipe_ends_it_without_a_complaint() {
    for arguments in [&["lessons"][..], &["check", "mutex-short"], &["compare", "--epochs", "1"], &["--help"]]
    {
        let mut child = racelab(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((said.as_str(), status.success()), ("", true), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_the_results_so_far_and_exit_code_130() {
    for arguments in
        [&["compare", "--epochs", "5000"][..], &["check", "barrier", "channel-ends", "--with", "loom"]]
    {
        let child = racelab(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It listens from its first moments on; this is for the program to be loaded.
        std::thread::sleep(Duration::from_secs(1));
        let kill = format!("kill -INT {}", child.id());
        let killed = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(killed.success());
        let start = Instant::now();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{arguments:?}: {}", text(&output.stderr));
        assert!(start.elapsed() < Duration::from_secs(20), "{arguments:?}");
        assert!(!text(&output.stdout).is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_one_core_it_says_so_and_tells_of_no_speed() {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has /proc");
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).expect("a list");
    let core = allowed.trim().split([',', '-']).next().expect("a core");
    for arguments in [&["compare", "--epochs", "1", "--only", "rwlock"][..], &[]] {
        let mut command = Command::new("taskset");
        command.args(["-c", core, env!("CARGO_BIN_EXE_racelab")]).args(arguments);
        let output = command.stdin(Stdio::null()).output().expect("taskset, of util-linux, runs");
        let shown = text(&output.stdout);
        assert!(output.status.success() && shown.contains("on 1 core of"), "{shown}");
        assert!(shown.contains("This run cannot show which is faster: it had one core"), "{shown}");
        let header = shown.lines().find(|line| line.starts_with("approach")).unwrap();
        assert!(!header.contains("speed") && !header.contains("cores"), "{header}");
        for told in ["faster;", "faster.", "slower"] {
            assert!(!shown.contains(told), "{told}: {shown}");
        }
        if arguments.is_empty() {
            let (first_screen, _) = shown.split_once("\nWhat each approach costs\n").expect("two parts");
            assert!(first_screen.lines().count() <= 24, "{first_screen}");
        }
    }
}

#[test]
fn explain_says_mended_only_after_it_has_seen_everything() {
    // Before any execution in which something goes wrong.
    let stopped = run(&["explain", "lost_update", "--executions", "1"]);
    let shown = text(&stopped.stdout);
    assert!(shown.contains("No counterexample was found so far"), "{shown}");
    assert!(!shown.contains("mistake is mended"), "{shown}");
    lines_fit(shown);
}

/// No mistake takes a second to be found, so it is safe code that is stopped here, where loom takes long; what is said of a mistake is for
/// `only_an_exhaustive_exploration_says_that_something_is_mended`, in `tests/adversarial.rs`.
#[test]
fn explain_that_was_stopped_by_the_clock_says_so_and_is_not_exhaustive() {
    let stopped = run(&["explain", "pool", "--with", "loom", "--executions", "1000000000", "--seconds", "1"]);
    let shown = text(&stopped.stdout);
    assert_eq!(stopped.status.code(), Some(1), "{shown}");
    assert!(shown.contains("not exhaustive: stopped, limit on time"), "{shown}");
    assert!(shown.contains("--executions N and --seconds N allow for more."), "{shown}");
    assert!(!shown.contains("mended"), "{shown}");
    lines_fit(shown);
}

#[test]
fn weaken_looks_at_the_code_as_it_is_before_it_weakens_anything() {
    let output = run(&["weaken", "lost_update", "--json", "-"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&json["finished"], json["rows"].as_array().map(Vec::len)), (&false.into(), Some(0)));
    assert_eq!(json["baseline"][0]["failure"], "wrong outcome: 1 of 2 updates arrived");
    let output = run(&["weaken", "relock"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(shown.contains("Nothing was weakened") && shown.contains("deadlock"), "{shown}");
    assert!(!shown.contains("needed"), "{shown}");
    lines_fit(shown);
}

#[test]
fn weaken_knows_nothing_of_what_was_stopped() {
    let output = run(&["weaken", "barrier", "--executions", "3"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(shown.contains("unfinished") && shown.contains("sites may be missing here"), "{shown}");
}

/// The first core that this process may run on.
#[cfg(target_os = "linux")]
fn a_core() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).expect("a list");
    list.trim().chars().take_while(char::is_ascii_digit).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn one_core_finds_what_all_of_them_find() {
    let told = |command: &mut Command| {
        let output = command.stdin(Stdio::null()).output().expect("it runs");
        let lines =
            text(&output.stdout).lines().filter(|line| !line.starts_with("It took ")).map(str::to_owned);
        (output.status.code(), lines.collect::<Vec<_>>())
    };
    let core = a_core();
    for (arguments, code) in
        [(&["check", "barrier", "lost_update", "promise", "atomic"][..], 1), (&["weaken", "promise"], 0)]
    {
        let all = told(&mut racelab(arguments));
        assert!(all.0 == Some(code) && all.1.len() > 10, "{arguments:?}: {all:#?}");
        let mut on_one = Command::new("taskset");
        on_one.args(["-c", &core, env!("CARGO_BIN_EXE_racelab")]).args(arguments);
        assert_eq!(told(&mut on_one), all, "{arguments:?}");
    }
}
