//! `racelab sharing`: what it measures can be read by people and by programs; and how long a line is, if somebody says.
#![cfg(not(loom))]

use std::process::Command;

use racelab::machine::CacheLine;
use racelab::sharing::counter::Counter;
use racelab::sharing::lock::ShardedLock;
use racelab::sharing::measured::counting::BYTES;
use racelab::sync::workers;
use serde_json::Value;

fn sharing(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).arg("sharing").args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_tables_fit_the_screen_and_have_every_row() {
    let page = sharing(&[]);
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    for start in [
        "0, one counter",
        "64 ",
        "8, a line's end",
        "a lock each, side",
        "4,810",
        "RwLock",
        "a lock for each",
    ] {
        assert!(page.lines().any(|line| line.trim_start().starts_with(start)), "{start}: {page}");
    }
}

#[test]
fn json_has_every_figure_and_each_is_one() {
    let value: Value = serde_json::from_str(&sharing(&["--json", "-"])).unwrap();
    let is_positive = |value: &Value| value.as_f64().is_some_and(|figure| figure.is_finite() && figure > 0.0);
    let counting = value["counting"]["by_bytes"].as_array().unwrap();
    assert_eq!(counting.len(), BYTES.len());
    assert!(
        counting.iter().all(|row| is_positive(&row["nanoseconds"]) && is_positive(&row["times"])),
        "{value}"
    );
    // The farthest is what the others are compared with.
    assert_eq!(counting.last().unwrap()["times"], 1.0);
    let gradients = value["gradients"].as_array().unwrap();
    assert!(
        gradients.iter().all(|row| is_positive(&row["side_by_side"]) && is_positive(&row["in_turn"])),
        "{value}"
    );
    let reading = value["reading"].as_array().unwrap();
    assert_eq!(reading.len(), 3);
    assert!(
        reading[0]["against_rwlock"].as_array().unwrap().iter().all(|row| row["times"] == 1.0),
        "{value}"
    );
    assert!(is_positive(&value["cores_had"]), "{value}");
}

#[test]
fn the_chart_says_in_words_what_it_shows() {
    let svg = sharing(&["--svg", "-"]);
    assert!(
        svg.starts_with("<svg")
            && svg.contains("256 bytes")
            && svg.contains("4,810 weights")
            && svg.contains("1 in 4096"),
        "{svg}"
    );
}

#[test]
fn how_long_a_line_is_is_told_by_the_system_or_taken_from_crossbeam() {
    assert_eq!(CacheLine::read(Some("64\n")), CacheLine { bytes: 64, told: true });
    assert_eq!(CacheLine::read(Some("128")), CacheLine { bytes: 128, told: true });
    for nonsense in [None, Some(""), Some("0"), Some("63"), Some("-64"), Some("1048576"), Some("sixty-four")]
    {
        let taken = CacheLine::read(nonsense);
        assert!(!taken.told && taken.bytes.is_power_of_two() && taken.bytes >= 16, "{nonsense:?}: {taken:?}");
    }
}

#[test]
fn a_counter_in_parts_counts_and_a_lock_in_parts_locks() {
    let lock = ShardedLock::new(3, Counter::new([0; 3]));
    workers(3, |me| {
        for _ in 0..1000 {
            lock.read(me, |counter| counter.add(me, 1));
            let total = lock.write(Counter::total);
            assert!((1..=3000).contains(&total), "{total}");
        }
        lock.read(me, |counter| counter.take_off((me + 1) % 3, 1));
    });
    assert_eq!(lock.into_inner().total(), 2997);
}
