//! What else comes of it: JSON, drawings, the table of sites, and a verdict after each save.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

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
fn each_save_gets_a_verdict() {
    let right = "fn main() {}\n";
    let file = written("watched", right);
    let mut racelab = racelab("check", &file, &["--watch"]);
    let mut child = racelab.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let (said, heard) = channel();
    let stdout = child.stdout.take().unwrap();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = said.send(line);
        }
    });
    let hears = |what: &str| {
        while let Ok(line) = heard.recv_timeout(Duration::from_secs(300)) {
            if line.contains(what) {
                return true;
            }
        }
        false
    };
    assert!(hears("No counterexample in 1 execution"));
    fs::write(&file, "fn main() {\n    panic!();\n}\n").unwrap();
    assert!(hears("1 of 1 scenario failed."));
    fs::write(&file, right).unwrap();
    assert!(hears("No counterexample in 1 execution"));
    // Ctrl-C, as the terminal sends it.
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
