//! What of a file is explored, and what is refused.

use std::path::Path;

use super::{check, check_with, own, written};

#[test]
fn tests_and_scenarios_of_all_its_files_are_explored() {
    let ended = check(&own("several.rs"));
    ended.is(
        0,
        &[
            "counts several.rs:",
            "sent several.rs:",
            "lock::tests::is_tried lock.rs:",
            "Left out, because marked #[ignore]: lock::tests::takes_long.",
            "Left out, because #[should_panic], which says nothing of how threads meet: lock::tests::panics.",
            "The engine's types took the place of core::cell::UnsafeCell, core::sync::atomic, crossbeam's channels, std::sync::atomic, std::thread.",
        ],
    );
    assert!(!ended.said.contains("main"), "{}", ended.said);
}

#[test]
fn crossbeams_scoped_threads_keep_their_contract() {
    let file = own("crossbeam_scope.rs");
    let scenarios = "a_thread_starts_another,a_thread_has_a_name,nobody_waits_for_two_that_panic";
    check_with(&file, &["--only", scenarios])
        .is(0, &["of 3 scenarios", "took the place of crossbeam's scoped threads, std::sync::atomic."]);
    check_with(&file, &["--only", "a_scope_that_is_unwrapped_panics"]).is(1, &["panic"]);
}

#[test]
fn an_arc_may_own_a_slice_a_text_or_what_only_a_trait_is_known_of() {
    let file = own("arc_of_several.rs");
    check_with(&file, &["--only", "a_text_and_a_trait"]).is(0, &["No counterexample in"]);
    // The element in the middle loses an update.
    check_with(&file, &["--only", "a_slice"]).is(1, &["wrong outcome", "6 <- not allowed"]);
}

#[test]
fn outcomes_that_are_not_allowed_or_not_seen_are_told() {
    check_with(&own("several.rs"), &["--only", "counts"])
        .is(0, &["No counterexample in 3 executions of 1 scenario"]);
    let program = |outcomes: &str| {
        let text = "use std::sync::atomic::{AtomicU32, Ordering::Relaxed};\n// racelab: MARK\nfn two() -> u32 {\n    \
                    let x = AtomicU32::new(0);\n    std::thread::scope(|scope| {\n        scope.spawn(|| \
                    x.store(1, Relaxed));\n        x.load(Relaxed)\n    })\n}\n";
        written(&format!("outcomes-{outcomes}"), &text.replace("MARK", outcomes))
    };
    check(&program("outcomes 0, 1")).is(0, &["No counterexample in 2 executions"]);
    check(&program("scenario")).is(0, &["No counterexample in 2 executions"]);
    for both in [
        "scenario\n// racelab: outcomes 0, 1",
        "outcomes 0, 1\n// racelab: scenario",
        "outcomes 0\n// racelab: outcomes 1",
    ] {
        check(&program(both)).is(0, &["No counterexample in 2 executions"]);
    }
    check(&program("scenario\n// racelab: outcomes 1")).is(1, &["wrong outcome", "0 <- not allowed"]);
    check(&program("outcomes 1")).is(1, &["wrong outcome", "0 <- not allowed"]);
    check(&program("outcomes 0, 1, 2")).is(1, &["2 <- allowed, never seen"]);
}

#[test]
fn an_outcome_may_be_written_without_the_white_space_that_is_printed() {
    let text = "// racelab: outcomes (0,Some( 1 ))\nfn one() -> (u32, Option<u32>) {\n    (0, Some(1))\n}\n";
    check(&written("spaces", text)).is(0, &["No counterexample"]);
}

#[test]
fn errors_are_the_compilers_at_the_readers_lines() {
    let file = written("errors", "#![allow(unused)]\n\n#[test]\nfn one() {\n    let x: u32 = \"one\";\n}\n");
    let ended = check(&file);
    ended.is(2, &[]);
    let place = format!("--> {}:5:18", file.display());
    assert!(ended.complaint.contains("error[E0308]: mismatched types"), "{}", ended.complaint);
    assert!(ended.complaint.contains(&place), "no {place} in {}", ended.complaint);
}

#[test]
fn bad_input_gets_one_line() {
    for (name, text, options, complaint) in [
        ("nothing", "fn one() {}", &[][..], "has nothing to explore"),
        ("only", "fn main() {}", &["--only", "one"], "has nothing called 'one': choose from main"),
        ("loom", "fn main() {}", &["--with", "loom"], "a file is explored by the engine"),
        (
            "takes",
            "// racelab: scenario\nfn one(n: u32) {}",
            &[],
            ":2: one is marked as a scenario, but takes arguments",
        ),
        (
            "plural",
            "// racelab: scenarios\nfn one() {}",
            &[],
            ":1: 'scenarios' is no mark: write `// racelab: scenario`",
        ),
        (
            "open",
            "fn other() {}\n// racelab: outcomes (1, 2\nfn one() {}",
            &[],
            ":2: in the outcome '(1, 2' a bracket or a quote is not closed",
        ),
        (
            "promise",
            "// racelab: scenario outcomes (0, 1)\nfn one() {}",
            &[],
            ":1: 'scenario outcomes (0, 1)' is no mark, as nothing follows `scenario`",
        ),
        (
            "block",
            "/* racelab: scenario */\nfn one() {}\n#[test]\nfn other() {}",
            &[],
            ":1: this is no mark yet: it is written `// racelab: scenario`",
        ),
        (
            "or",
            "// racelab: outcomes (0, 1) or (1, 0)\nfn one() -> (u32, u32) {\n    (0, 1)\n}",
            &[],
            ":1: '(0, 1) or (1, 0)' is no outcome that `{:?}` prints: write `// racelab: outcomes (0, 0), (1, 1)`",
        ),
        (
            "set",
            "// racelab: outcomes {(0, 1)}\nfn one() -> (u32, u32) {\n    (0, 1)\n}",
            &[],
            ":1: '{(0, 1)}' is no outcome of this scenario, which returns a tuple",
        ),
        ("async", "async fn main() {}", &[], ":1: main is async, and std has nothing that runs it"),
        (
            "nested",
            "mod a {\n    // racelab: scenario\n    fn one() {}\n}",
            &[],
            ":2: this mark of a scenario is above",
        ),
    ] {
        let ended = check_with(&written(name, text), options);
        ended.is(2, &[]);
        assert!(ended.complaint.contains(complaint), "{name}: {}", ended.complaint);
        assert_eq!(ended.complaint.lines().count(), 1, "{name}: {}", ended.complaint);
    }
    let ended = check(Path::new("no_such_file.rs"));
    assert!(ended.code == 2 && ended.complaint.starts_with("error: cannot read no_such_file.rs"));
}

#[test]
fn an_error_that_is_returned_is_a_failure() {
    check(&written("fails", "fn main() -> Result<(), String> {\n    Err(\"why\".to_owned())\n}\n"))
        .is(1, &["it returned an error: \"why\""]);
    check(&written("succeeds", "fn main() -> Result<(), String> {\n    Ok(())\n}\n")).is(0, &["main"]);
}

#[test]
fn a_module_may_lie_beside_a_folder_above() {
    let file = written(
        "above/inner/deep",
        "#[path = \"../../other.rs\"]\nmod other;\n\n#[test]\nfn one() {\n    \
                assert_eq!(other::number(), include_str!(\"../number\").len());\n}\n",
    );
    let above = file.ancestors().nth(2).unwrap();
    std::fs::write(above.with_file_name("other.rs"), "pub fn number() -> usize {\n    3\n}\n").unwrap();
    std::fs::write(above.join("number"), "abc").unwrap();
    check(&file).is(0, &["one"]);
}
