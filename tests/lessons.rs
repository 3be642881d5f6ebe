//! Every lesson can be run and read: it ends well, fits the screen, shows its mistakes, and names the
//! next one.
#![cfg(not(loom))]

use std::process::Command;

use racelab::lesson::Lesson;
use racelab_loom::mistakes::MISTAKES;

/// Runs a lesson as `cargo run --bin NAME | cat` would; checks what holds for every lesson, and returns
/// what it printed.
fn told(name: &str, program: &str) -> String {
    let output = Command::new(program).output().expect("the lesson starts");
    let page = String::from_utf8(output.stdout).expect("a page is UTF-8");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert_eq!(complaints, "", "{name} writes nothing but its page");
    assert!(output.status.success(), "{name} ends with {}", output.status);

    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{name} has a line of more than 80 columns:\n{line}");
        assert!(!line.contains('\x1b'), "{name} is in colour where nobody can see it:\n{line}");
    }
    for word in ["proved", "proven", "proves", "proof"] {
        assert!(!page.contains(word), "{name} says {word:?}, which is more than an exploration shows");
    }
    for heading in ["Predict", "Try"] {
        assert!(page.lines().any(|line| line == heading), "{name} has a section called {heading}");
    }
    let lesson = Lesson::find(name).expect("a lesson of the list");
    let next = match lesson.next() {
        Some(next) => format!("Next: cargo run --release --bin {}", next.name),
        None => "That was the last lesson.".to_owned(),
    };
    assert!(page.contains(&next), "{name} ends with {next:?}");
    page
}

/// Checks that a lesson shows each of its mistakes: its name, the specification, and how it fails.
fn shows_its_mistakes(name: &str, page: &str) {
    for mistake in MISTAKES.iter().filter(|mistake| mistake.lesson == name) {
        let start = format!("\n{}: {}\n", mistake.name, mistake.scenario.about);
        let (_, report) =
            page.split_once(&start).unwrap_or_else(|| panic!("{name} explores {}", mistake.name));
        let verdict = report.lines().find_map(|line| line.trim_start().strip_prefix("verdict"));
        let verdict = verdict.unwrap_or_default().trim_start();
        assert!(report.contains(mistake.specification), "{name} says what {} is to do", mistake.name);
        assert!(
            verdict.starts_with(mistake.kind.name()),
            "{name} says that {} is a {}, and not: {verdict}",
            mistake.name,
            mistake.kind.name(),
        );
    }
}

macro_rules! lessons {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[test]
            fn $test() {
                let page = told($name, env!(concat!("CARGO_BIN_EXE_", $name)));
                shows_its_mistakes($name, &page);
            }
        )*

        #[test]
        fn every_lesson_is_tested() {
            let listed = racelab::lesson::LESSONS.map(|lesson| lesson.name);
            assert_eq!(listed, [$($name),*]);
        }
    };
}

lessons! {
    lesson_1_can_be_run_and_read: "01_one_thread",
    lesson_2_can_be_run_and_read: "02_lost_update",
    lesson_3_can_be_run_and_read: "03_mutex",
    lesson_4_can_be_run_and_read: "04_rwlock",
    lesson_5_can_be_run_and_read: "05_thread_local",
    lesson_6_can_be_run_and_read: "06_channels",
    lesson_7_can_be_run_and_read: "07_atomics",
    lesson_8_can_be_run_and_read: "08_publish",
    lesson_9_can_be_run_and_read: "09_litmus",
    lesson_10_can_be_run_and_read: "10_barrier",
    lesson_11_can_be_run_and_read: "11_promise",
    lesson_12_can_be_run_and_read: "12_pool",
    lesson_13_can_be_run_and_read: "13_pipeline",
    lesson_14_can_be_run_and_read: "14_staleness",
    lesson_15_can_be_run_and_read: "15_snapshots",
    lesson_16_can_be_run_and_read: "16_convolution",
    lesson_17_can_be_run_and_read: "17_word2vec",
    lesson_18_can_be_run_and_read: "18_false_sharing",
    lesson_19_can_be_run_and_read: "19_random_schedules",
}

#[test]
fn a_lesson_takes_as_long_as_its_chapter_says_and_needs_what_it_names() {
    for lesson in racelab::lesson::LESSONS {
        let file = format!("{}/book/src/{}.md", env!("CARGO_MANIFEST_DIR"), lesson.name);
        let chapter = std::fs::read_to_string(file).unwrap();
        let minutes = [format!("| Minutes | {} |", lesson.minutes), format!("| {} | [", lesson.minutes)];
        assert!(minutes.iter().any(|minutes| chapter.contains(minutes)), "{}: {minutes:?}", lesson.name);
        let head: String = chapter.lines().take(10).filter(|line| line.starts_with('|')).collect();
        for needed in lesson.needs {
            let link = format!("({needed:02}_");
            assert!(head.contains(&link), "{} needs {needed}, and its chapter does not say so", lesson.name);
            assert!(*needed < lesson.number(), "{} needs what comes later", lesson.name);
        }
        assert!(lesson.about.len() <= 50, "{}: {} letters", lesson.name, lesson.about.len());
    }
}

/// The pages between two stops, as a terminal shows them: the last lines of each are the prediction and the
/// prompt.
fn screens(page: &str) -> Vec<usize> {
    let mut screens = vec![0];
    let mut lines = page.lines().peekable();
    let mut predicting = false;
    while let Some(line) = lines.next() {
        *screens.last_mut().unwrap() += 1;
        predicting |= line == "Predict";
        if predicting && lines.peek().is_some_and(|next| next.is_empty()) {
            // A blank line and the prompt.
            *screens.last_mut().unwrap() += 2;
            screens.push(0);
            predicting = false;
        }
    }
    screens
}

#[test]
fn lesson_9_is_read_screen_by_screen() {
    let page = told("09_litmus", env!("CARGO_BIN_EXE_09_litmus"));
    let screens = screens(&page);
    assert_eq!(screens.len(), page.matches("\nPredict\n").count() + 1);
    assert!(screens.iter().all(|&lines| lines <= 24), "lines between two stops: {screens:?}");
}

#[test]
fn lesson_19_is_read_screen_by_screen_too() {
    let page = told("19_random_schedules", env!("CARGO_BIN_EXE_19_random_schedules"));
    let screens = screens(&page);
    assert_eq!(screens.len(), page.matches("\nPredict\n").count() + 1);
    assert!(screens.iter().all(|&lines| lines <= 24), "lines between two stops: {screens:?}");
}

/// What a lesson shows on a terminal where this is typed, and its exit code.
#[cfg(target_os = "linux")]
fn on_a_terminal(command: &str, typed: &str) -> (String, Option<i32>) {
    use std::io::Write;
    use std::process::Stdio;

    let mut script = Command::new("script");
    script.args(["-qec", command, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    script.env("NO_COLOR", "1");
    let mut child = script.spawn().expect("script, of util-linux, runs");
    // When the pipe ends, `script` types the end of the input.
    child.stdin.take().expect("a pipe").write_all(typed.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_lesson_stops_at_its_prediction() {
    let lesson = env!("CARGO_BIN_EXE_08_publish");
    let by_command = format!("{} lesson 8", env!("CARGO_BIN_EXE_racelab"));
    for (command, typed) in [(lesson, "q\n"), (lesson, ""), (&by_command, "q\n")] {
        let (shown, code) = on_a_terminal(command, typed);
        assert!(shown.contains("Predict") && shown.contains("[Enter: go on   q: leave]"), "{shown}");
        assert!(!shown.contains("On real threads"), "{typed:?} goes on:\n{shown}");
        assert_eq!(code, Some(0), "{typed:?}");
    }
    let (shown, code) = on_a_terminal(lesson, "it cannot\n");
    assert!(shown.contains("[Enter") && shown.contains("Next: "), "Enter goes on:\n{shown}");
    assert_eq!(code, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn lesson_9_stops_after_each_of_its_predictions() {
    const PROMPT: &str = "[Enter: go on   q: leave]";
    const PREDICTIONS: usize = 9;
    let lesson = env!("CARGO_BIN_EXE_09_litmus");
    let (shown, code) = on_a_terminal(lesson, &"\n".repeat(PREDICTIONS));
    let page = shown.replace('\r', "");
    assert_eq!(page.matches("\nPredict\n").count(), PREDICTIONS, "{shown}");
    assert_eq!((page.matches(PROMPT).count(), code), (PREDICTIONS, Some(0)), "{shown}");
    assert!(page.contains("Next: "), "{shown}");
    // After each prediction the prompt, and before the next part of the lesson.
    for part in page.split("\nPredict\n").skip(1) {
        let (prediction, _) = part.split_once(PROMPT).unwrap_or_else(|| panic!("no prompt after\n{part}"));
        assert!(prediction.trim_end().lines().count() <= 12, "more than the prediction:\n{prediction}");
    }
    // With an Enter too few it is left at the last of them.
    let (shown, code) = on_a_terminal(lesson, &"\n".repeat(PREDICTIONS - 1));
    assert_eq!((shown.matches(PROMPT).count(), code), (PREDICTIONS, Some(0)), "{shown}");
    assert!(!shown.contains("Next: "), "{shown}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_lesson_stops_nowhere_if_it_is_asked_for_all_of_it_or_nobody_is_there_to_answer() {
    let lesson = env!("CARGO_BIN_EXE_08_publish");
    let by_command = format!("{} lesson 8 --all", env!("CARGO_BIN_EXE_racelab"));
    for command in [format!("{lesson} --all"), by_command, format!("{lesson} < /dev/null")] {
        let (shown, code) = on_a_terminal(&command, "");
        assert!(!shown.contains("[Enter") && shown.contains("Next: "), "{command}:\n{shown}");
        assert_eq!(code, Some(0), "{command}");
    }
}

#[test]
fn a_lesson_refuses_what_it_does_not_know() {
    let output = Command::new(env!("CARGO_BIN_EXE_03_mutex")).arg("--fast").output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.starts_with("error: ") && said.contains("--all"), "{said}");
    assert!(output.stdout.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn on_one_core_no_lesson_tells_of_what_only_several_show() {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has /proc");
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).expect("a list");
    let core = allowed.trim().split([',', '-']).next().expect("a core");
    for number in ["3", "4", "5", "7", "8", "9", "18"] {
        let mut command = Command::new("taskset");
        command.args(["-c", core, env!("CARGO_BIN_EXE_racelab"), "lesson", number]);
        let output = command.output().expect("taskset, of util-linux, runs");
        let page = String::from_utf8(output.stdout).expect("UTF-8");
        let words: Vec<_> = page.split_whitespace().collect();
        let page = words.join(" ");
        if number == "9" {
            assert!(
                page.contains("allowed found found not run") && page.contains("Allowed, and not run here")
            );
            for told in ["found seen", "found never"] {
                assert!(!page.contains(told), "lesson 9 tells of {told:?} though it did not run: {page}");
            }
        } else {
            assert!(page.contains("This run cannot show"), "lesson {number}: {page}");
        }
        for told in
            ["were faster", "was faster", "were slower", "was slower", "times the speed", "a ratio of"]
        {
            assert!(!page.contains(told), "lesson {number} tells of {told:?} on one core: {page}");
        }
    }
}

#[test]
fn a_reader_who_closes_the_pipe_early_hears_no_complaint() {
    use std::io::Read;
    use std::process::Stdio;

    let mut lesson = Command::new(env!("CARGO_BIN_EXE_02_lost_update"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the lesson starts");
    // One byte, and then the pipe is closed.
    lesson.stdout.take().expect("a pipe").read_exact(&mut [0]).expect("the lesson writes something");
    let output = lesson.wait_with_output().expect("the lesson ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "ends with {}", output.status);
}
