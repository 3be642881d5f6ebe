//! `racelab simulate`: the same costs give the same result, to a letter, and a file without sensible costs is refused.
#![cfg(not(loom))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A file in a folder of the test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("racelab-simulate-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn simulate(costs: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    command.arg("simulate").arg("--costs").arg(costs).args(more).output().unwrap()
}

/// As `--json` writes it: a lock is held for 20 of 120 microseconds.
fn basis() -> Value {
    let both = json!([0.9, 1.8]);
    json!({
        "setting": "a network of this test",
        "costs": {
            "gradient": 100_000.0, "copy": 10_000.0, "apply": 10_000.0, "fetch": 0.0,
            "lock": 0.0, "message": 0.0, "barrier": 0.0, "first_layer": 0.9,
        },
        "measured": {
            "mutex-whole-step": both, "mutex-short": both, "rwlock": both, "thread-local": both, "channel": both,
            "bulk-synchronous": both, "split-layer": both,
        },
    })
}

#[test]
fn the_same_costs_give_the_same_result_and_the_lock_its_bound() {
    let costs = file("costs.json", &basis().to_string());
    let first = simulate(&costs, &[]);
    assert!(first.status.success(), "{first:?}");
    assert_eq!(first.stdout, simulate(&costs, &[]).stdout);
    let text = String::from_utf8(first.stdout).unwrap();
    assert!(text.contains("Left out: every worker has a core of its own"), "{text}");
    for name in ["pipeline", "atomic-add", "mutex-per-layer", "promise-async", "pool", "staleness-bounded"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let last = text.lines().rfind(|line| line.starts_with("mutex-short")).unwrap();
    let cells: Vec<_> = last.split_whitespace().collect();
    // 110 of one thread are 20 under the lock: 5.5 of them at most, however many workers.
    assert_eq!((cells.len(), cells[8]), (9, "5.5"), "{last}");
    let speed: f64 = cells[7].parse().unwrap();
    assert!((5.2..=5.6).contains(&speed), "{last}");
}

#[test]
fn what_json_says_can_be_simulated_again() {
    let costs = file("again.json", &basis().to_string());
    let first = simulate(&costs, &["--json", "-"]);
    assert!(first.status.success(), "{first:?}");
    let text = String::from_utf8(first.stdout).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["simulated"].as_array().map(Vec::len), Some(7 * 7));
    assert_eq!(value["costs"], basis()["costs"]);
    let second = simulate(&file("written.json", &text), &["--json", "-"]);
    assert_eq!(String::from_utf8(second.stdout).unwrap(), text);
    let drawn = String::from_utf8(simulate(&costs, &["--svg", "-"]).stdout).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("mutex-short"), "{drawn}");
    // Of each of the seven a line, its bound, and what was measured with 1 and 2 workers; and the two kinds in the key.
    let counts =
        ["class=\"line\"", "class=\"dashes\"", "class=\"ring\""].map(|what| drawn.matches(what).count());
    assert_eq!(counts, [7, 7 + 1, 2 * 7 + 1], "{drawn}");
    assert!(
        drawn.contains("mutex-short 5.") && drawn.contains("at most 5.5, and measured 0.90 with 1"),
        "{drawn}"
    );
    // What one worker is measured at lies where 0.9 does: a little below 1, which has a line of its own.
    let height =
        |mark: &str| drawn.split(mark).nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap();
    let one = drawn.split(">1</text>").next().unwrap().rsplit("y=\"").next().unwrap();
    let one: f64 = one.split('"').next().unwrap().parse().unwrap();
    let ring = height("class=\"ring\" cx=\"64.0\" cy=\"");
    assert!((ring - (one - 4.0) - 4.75).abs() < 0.2, "{ring} {one}");
}

#[test]
fn costs_that_are_missing_or_make_no_sense_are_refused_in_one_line() {
    for (place, wrong) in
        [("gradient", json!(0)), ("lock", json!(-1)), ("first_layer", json!(2)), ("copy", json!("x"))]
    {
        let mut basis = basis();
        basis["costs"][place] = wrong;
        let refused = simulate(&file(&format!("{place}.json"), &basis.to_string()), &[]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!((refused.status.code(), said.lines().count()), (Some(2), 1), "{place}: {said}");
        assert!(said.contains(&format!("cost called '{place}'")), "{said}");
    }
    let large = file("large.json", &" ".repeat(2 << 20));
    for (costs, what) in [
        (large.as_path(), "it has more than 1048576 bytes"),
        (Path::new("/dev/zero"), "it has more than 1048576 bytes"),
        (Path::new("missing"), "No such file"),
    ] {
        let refused = simulate(costs, &[]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!((refused.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(said.contains(what), "{said}");
    }
    let costs = file("itself.json", &basis().to_string());
    for option in ["--json", "--svg"] {
        let said = String::from_utf8(simulate(&costs, &[option, costs.to_str().unwrap()]).stderr).unwrap();
        assert!(said.contains("which they are made from"), "{said}");
    }
    assert_eq!(fs::read_to_string(costs).unwrap(), basis().to_string());
    let mut basis = basis();
    basis["measured"]["channel"] = json!([1.0]);
    let refused = simulate(&file("speeds.json", &basis.to_string()), &[]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("speeds of 'channel'"), "{said}");
}
