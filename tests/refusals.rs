//! What the system refuses: output that cannot be written, threads that cannot be started; and terminals
//! that cannot do everything.
#![cfg(all(unix, not(loom)))]

use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

const RACELAB: &str = env!("CARGO_BIN_EXE_racelab");

/// Every command, with as little to do as can be.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["compare", "--epochs", "1", "--only", "rwlock"],
    &["check", "mutex-short"],
    &["check", "lost_update"],
    &["explain", "relock"],
    &["weaken", "mutex-short"],
    &["litmus"],
    &["litmus", "SB", "--runs", "1000"],
    &["litmus", "SB", "--why", "0:r0=0 1:r0=0"],
    &["staleness", "--workers", "2", "--epochs", "1"],
    &["compare", "--epochs", "1", "--only", "rwlock", "--network", "convolution"],
    &["inference", "--workers", "1"],
    &["word2vec", "--workers", "1", "--epochs", "1"],
    &["sharing"],
    &["mistakes"],
    &["lessons"],
    &["lesson", "1"],
    &["listing", "join"],
    &["listing", "sum_of_floats"],
    &["--help"],
    &["--version"],
    &["help", "compare"],
];

const LESSONS: [&str; 19] = [
    env!("CARGO_BIN_EXE_01_one_thread"),
    env!("CARGO_BIN_EXE_02_lost_update"),
    env!("CARGO_BIN_EXE_03_mutex"),
    env!("CARGO_BIN_EXE_04_rwlock"),
    env!("CARGO_BIN_EXE_05_thread_local"),
    env!("CARGO_BIN_EXE_06_channels"),
    env!("CARGO_BIN_EXE_07_atomics"),
    env!("CARGO_BIN_EXE_08_publish"),
    env!("CARGO_BIN_EXE_09_litmus"),
    env!("CARGO_BIN_EXE_10_barrier"),
    env!("CARGO_BIN_EXE_11_promise"),
    env!("CARGO_BIN_EXE_12_pool"),
    env!("CARGO_BIN_EXE_13_pipeline"),
    env!("CARGO_BIN_EXE_14_staleness"),
    env!("CARGO_BIN_EXE_15_snapshots"),
    env!("CARGO_BIN_EXE_16_convolution"),
    env!("CARGO_BIN_EXE_17_word2vec"),
    env!("CARGO_BIN_EXE_18_false_sharing"),
    env!("CARGO_BIN_EXE_19_random_schedules"),
];

/// Every program that there is, with its arguments.
fn programs() -> impl Iterator<Item = Command> {
    let commands = COMMANDS.iter().map(|arguments| {
        let mut command = Command::new(RACELAB);
        command.args(*arguments);
        command
    });
    commands.chain(LESSONS.into_iter().map(Command::new))
}

fn full() -> File {
    File::options().write(true).open("/dev/full").expect("Linux has /dev/full")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_every_program_with_one_line_and_exit_code_2() {
    for mut program in programs() {
        let output = program.stdin(Stdio::null()).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{program:?}: {}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{program:?}: {}", said(&output));
        assert!(
            said(&output).contains("cannot write to standard output: No space left"),
            "{program:?}: {}",
            said(&output)
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_not_even_the_complaint_can_be_written_the_exit_code_says_it() {
    for mut program in programs() {
        let status = program.stdin(Stdio::null()).stdout(full()).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{program:?}");
    }
    for arguments in [&["nonsense"][..], &["explain", "nonsense"], &["compare", "--epochs", "0"]] {
        let status = Command::new(RACELAB).args(arguments).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_news_and_does_not_change_a_verdict() {
    for mut program in programs() {
        let mut child =
            program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let is_wrong = program.get_args().any(|argument| argument == "lost_update");
        assert_eq!(output.status.code(), Some(i32::from(is_wrong)), "{program:?}: {}", said(&output));
        assert_eq!(said(&output), "", "{program:?}");
    }
}

/// The end of a pipe that can be written to, when nobody is there any more to read what is written.
fn unread() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn where_nobody_reads_complaints_any_more_the_exit_code_is_the_same() {
    for mut program in programs() {
        let output = program.stdin(Stdio::null()).stderr(unread()).output().unwrap();
        let is_wrong = program.get_args().any(|argument| argument == "lost_update");
        assert_eq!(output.status.code(), Some(i32::from(is_wrong)), "{program:?}");
        assert!(!output.stdout.is_empty(), "{program:?}");
        // With nobody at either end.
        let status = program.stdout(unread()).stderr(unread()).status().unwrap();
        assert_eq!(status.code(), Some(i32::from(is_wrong)), "{program:?}");
    }
    let lesson = Command::new(LESSONS[2]).arg("--fast").stderr(unread()).output().unwrap();
    assert_eq!((lesson.status.code(), lesson.stdout.len()), (Some(2), 0));
    for arguments in [
        &["nonsense"][..],
        &["explain", "nonsense"],
        &["compare", "--epochs", "0"],
        &["litmus", "nowhere.litmus"],
        &["litmus", "SB", "--why", "soon"],
        &["sample", "nonsense"],
        &["lesson", "nonsense"],
        &["check", "mutex-short", "--seconds", "0"],
    ] {
        let output = Command::new(RACELAB).args(arguments).stderr(unread()).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
}

#[test]
fn closed_streams_do_no_harm() {
    for (arguments, code) in [("lessons", 0), ("check lost_update", 1), ("explain nonsense", 2)] {
        let line = format!("exec {RACELAB} {arguments} <&- >&- 2>&-");
        let status = Command::new("sh").args(["-c", &line]).status().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn where_no_thread_can_be_started_one_line_says_so() {
    // The limit does not hold for root, and another user has no access to where the program was compiled.
    let path = std::env::temp_dir().join(format!("racelab-threads-{}", std::process::id()));
    std::fs::copy(RACELAB, &path).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    let is_root =
        std::fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).unwrap() == 0;
    let mut limited = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--clear-groups", "prlimit"]);
        command
    } else {
        Command::new("prlimit")
    };
    limited.arg("--nproc=1").arg(&path).stdin(Stdio::null());
    let arguments: Vec<_> = limited.get_args().map(ToOwned::to_owned).collect();
    for racelab in [
        &[][..],
        &["compare", "--epochs", "1"],
        &["check"],
        &["weaken"],
        &["lesson", "2"],
        &["litmus", "SB"],
        &["listing", "join"],
    ] {
        let output =
            Command::new(limited.get_program()).args(&arguments).args(racelab).output().expect("util-linux");
        assert_eq!(output.status.code(), Some(2), "{racelab:?}: {}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{racelab:?}: {}", said(&output));
        assert!(said(&output).contains("no more threads"), "{racelab:?}: {}", said(&output));
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn what_a_terminal_would_obey_is_spelled_out_in_complaints() {
    let hostile = "a\u{1b}[2J\u{7}\r\n\u{9b}b\u{202e}";
    for arguments in [
        &[hostile][..],
        &["check", hostile],
        &["explain", hostile],
        &["weaken", hostile],
        &["lesson", hostile],
        &["listing", hostile],
        &["litmus", hostile],
        &["litmus", "SB", "--why", hostile],
        &["litmus", "SB", "--without", hostile],
        &["compare", "--only", hostile],
        &["compare", "--data", hostile],
        &["compare", "--seed", hostile],
        &["compare", "--json", "/\u{1b}[2J/\u{7}"],
        &["litmus", "--export", "/dev/null/\u{1b}[2J"],
    ] {
        let output = Command::new(RACELAB).args(arguments).output().unwrap();
        let said = said(&output);
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{arguments:?}: {said:?}");
        let obeyed = |letter: char| letter.is_control() || letter == '\u{202e}';
        assert!(!said.trim_end_matches('\n').contains(obeyed), "{arguments:?}: {said:?}");
    }
}

#[test]
fn settings_of_loom_in_the_environment_have_no_effect() {
    // Lessons explore by the same functions, so the first of them will do.
    for mut program in programs().take(COMMANDS.len() + 3) {
        for name in ["LOOM_MAX_THREADS", "LOOM_MAX_BRANCHES", "LOOM_MAX_PERMUTATIONS", "LOOM_MAX_DURATION"] {
            program.env(name, "no number");
        }
        program.env("LOOM_MAX_PREEMPTIONS", "0").env("LOOM_CHECKPOINT_INTERVAL", "no number");
        let output = program.stdin(Stdio::null()).output().unwrap();
        let is_wrong = program.get_args().any(|argument| argument == "lost_update");
        assert_eq!(output.status.code(), Some(i32::from(is_wrong)), "{program:?}: {}", said(&output));
        assert_eq!(said(&output), "", "{program:?}");
    }
}

#[test]
fn arguments_that_are_no_text_are_bad_input() {
    use std::os::unix::ffi::OsStrExt;
    // clap prints its help and its version whatever comes after.
    let prints = |argument: &std::ffi::OsStr| argument == "--help" || argument == "--version";
    for mut program in programs().filter(|program| !program.get_args().any(prints)) {
        let output =
            program.arg(std::ffi::OsStr::from_bytes(b"a\xff")).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{program:?}: {}", said(&output));
        assert_eq!(said(&output).lines().count(), 1, "{program:?}: {}", said(&output));
    }
}

/// What a terminal of this kind gets to see.
fn on_a_terminal(kind: &str, arguments: &str) -> String {
    let line = format!("{RACELAB} {arguments}");
    let mut script = Command::new("script");
    // Where CI is set, colours are welcome on every terminal but a dumb one.
    let script = script.args(["-qec", &line, "/dev/null"]).env("TERM", kind).env("CI", "true");
    let script = script.env_remove("NO_COLOR");
    let output = script.stdin(Stdio::null()).output().expect("script, of util-linux, runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_dumb_terminal_gets_no_escapes() {
    for arguments in [
        "",
        "explain lost_update",
        "check mutex-short",
        "weaken mutex-short",
        "compare --epochs 1 --only rwlock",
        "lesson 1 --all",
        "lesson 8 --all",
        "litmus",
        "litmus SB --runs 1000",
        "litmus SB --why '0:r0=0 1:r0=0'",
        "sample lost_update",
        "sample",
    ] {
        let dumb = on_a_terminal("dumb", arguments);
        assert!(!dumb.contains('\u{1b}'), "{arguments}: {dumb:?}");
        assert!(dumb.lines().count() > 3, "{arguments}: {dumb:?}");
        assert!(on_a_terminal("xterm", arguments).contains('\u{1b}'), "{arguments}: a bar or colour");
    }
}
