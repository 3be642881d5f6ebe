//! `--watch`: the same again after each save; how long that takes; and that none of it leaves anything in the clone.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::{Ended, own, racelab, written};

/// A command that watches a file.
struct Watching {
    child: Child,
    heard: Receiver<String>,
}

impl Watching {
    fn begin(command: &str, file: &Path) -> Watching {
        let mut racelab = racelab(command, file, &["--watch"]);
        let mut child = racelab.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let (said, heard) = channel();
        let stdout = child.stdout.take().unwrap();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = said.send(line);
            }
        });
        Watching { child, heard }
    }

    /// Waits until it says this.
    #[track_caller]
    fn hears(&self, what: &str) {
        let mut lines = Vec::new();
        loop {
            let line = self.heard.recv_timeout(Duration::from_secs(300));
            lines.push(line.unwrap_or_else(|_| panic!("no '{what}' in {lines:#?}")));
            if lines.last().unwrap().contains(what) {
                return;
            }
        }
    }

    /// Ctrl-C, as the terminal sends it.
    fn ends(mut self) {
        let kill = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(130));
    }
}

#[test]
fn each_save_gets_a_verdict() {
    let (right, wrong) = ("fn main() {}\n", "fn main() {\n    panic!();\n}\n");
    for (command, of_right, of_wrong) in [
        ("check", "No counterexample in 1 execution", "1 of 1 scenario failed."),
        // The verdict stands below the picture, which may be longer than a terminal is high.
        ("explain", "main: nothing", "main: panic"),
        ("weaken", "There is nothing to weaken", "because the code fails as it is"),
    ] {
        let file = written(&format!("watched-{command}"), right);
        let watching = Watching::begin(command, &file);
        watching.hears(of_right);
        fs::write(&file, wrong).unwrap();
        watching.hears(of_wrong);
        fs::write(&file, right).unwrap();
        watching.hears(of_right);
        watching.ends();
    }
}

/// Two locks of textbooks with their tests, 117 lines; in every other version something is wrong.
fn version(number: u32) -> String {
    let text = |name: &str| fs::read_to_string(own(name)).unwrap();
    let lock = text("spin_lock.rs");
    let lock = if number % 2 == 1 {
        lock.replace("true, Acquire", "true, std::sync::atomic::Ordering::Relaxed")
    } else {
        lock
    };
    format!(
        "mod spin_lock {{\n{lock}}}\n\nmod parking_mutex {{\n{}}}\n// version {number}\n",
        text("parking_mutex.rs")
    )
}

#[test]
#[ignore = "it measures: cargo test --test own_file median_of_ten_saves -- --ignored --nocapture"]
fn the_median_of_ten_saves() {
    let file = written("saves", &version(0));
    let watching = Watching::begin("check", &file);
    watching.hears("No counterexample in");
    let mut took: Vec<_> = (1..=10)
        .map(|number| {
            let text = version(number);
            let start = Instant::now();
            // In one step, as editors save: nobody finds half of it.
            fs::write(file.with_extension("new"), text).unwrap();
            fs::rename(file.with_extension("new"), &file).unwrap();
            watching.hears(if number % 2 == 1 { "failed." } else { "No counterexample in" });
            start.elapsed().as_secs_f64()
        })
        .collect();
    watching.ends();
    took.sort_by(f64::total_cmp);
    println!(
        "10 saves of a file of {} lines: median {:.2} s, from {:.2} to {:.2} s",
        version(0).lines().count(),
        (took[4] + took[5]) / 2.0,
        took[0],
        took[9]
    );
}

/// Each file of the clone, with how long it is and when it was saved last. What cargo builds is left out.
fn tree() -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let (mut tree, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, known) = (entry.path(), entry.metadata().unwrap());
            if path == built || path == root.join(".git") {
                continue;
            }
            if known.is_dir() {
                folders.push(path);
            } else {
                tree.insert(path, (known.len(), known.modified().unwrap()));
            }
        }
    }
    tree
}

#[test]
fn nothing_is_written_into_the_clone() {
    let before = tree();
    assert!(
        before.contains_key(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/own/spin_lock.rs").as_path())
    );
    for (command, file, options, code) in [
        ("check", "several.rs", &[][..], 0),
        ("check", "two_mutexes.rs", &[], 1),
        ("explain", "read_guards.rs", &["--html", "-"], 0),
        ("explain", "read_guards.rs", &["--svg", "-"], 0),
        ("weaken", "spin_lock.rs", &["--counterexamples"], 0),
        ("sample", "two_mutexes.rs", &["--runs", "10"], 1),
        ("litmus", "read_guards.rs", &[], 2),
    ] {
        Ended::of(racelab(command, &own(file), options).output().unwrap()).is(code, &[]);
    }
    // Where it is not the clone's file either.
    fs::write(written("errors-here", "fn main() { nothing }"), "fn main() { nothing }").unwrap();
    Ended::of(racelab("check", &written("errors-here", "fn main() { nothing }"), &[]).output().unwrap())
        .is(2, &[]);
    let after = tree();
    let changed: Vec<_> = after.iter().filter(|(path, known)| before.get(*path) != Some(*known)).collect();
    assert!(changed.is_empty() && after.len() == before.len(), "{changed:#?}");
}
