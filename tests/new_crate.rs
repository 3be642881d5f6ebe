//! `racelab new DIR`: the crate that it writes is built, and its tests are run, as somebody would who has just typed it.
#![cfg(not(loom))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A path in a folder of this file's own.
fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("new").join(name)
}

fn new(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_racelab")).arg("new").arg(folder).output().unwrap()
}

/// Runs the crate's tests without the network. What it is built of is kept beside what this project is built of, so it
/// is compiled once.
fn test(folder: &Path, options: &[&str]) -> (bool, String) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--offline", "--lib", "--target-dir"]).arg(target).args(options);
    let output = cargo.current_dir(folder).env("RUST_BACKTRACE", "0").output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), said(&output.stdout) + &said(&output.stderr))
}

/// In the file of the crate, `mended` in place of `what`.
fn change(folder: &Path, file: &str, what: &str, mended: &str) {
    let file = folder.join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(what), "no {what} in:\n{text}");
    fs::write(file, text.replace(what, mended)).unwrap();
}

#[test]
fn the_new_crate_explores_its_lock_and_finds_its_mistake() {
    let folder = place("my lock");
    let _ = fs::remove_dir_all(&folder);
    let output = new(&folder);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains(env!("CARGO_MANIFEST_DIR")), "it says what it depends on: {said}");
    for file in ["README.md", "src/lib.rs", "src/sync.rs", "src/lock.rs", "src/handoff.rs"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{file}");
        assert!(!text.contains("ANCHOR"), "{file}");
    }
    assert!(fs::read_to_string(folder.join("README.md")).unwrap().starts_with("# my-lock\n"));

    let (passed, said) = test(&folder, &[]);
    assert!(passed && said.contains("2 passed; 0 failed; 2 ignored"), "{said}");
    assert!(!said.contains("warning"), "{said}");

    let (passed, said) = test(&folder, &["--", "--ignored", "--nocapture"]);
    assert!(!passed && said.contains("1 passed; 1 failed"), "{said}");
    for line in ["verdict        data race", "write by ", "read by ", "ready: stores true (Relaxed)"] {
        assert!(said.contains(line), "no '{line}' in {said}");
    }
    for row in ["change Acquire, tried Relaxed: needed (data race)", "store Release, tried Relaxed: needed"] {
        assert!(said.contains(row), "no '{row}' in {said}");
    }

    change(&folder, "src/handoff.rs", "Relaxed", "Release");
    change(&folder, "src/lock.rs", "self.locked.swap(true, Acquire)", "self.locked.swap(true, Release)");
    let (passed, said) = test(&folder, &["--", "--include-ignored"]);
    assert!(!passed && said.contains("arrives_whole_or_not_at_all ... ok"), "{said}");
    assert!(said.contains("two_threads_count ... FAILED") && said.contains("data race"), "{said}");
}

#[test]
fn a_folder_with_something_in_it_stays_as_it_is() {
    let folder = place("taken");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    for there in [folder.clone(), folder.join("mine.txt"), folder.join("mine.txt/crate")] {
        let output = new(&there);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: ") && said.lines().count() == 1 && said.contains("name "), "{said}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(folder.join("mine.txt")).unwrap(), "mine");
}

/// No file of more than 1,024 bytes, which is what a full disk is like. The first files have fewer.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_of_a_crate() {
    let folder = place("full");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("there")).unwrap();
    for (path, left) in [("there", vec!["there"]), ("some/where", vec!["there"])] {
        let line = format!("ulimit -f 1; '{}' new '{path}'", env!("CARGO_BIN_EXE_racelab"));
        let output = Command::new("bash").args(["-c", &line]).current_dir(&folder).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains(&format!("cannot write a crate to {path}")), "{said}");
        let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<Vec<_>>(), left);
    }
    assert_eq!(fs::read_dir(folder.join("there")).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn what_is_to_be_typed_can_be_typed() {
    let folder = place("typed");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for name in ["plain-1", "a b", "it's", "dollar$HOME", "back`ls`tick", "esc\u{1b}[31m"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
        let output = command.args(["new", name]).current_dir(&folder).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains('\u{1b}'), "{said}");
        let typed = said.lines().find_map(|line| line.trim().strip_prefix("cd ")).unwrap().to_owned();
        if !name.contains('\u{1b}') {
            let mut there = Command::new("bash");
            there.args(["-c", &format!("cd {typed} && basename \"$PWD\"")]);
            let there = String::from_utf8(there.current_dir(&folder).output().unwrap().stdout).unwrap();
            assert_eq!(there.trim_end(), name, "{typed}");
        }
    }
}

#[test]
fn a_name_that_no_package_may_have_is_made_one() {
    for (name, package) in
        [("1 lock", "my-1-lock"), ("Träger", "tr-ger"), ("test", "my-test"), ("fn", "my-fn"), ("--", "my")]
    {
        let folder = place("names").join(name);
        let _ = fs::remove_dir_all(&folder);
        let parent = folder.parent().unwrap();
        fs::create_dir_all(parent).unwrap();
        let output = new(&folder);
        assert!(output.status.success(), "{output:?}");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("name = \"{package}\"\n")), "{manifest}");
    }
}
