//! Every site of every safe trainer is either needed, which a counterexample shows, or carries its written
//! reason.

use racelab_loom::explore::Limits;
use racelab_loom::explore::story::file;
use racelab_loom::explore::weaken::{Row, Verdict, sites, trials};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use racelab_loom::sync::atomic::{AtomicBool, AtomicU32, fence};
use racelab_loom::sync::{Mutex, workers};
use racelab_loom::trainers::scenarios::SAFE;

fn weakened(scenarios: &[Scenario]) -> Vec<Row> {
    let limits = Limits::of_loom();
    let passed: Vec<_> = scenarios.iter().map(|scenario| sites(scenario, &limits)).collect();
    trials(&passed).iter().map(|trial| trial.run(&limits)).collect()
}

/// A row in a line, without the line number.
fn told(row: &Row) -> String {
    let Row { site, weaker, verdict, .. } = row;
    let written = site.ordering.map_or(String::new(), |ordering| format!(" {ordering:?}"));
    let shown = match verdict {
        Verdict::Needed(exploration) => format!(": {}", exploration.failure.as_ref().unwrap().kind().name()),
        _ => String::new(),
    };
    format!(
        "{} {} {}{written}, {weaker}: {}{shown}",
        file(site.place),
        site.object,
        site.part,
        verdict.name()
    )
}

#[test]
fn every_site_of_every_safe_trainer_is_needed_or_carries_its_reason() {
    let rows = weakened(SAFE);
    // For loom, an unpark orders two threads even where nobody parks, and so it misses what this load is for.
    let of_unpark = "src/promise/one_shot.rs state load Acquire, Relaxed: weaker would do";
    let unexplained: Vec<_> = rows.iter().filter(|row| !row.is_explained()).map(told).collect();
    assert_eq!(unexplained, [of_unpark]);
    let table: Vec<_> = rows.iter().map(told).collect();
    insta::assert_snapshot!("weaken", table.join("\n"));
}

#[test]
fn every_site_of_a_promise_is_needed_by_the_engine() {
    let promises = SAFE.iter().filter(|scenario| scenario.subject.starts_with("promise"));
    let limits = Limits::default();
    let passed: Vec<_> = promises.map(|scenario| sites(scenario, &limits)).collect();
    let rows: Vec<_> = trials(&passed).iter().map(|trial| trial.run(&limits)).collect();
    assert!(rows.len() >= 9, "orderings and unparks: {}", rows.len());
    for row in &rows {
        assert!(matches!(row.verdict, Verdict::Needed(_)), "{}", told(row));
    }
}

/// A message is passed, with an ordering that is stronger than it must be and says why, and one that does
/// not.
fn too_strong() -> String {
    let (data, ready) = (AtomicU32::new(0), AtomicBool::new(false));
    let read = workers(2, |me| {
        if me == 0 {
            data.store(1, Relaxed);
            ready.store(true, Release);
            0
        } else if ready.load(Acquire) {
            // Kept though weaker would do: this is what the test
            // looks for.
            10 + data.load(Acquire)
        } else {
            let _seen = data.load(Relaxed);
            // Another comment.
            data.load(Acquire) / 2
        }
    });
    read[1].to_string()
}

#[test]
fn a_site_where_weaker_would_do_shows_the_reason_that_is_written_beside_it() {
    let rows = weakened(&[Scenario::new("too_strong", "of a test", &["0", "11"], too_strong)]);
    let told: Vec<_> =
        rows.iter().map(|row| (told(row), row.reason.as_deref(), row.is_explained())).collect();
    let expected = [
        ("tests/loom_weaken.rs atomic store Release, Relaxed: needed: wrong outcome", None, true),
        ("tests/loom_weaken.rs atomic load Acquire, Relaxed: needed: wrong outcome", None, true),
        (
            "tests/loom_weaken.rs atomic load Acquire, Relaxed: weaker would do",
            Some("this is what the test looks for."),
            true,
        ),
        ("tests/loom_weaken.rs atomic load Acquire, Relaxed: weaker would do", None, false),
    ];
    let told: Vec<_> =
        told.iter().map(|(told, reason, explained)| (told.as_str(), *reason, *explained)).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_lock_that_guards_nothing_or_only_readers_need_not_be_there() {
    let run = || {
        let (nothing, constant) = (Mutex::new(()), Mutex::new(7));
        let read = workers(2, |_| {
            let _locked = nothing.lock().unwrap();
            *constant.lock().unwrap()
        });
        format!("{read:?}")
    };
    let rows = weakened(&[Scenario::new("needless", "of a test", &["[7, 7]"], run)]);
    let told: Vec<_> = rows.iter().map(told).collect();
    assert_eq!(told, ["tests/loom_weaken.rs mutex lock, left out: weaker would do"; 2]);
}

/// A message is passed with fences.
fn fences() -> String {
    let (data, ready) = (AtomicU32::new(0), AtomicBool::new(false));
    let read = workers(2, |me| {
        if me == 0 {
            data.store(1, Relaxed);
            fence(AcqRel);
            ready.store(true, Relaxed);
            return 1;
        }
        let seen = ready.load(Relaxed);
        fence(Acquire);
        if seen { data.load(Relaxed) } else { 1 }
    });
    read[1].to_string()
}

#[test]
fn a_fence_is_weakened_and_left_out() {
    let rows = weakened(&[Scenario::new("fences", "of a test", &["1"], fences)]);
    let told: Vec<_> = rows.iter().map(told).collect();
    let expected = [
        "tests/loom_weaken.rs memory fence AcqRel, Acquire: needed: wrong outcome",
        "tests/loom_weaken.rs memory fence AcqRel, Release: weaker would do",
        "tests/loom_weaken.rs memory fence AcqRel, left out: needed: wrong outcome",
        "tests/loom_weaken.rs memory fence Acquire, left out: needed: wrong outcome",
    ];
    assert_eq!(told, expected);
}

#[test]
fn of_a_seqcst_access_loom_cannot_tell() {
    let run = || {
        let flag = AtomicBool::new(false);
        workers(2, |me| if me == 0 { flag.swap(true, SeqCst) } else { flag.load(SeqCst) });
        "done".to_owned()
    };
    let rows = weakened(&[Scenario::new("seqcst", "of a test", &["done"], run)]);
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| matches!(row.verdict, Verdict::CannotTell) && !row.is_explained()));
}
