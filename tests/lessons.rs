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
