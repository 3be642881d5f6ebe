//! The gallery: every file is read, says what it is, and can be written and read again.

use std::collections::BTreeSet;

use racelab_litmus::format::{herd, parse, rust_lines};
use racelab_litmus::gallery::{Group, find, gallery, similar};
use racelab_litmus::test::{Expression, Statement, Test};

fn tests() -> impl Iterator<Item = (&'static str, Test)> {
    gallery().iter().map(|entry| {
        let test = parse(entry.text).unwrap_or_else(|error| panic!("{}.litmus:{error}", entry.name));
        (entry.name, test)
    })
}

#[test]
fn every_file_is_read_and_has_the_name_and_the_line_that_are_listed() {
    for (entry, (name, test)) in gallery().iter().zip(tests()) {
        assert_eq!(test.name, name);
        assert_eq!(test.about.as_deref(), Some(entry.about), "{name}");
        let length = entry.about.chars().count();
        assert!((10..=60).contains(&length), "{name}: {length} characters");
    }
}

#[test]
fn there_are_sixty_tests_and_more_and_every_group_has_some_in_order() {
    assert!(gallery().len() >= 60);
    let mut groups: Vec<_> = gallery().iter().map(|entry| entry.group).collect();
    groups.dedup();
    assert_eq!(groups, Group::ALL);
}

#[test]
fn no_two_tests_have_the_same_name() {
    let names: BTreeSet<_> = gallery().iter().map(|entry| entry.name.to_lowercase()).collect();
    assert_eq!(names.len(), gallery().len());
}

#[test]
fn every_file_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/gallery");
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<_> =
        files.filter_map(|file| Some(file.strip_suffix(".litmus")?.to_owned())).collect();
    let listed: BTreeSet<_> = gallery().iter().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(files, listed);
}

#[test]
fn every_test_that_is_written_and_read_again_is_the_same() {
    for (name, test) in tests() {
        let written = herd(&test);
        let again = parse(&written).unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
        assert_eq!(again, test, "{name}\n{written}");
    }
}

#[test]
fn every_test_is_small_enough_to_enumerate() {
    for (name, test) in tests() {
        let operations: usize = test.threads.iter().map(|thread| operations(&thread.body)).sum();
        assert!(test.threads.len() <= 4 && operations <= 12, "{name}: {operations} operations");
    }
}

fn operations(body: &[Statement]) -> usize {
    let of = |statement: &Statement| match statement {
        Statement::Let { .. } | Statement::Assume(..) => 0,
        Statement::If { then, otherwise, .. } => operations(then) + operations(otherwise),
        _ => 1,
    };
    body.iter().map(of).sum()
}

#[test]
fn no_test_has_what_herd_does_not_read() {
    for (name, test) in tests() {
        for line in herd(&test).lines().skip(2) {
            let is_foreign =
                line.contains("&&") || line.contains("||") || line.contains('!') || line.contains('$');
            assert!(!is_foreign, "{name}: {line}");
            let is_load_alone = line.trim_start().starts_with("atomic_load");
            assert!(!is_load_alone, "{name}: {line}");
        }
        for thread in &test.threads {
            assert!(!thread.body.is_empty(), "{name} has a thread that does nothing");
        }
    }
}

#[test]
fn every_test_has_a_line_of_rust_for_each_statement() {
    for (name, test) in tests() {
        for (thread, lines) in test.threads.iter().zip(rust_lines(&test)) {
            let constants = |statement: &&Statement| {
                matches!(statement, Statement::Let { value: Expression::Constant(_), .. })
            };
            let least = thread.body.len() - thread.body.iter().filter(constants).count();
            assert!(lines.len() >= least, "{name}: {lines:?}");
            assert!(lines.iter().all(|line| !line.contains('$')), "{name}: {lines:?}");
        }
    }
}

#[test]
fn a_name_is_found_however_it_is_written_and_a_near_miss_has_a_suggestion() {
    assert_eq!(find("sb+REL+acq").unwrap().name, "SB+rel+acq");
    assert!(find("SB+rel+ack").is_none());
    assert_eq!(similar("SB+rel+ack")[0], "SB+rel+acq");
    assert!(similar("something else altogether").is_empty());
    assert!(similar(&"x".repeat(100_000)).is_empty());
}

#[test]
fn every_published_verdict_is_about_a_test_of_the_gallery_and_names_its_source() {
    let rows = include_str!("verdicts.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut known = BTreeSet::new();
    for row in rows {
        let [name, model, verdict, outcomes, source] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {row}");
        };
        assert_eq!(find(name).map(|entry| entry.name), Some(name));
        assert!(["C++20", "RC11", "x86-TSO"].contains(&model), "{row}");
        assert!(["allowed", "forbidden", "race"].contains(&verdict), "{row}");
        assert!(outcomes == "-" || outcomes.parse::<usize>().is_ok(), "{row}");
        assert!(source.len() > 10, "{row}");
        known.insert((name, model, verdict));
    }
    // Sources may agree on a row; they do not contradict each other.
    let rows: BTreeSet<_> = known.iter().map(|(name, model, _)| (name, model)).collect();
    assert_eq!(rows.len(), known.len());
    assert!(known.len() > 60);
}
