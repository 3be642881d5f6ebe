//! Files for results: written whole or not at all, to wherever they are asked for.
#![cfg(all(unix, not(loom)))]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use racelab_loom::litmus::gallery::gallery;

/// A folder of a test's own, which is gone when it is done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("racelab-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a line of the shell in a folder; `racelab` in it is the program.
fn shell(folder: &Path, line: &str) -> Output {
    let racelab = format!("racelab() {{ {} \"$@\"; }}; {line}", env!("CARGO_BIN_EXE_racelab"));
    let mut command = Command::new("bash");
    command.args(["-c", &racelab]).current_dir(folder).stdin(Stdio::null()).output().expect("bash runs")
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// The only line on standard error, of a run that ends with 2.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    said
}

const OLD: &str = "what was there before";

/// No file of more than 512 or 1,024 bytes, which is what a full disk is like.
const FULL: &str = "ulimit -f 1;";

#[test]
fn a_full_disk_leaves_the_old_results_whole_and_no_others() {
    for (command, file) in [
        ("explain relock --json", "old.json"),
        ("explain relock --svg", "old.svg"),
        ("weaken mutex-short --json", "old.json"),
        ("compare --epochs 1 --only rwlock --json", "old.json"),
        ("litmus SB --no-hardware --json", "old.json"),
    ] {
        let folder = Folder::new("full");
        folder.write(file, OLD);
        let said = complaint(&shell(&folder.0, &format!("{FULL} racelab {command} {file}")));
        assert!(said.contains("cannot write old"), "{said}");
        assert_eq!(folder.read(file), OLD, "{command}");
        complaint(&shell(&folder.0, &format!("{FULL} racelab {command} new")));
        assert_eq!(folder.names(), [file], "{command}: no empty file is left, and no half of one");
    }
}

#[test]
fn a_full_disk_leaves_no_half_of_an_exported_test() {
    let folder = Folder::new("export-full");
    // Not even the first file fits.
    let said = complaint(&shell(&folder.0, "ulimit -f 0; racelab litmus --export tests"));
    assert!(said.contains("cannot write tests/"), "{said}");
    assert!(folder.names().is_empty(), "nor is an empty folder left");
}

#[test]
fn an_export_that_fails_half_way_takes_back_what_it_wrote() {
    let folder = Folder::new("export-half");
    // The last test that is written cannot be, because its name leads nowhere: by then there are all the others.
    fs::create_dir(folder.0.join("tests")).unwrap();
    let last = gallery().last().map(|entry| format!("{}.litmus", entry.name)).unwrap();
    symlink("missing/there", folder.0.join("tests").join(&last)).unwrap();
    let said = complaint(&shell(&folder.0, "racelab litmus --export tests"));
    assert!(said.contains(&format!("cannot write tests/{last}")), "{said}");
    let left: Vec<_> =
        fs::read_dir(folder.0.join("tests")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [&*last], "the link was there before, and nothing else");
    complaint(&shell(&folder.0, "ulimit -f 0; racelab litmus --export a/b/c"));
    assert_eq!(folder.names(), ["tests"], "folders that were made are gone");
}

#[test]
fn export_leaves_files_of_others_alone_whatever_is_in_them() {
    for there in [&b"mine"[..], b"\xff\xfe no text"] {
        let folder = Folder::new("export");
        fs::write(folder.0.join("SB.litmus"), there).unwrap();
        let said = complaint(&shell(&folder.0, "racelab litmus --export ."));
        assert!(said.contains("SB.litmus") && said.contains("nothing was written"), "{said}");
        assert_eq!(folder.names(), ["SB.litmus"]);
        assert_eq!(fs::read(folder.0.join("SB.litmus")).unwrap(), there);
    }
}

#[test]
fn export_does_again_what_is_missing() {
    let folder = Folder::new("export-again");
    assert!(shell(&folder.0, "racelab litmus --export .").status.success());
    let all = folder.names();
    fs::remove_file(folder.0.join("SB.litmus")).unwrap();
    let again = shell(&folder.0, "racelab litmus --export .");
    assert!(String::from_utf8_lossy(&again.stdout).starts_with("1 litmus test written"));
    assert_eq!(folder.names(), all);
}

#[test]
fn a_new_file_keeps_the_permissions_of_the_old_and_a_link_stays_a_link() {
    let folder = Folder::new("kept");
    folder.write("real.json", OLD);
    fs::set_permissions(folder.0.join("real.json"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("real.json", folder.0.join("link.json")).unwrap();
    assert!(shell(&folder.0, "racelab explain relock --json link.json").status.success());
    assert!(is_json(&folder.read("real.json")));
    assert!(folder.0.join("link.json").is_symlink());
    assert_eq!(fs::metadata(folder.0.join("real.json")).unwrap().permissions().mode() & 0o777, 0o640);
    // A link to nothing makes the file that it points to.
    symlink("made.json", folder.0.join("to_nothing.json")).unwrap();
    assert!(shell(&folder.0, "racelab explain relock --json to_nothing.json").status.success());
    assert!(is_json(&folder.read("made.json")));
    assert_eq!(folder.names(), ["link.json", "made.json", "real.json", "to_nothing.json"]);
}

#[test]
fn one_file_is_not_both_json_and_svg_by_whatever_name() {
    let folder = Folder::new("same");
    folder.write("a", OLD);
    symlink("a", folder.0.join("link")).unwrap();
    symlink("missing", folder.0.join("to_missing")).unwrap();
    fs::hard_link(folder.0.join("a"), folder.0.join("same")).unwrap();
    for (json, svg) in [
        ("a", "a"),
        ("a", "./a"),
        ("a", "$PWD/a"),
        ("link", "a"),
        ("same", "link"),
        ("new", "./new"),
        ("missing", "to_missing"),
        ("/dev/null", "/dev/null"),
    ] {
        for command in ["explain relock", "litmus SB --why '0:r0=0 1:r0=0'"] {
            let said = complaint(&shell(&folder.0, &format!("racelab {command} --json {json} --svg {svg}")));
            assert!(said.contains("the same file"), "{said}");
        }
    }
    for stdout in ["-", "/dev/stdout", "/dev/fd/1"] {
        let line = format!("racelab explain relock --json {stdout} --svg - | cat; exit ${{PIPESTATUS[0]}}");
        assert!(complaint(&shell(&folder.0, &line)).contains("standard output"), "{stdout}");
    }
    assert_eq!(folder.read("a"), OLD);
    assert_eq!(folder.names(), ["a", "link", "same", "to_missing"]);
}

#[test]
fn results_do_not_replace_the_test_that_they_are_about() {
    let folder = Folder::new("itself");
    shell(&folder.0, "racelab litmus --export tests && cp tests/SB.litmus SB.litmus && rm -r tests");
    let before = folder.read("SB.litmus");
    for line in [
        "racelab litmus SB.litmus --json ./SB.litmus",
        "racelab litmus ./SB.litmus --why x=1 --svg SB.litmus",
    ] {
        assert!(complaint(&shell(&folder.0, line)).contains("which they are made from"), "{line}");
    }
    assert_eq!(folder.read("SB.litmus"), before);
}

/// Nothing of what is named here is compiled: it is found out before.
#[test]
fn results_do_not_replace_what_the_reader_wrote() {
    let folder = Folder::new("own");
    let text = "#[test]\nfn nothing() {}\n";
    folder.write("lock.rs", text);
    symlink("lock.rs", folder.0.join("link.rs")).unwrap();
    let exercises = shell(&folder.0, "racelab exercise init answers && ls answers | grep rs$ | head -n 1");
    let exercises = String::from_utf8(exercises.stdout).unwrap();
    let answer = format!("answers/{}", exercises.lines().last().expect("a first one"));
    let before = folder.read(&answer);
    for line in [
        "racelab explain lock.rs --json lock.rs",
        "racelab explain lock.rs --svg ./lock.rs",
        "racelab explain link.rs --html lock.rs",
        "racelab sample lock.rs --json lock.rs",
        "racelab sample link.rs --svg lock.rs",
        "racelab weaken lock.rs --json link.rs",
        "racelab litmus lock.rs nothing --json lock.rs",
        &format!("racelab exercise --dir answers check --json {answer}"),
        &format!("racelab exercise --dir answers check --junit report --gradescope {answer}"),
        &format!(
            "mkdir all; cp -r answers all/anna; racelab exercise grade all --csv all/anna/{}",
            &answer[8..]
        ),
    ] {
        let said = complaint(&shell(&folder.0, line));
        assert!(said.contains("which they are made from"), "{line}: {said}");
    }
    let said = complaint(&shell(&folder.0, "racelab exercise --dir answers check --json one --junit ./one"));
    assert!(said.contains("--json and --junit are the same file"), "{said}");
    assert_eq!((folder.read("lock.rs"), folder.read(&answer)), (text.to_owned(), before));
    assert_eq!(folder.names(), ["all", "answers", "link.rs", "lock.rs"]);
}

#[test]
fn pipes_and_devices_are_written_as_they_are() {
    let folder = Folder::new("straight");
    let explain = "racelab explain relock";
    for (line, what) in [
        (format!("{explain} --json - > got"), "-"),
        (format!("{explain} --json /dev/stdout > got"), "standard output, a file"),
        (format!("{explain} --json /dev/stdout | cat > got"), "standard output, a pipe"),
        (format!("{explain} --json /dev/fd/3 3> got > /dev/null"), "another descriptor"),
        (format!("{explain} --json /dev/stderr 2> got > /dev/null"), "standard error"),
        (
            format!(
                "{explain} --json >(cat > got; touch done) > /dev/null; until [ -e done ]; do sleep 0.1; done; rm done"
            ),
            "a process",
        ),
        (
            format!("mkfifo pipe; cat pipe > got & {explain} --json pipe > /dev/null; wait; rm pipe"),
            "a named pipe",
        ),
        (format!("{explain} --json got > got"), "the file that standard output goes to"),
    ] {
        let output = shell(&folder.0, &line);
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(is_json(&folder.read("got")), "{what}: {}", folder.read("got"));
        assert_eq!(folder.names(), ["got"], "{what}");
        fs::remove_file(folder.0.join("got")).unwrap();
    }
    assert!(shell(&folder.0, &format!("{explain} --json /dev/null")).status.success());
    for redirected in ["", "> /dev/full", "2> said > /dev/full; code=$?; cat said >&2; rm said; exit $code"] {
        let said = complaint(&shell(&folder.0, &format!("{explain} --json /dev/full {redirected}")));
        assert!(said.contains("cannot write /dev/full: No space left"), "{redirected}: {said}");
        assert!(said.contains("make room there"), "{redirected}: {said}");
    }
    let closed = shell(&folder.0, &format!("{explain} --json >(exit) > /dev/null"));
    assert_eq!((closed.status.code(), &*closed.stderr), (Some(0), &b""[..]), "nobody reads it");
}

#[test]
fn a_reader_who_closes_the_pipe_loses_only_what_is_on_the_screen() {
    let folder = Folder::new("closed");
    for command in
        ["explain relock", "weaken mutex-short", "compare --epochs 1 --only rwlock", "litmus SB --runs 1000"]
    {
        let line = format!("racelab {command} --json results | true; exit ${{PIPESTATUS[0]}}");
        let output = shell(&folder.0, &line);
        assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{command}");
        assert!(is_json(&folder.read("results")), "{command}");
        fs::remove_file(folder.0.join("results")).unwrap();
    }
}

/// Starts the program, and sends it Ctrl-C after a while.
fn interrupted(folder: &Path, arguments: &[&str]) -> Output {
    interrupted_late(folder, arguments).0
}

/// The same, and how long it took to end then.
fn interrupted_late(folder: &Path, arguments: &[&str]) -> (Output, Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let start = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let late = start.elapsed();
    assert!(late < Duration::from_secs(20), "{arguments:?} ends at the first Ctrl-C");
    (output, late)
}

#[test]
fn ctrl_c_does_not_replace_results_by_none() {
    let folder = Folder::new("interrupted");
    folder.write("old.json", OLD);
    let output = interrupted(&folder.0, &["compare", "--epochs", "10000", "--json", "old.json"]);
    assert_eq!(folder.read("old.json"), OLD);
    assert_eq!(folder.names(), ["old.json"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Nothing was written to old.json"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Not finished. Not measured: sequential, "));
    // On standard output there is nothing to lose, and what there is says what it is.
    let output = interrupted(&folder.0, &["compare", "--epochs", "10000", "--json", "-"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["finished"], false);
    assert_eq!(json["not_measured"][0], "sequential");
}

#[test]
fn what_ctrl_c_cut_short_says_in_the_results_that_it_is_not_finished() {
    let folder = Folder::new("unfinished");
    let output = interrupted(&folder.0, &["explain", "thread-local", "--with", "loom", "--json", "-"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["finished"], false);
    let explorations = json["explorations"].as_array().expect("a list");
    assert!(explorations.iter().any(|exploration| exploration["stopped"] == "interrupted"), "{json}");
}

#[test]
fn ctrl_c_ends_the_wait_for_a_reader_who_never_comes() {
    let folder = Folder::new("waiting");
    assert!(shell(&folder.0, "mkfifo pipe").status.success());
    let output = interrupted(&folder.0, &["explain", "relock", "--json", "pipe"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, "error: interrupted: nobody reads from pipe\n");
}

#[test]
fn ctrl_c_ends_at_once_what_leaves_nothing_half_done() {
    let folder = Folder::new("at-once");
    assert!(shell(&folder.0, "mkfifo pipe.rs pipe").status.success());
    let own = "that its own constant goes on for ever";
    folder.write("endless.rs", "const X: u8 = loop {};\n#[test]\nfn it() { assert_eq!(X, 0) }\n");
    for (arguments, said) in [
        (&["staleness", "--epochs", "10000"][..], "what was found until then is thrown away"),
        (&["staleness", "--threads", "--slow", "0:1000"], "what was found until then is thrown away"),
        (&["simulate"], "nothing was simulated"),
        (&["inference", "--workers", "64"], "what was measured until then is thrown away"),
        (&["simulate", "--costs", "pipe"], "pipe was not read"),
        (&["check", "pipe.rs"], "pipe.rs was not read"),
        (&["litmus", "pipe.rs"], "pipe.rs was not read"),
        (&["litmus", "pipe"], "pipe was not read"),
    ] {
        let (output, late) = interrupted_late(&folder.0, arguments);
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            format!("error: interrupted: {said}\n"),
            "{arguments:?}"
        );
        assert!(late < Duration::from_secs(20), "{arguments:?}: {late:?}");
    }
    let (output, late) = interrupted_late(&folder.0, &["check", "endless.rs"]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: interrupted"), "{own}");
    assert!(late < Duration::from_secs(20), "{own}: {late:?}");
}

#[test]
fn what_cannot_be_written_is_found_out_before_the_work() {
    let folder = Folder::new("unwritable");
    fs::create_dir(folder.0.join("folder")).unwrap();
    symlink("loop", folder.0.join("loop")).unwrap();
    for path in ["folder", ".", "/", "missing/x", "loop", "/dev/null/x", "new/", "x/../y", "/proc/x"] {
        let said = complaint(&shell(&folder.0, &format!("racelab compare --epochs 10000 --json '{path}'")));
        assert!(said.contains("cannot write"), "{path}: {said}");
    }
    assert_eq!(folder.names(), ["folder", "loop"]);
}

#[test]
fn two_interrupts_at_once_are_one_and_the_complaint_is_whole() {
    // `timeout` sends the signal to its child, and then to all of the group, its child included.
    let folder = Folder::new("twice");
    assert!(shell(&folder.0, "mkfifo pipe").status.success());
    for _ in 0..8 {
        let mut command = Command::new("timeout");
        command.args(["--preserve-status", "-s", "INT", "0.3", env!("CARGO_BIN_EXE_racelab")]);
        let output =
            command.args(["explain", "relock", "--json", "pipe"]).current_dir(&folder.0).output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "error: interrupted: nobody reads from pipe\n");
    }
}
