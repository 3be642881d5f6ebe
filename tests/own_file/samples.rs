//! `racelab sample FILE.rs`: a reader's program is drawn from, and a seed brings a run back.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Ended, own, racelab, written};

fn sample(file: &Path, options: &[&str]) -> Ended {
    Ended::of(racelab("sample", file, options).output().unwrap())
}

fn json(file: &Path, options: &[&str]) -> Value {
    let ended = sample(file, &[options, &["--json", "-"]].concat());
    serde_json::from_str(&ended.said).unwrap_or_else(|error| panic!("{error}: {}", ended.said))
}

/// Three threads look for a ticket before they take one. That goes wrong only where two of them are between the two at the
/// last ticket, and everybody has done a good deal before.
const TICKETS: &str = "use std::sync::atomic::AtomicI32;
use std::sync::atomic::Ordering::Relaxed;

#[test]
fn nobody_takes_a_ticket_that_is_not_there() {
    let left = AtomicI32::new(9);
    let buyer = || {
        for _ in 0..3 {
            if left.load(Relaxed) > 0 {
                left.fetch_sub(1, Relaxed);
            }
        }
        if left.load(Relaxed) == 1 && left.load(Relaxed) == 1 {
            left.fetch_sub(1, Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(buyer);
        }
    });
    assert!(left.into_inner() >= 0, \"sold twice\");
}

#[test]
fn other() {}
";

/// The picture of the run that failed.
fn picture(said: &str) -> &str {
    said.split_once("What happens").unwrap_or_else(|| panic!("no execution in {said}")).1
}

#[test]
fn a_rare_race_is_found_by_a_seed_and_the_command_that_is_printed_draws_it_again() {
    let file = written("tickets", TICKETS);
    let found = sample(&file, &[]);
    found.is(1, &["panic", "sold twice", "Nothing is wrong with 1 scenario more"]);
    let words: Vec<_> = found.said.split_whitespace().collect();
    let line = words.join(" ");
    let (_, again) = line.split_once("The same run again: ").expect("how to have it again");
    let again: Vec<_> = again.split(' ').take_while(|word| *word != "Nothing").collect();
    let typed = again.iter().position(|word| *word == "sample").expect("the command");
    assert_eq!(again[typed + 1], file.display().to_string());
    let options = &again[typed + 2..];
    assert_eq!(options[..2], ["--only", "nobody_takes_a_ticket_that_is_not_there"]);
    let once_more = sample(&file, options);
    once_more.is(1, &["sold twice"]);
    let [first, second] = [&found, &once_more].map(|ended| picture(&ended.said).split("The same run").next());
    assert_eq!(first, second);
}

#[test]
fn each_method_finds_it_in_its_own_way_and_says_so() {
    let file = written("methods", TICKETS);
    for method in ["uniform", "pct", "pctwm"] {
        let value = json(&file, &["--method", method, "--seed", "5", "--runs", "20000"]);
        let exploration = &value["explorations"][0];
        let (sample, seed) = (&exploration["sample"], exploration["sample"]["failing_seed"].as_u64());
        assert_eq!((&sample["method"], &sample["seed"]), (&Value::from(method), &Value::from(5)));
        // The runs have the seeds from the first one on.
        assert_eq!(seed.map(|seed| seed - 5 + 1), sample["runs"].as_u64(), "{method}: {sample}");
        let seed = seed.expect("it is found").to_string();
        let again = json(&file, &["--method", method, "--seed", &seed, "--runs", "1"]);
        let shown = |value: &Value| value["explorations"][0]["counterexample"].clone();
        assert!(shown(&value).is_object() && shown(&value) == shown(&again), "{method}, seed {seed}");
    }
}

#[test]
fn what_only_a_weak_memory_shows_is_found_by_the_methods_that_draw_what_is_read() {
    let text = "use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

#[test]
fn a_message_has_arrived_whole() {
    let (text, sent) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            text.store(7, Relaxed);
            sent.store(1, Relaxed);
        });
        if sent.load(Relaxed) == 1 {
            assert_eq!(text.load(Relaxed), 7);
        }
    });
}
";
    let file = written("message", text);
    sample(&file, &["--method", "pct"]).is(0, &["A sample is never exhaustive"]);
    sample(&file, &["--method", "uniform"]).is(1, &["assertion `left == right` failed"]);
    sample(&file, &["--method", "pctwm"]).is(1, &["assertion `left == right` failed"]);
}

#[test]
fn a_sample_as_json_says_what_was_drawn() {
    let value = json(&own("spin_lock.rs"), &["--runs", "50"]);
    assert_eq!(value["finished"], true);
    let exploration = &value["explorations"][0];
    assert_eq!(exploration["counterexample"], Value::Null);
    let sample = &exploration["sample"];
    assert_eq!((&sample["method"], &sample["runs"]), (&Value::from("uniform"), &Value::from(50)));
    assert_eq!(sample["failing_seed"], Value::Null);
    for count in ["seed", "came_to_nothing", "out_of_steps", "longest"] {
        assert!(sample[count].is_u64(), "{count}: {sample}");
    }
    assert!(sample["longest"].as_u64() > Some(3), "{sample}");
    let keys: Vec<_> = exploration.as_object().unwrap().keys().collect();
    assert!(
        ["subject", "scenario", "executions", "outcomes"].iter().all(|key| keys.iter().any(|k| k == key)),
        "{keys:?}"
    );
}

#[test]
fn a_page_and_a_drawing_of_a_sample_are_titled_as_one() {
    let file = written("page", TICKETS);
    let page = sample(&file, &["--html", "-"]);
    page.is(1, &[&format!("<title>racelab sample {}</title>", file.display()), "sold twice"]);
    assert!(!page.said.contains("racelab explain"), "{}", page.said);
    assert!(sample(&file, &["--svg", "-"]).said.starts_with("<svg"));
}

#[test]
fn what_cannot_be_sampled_is_bad_input() {
    let broken = sample(&written("broken", "#[test]\nfn one() {\n    let x: u8 = \"no\";\n}\n"), &[]);
    assert_eq!((broken.code, broken.said.as_str()), (2, ""), "{}", broken.complaint);
    assert!(broken.complaint.contains("error[E0308]: mismatched types"), "{}", broken.complaint);
    assert!(broken.complaint.contains("program.rs:3"), "{}", broken.complaint);
    let empty = sample(&written("empty", "pub fn one() {}\n"), &[]);
    assert_eq!((empty.code, empty.said.as_str()), (2, ""), "{}", empty.complaint);
    assert!(empty.complaint.contains("has nothing to explore"), "{}", empty.complaint);
    assert_eq!(empty.complaint.lines().count(), 1, "{}", empty.complaint);
    let unknown = sample(&own("spin_lock.rs"), &["--only", "nobody"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.complaint.contains("has nothing called 'nobody'"), "{}", unknown.complaint);
}

#[test]
fn a_run_without_an_end_is_told_and_does_not_keep_anybody_waiting() {
    let start = Instant::now();
    let alone = "#[test]\nfn turns() {\n    loop {\n        std::hint::black_box(());\n    }\n}\n";
    sample(&written("turns", alone), &["--runs", "5"]).is(1, &["turns", "endless"]);
    // Another thread would have to end this one, and there is none.
    let waits = "use std::sync::atomic::AtomicBool;\nuse std::sync::atomic::Ordering::Relaxed;\n\n#[test]\nfn waits() {\n    \
                 let ready = AtomicBool::new(false);\n    while !ready.load(Relaxed) {\n        std::hint::spin_loop();\n    \
                 }\n}\n";
    sample(&written("waits", waits), &["--runs", "5"]).is(1, &["waits", "livelock"]);
    // This one goes on without waiting for anybody.
    let counts = "use std::sync::atomic::AtomicU32;\nuse std::sync::atomic::Ordering::Relaxed;\n\n#[test]\nfn counts() {\n    \
                  let count = AtomicU32::new(0);\n    while count.fetch_add(2, Relaxed) != 1 {}\n}\n";
    let counts = json(&written("counts", counts), &["--runs", "5", "--longest", "1000"]);
    assert_eq!(counts["explorations"][0]["sample"]["out_of_steps"], 5, "{counts}");
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}
