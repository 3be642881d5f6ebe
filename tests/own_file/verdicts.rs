//! Each program's verdict, and that its orderings are needed.

use std::fs;

use super::{Ended, check, check_with, own, racelab, written};

#[test]
fn small_programs_have_their_verdicts() {
    for (program, code, found) in [
        ("read_guards.rs", 1, "data race"),
        ("unpark_without_park.rs", 1, "data race"),
        ("guard_in_deadlock.rs", 1, "deadlock"),
        ("two_mutexes.rs", 1, "deadlock"),
        ("weak_exchange.rs", 0, "nothing"),
        ("spin_lock.rs", 0, "nothing"),
        ("sleep_flag.rs", 0, "nothing"),
        ("statics.rs", 0, "nothing"),
        ("retry_behind_lock.rs", 0, "nothing"),
    ] {
        check(&own(program)).is(code, &[found]);
    }
}

#[test]
fn what_textbooks_build_is_clean() {
    for program in
        ["one_shot.rs", "shared_pointer.rs", "parking_mutex.rs", "condition.rs", "readers_writer.rs"]
    {
        check(&own(program)).is(0, &["No counterexample", "exhaustive within the engine's limits"]);
    }
}

#[test]
fn what_wakes_twice_for_no_reason_is_found_where_that_is_allowed() {
    let check = |options: &[&str]| check_with(&own("tests_twice.rs"), options);
    check(&[]).is(0, &["No counterexample"]);
    check(&["--whims", "2"]).is(1, &["assertion failed: *guard", "waits_until_it_is_ready"]);
    // It may not wake at all for no reason: then there are fewer executions.
    let executions = |ended: Ended| -> u64 {
        let (_, rest) = ended.said.split_once("No counterexample in ").unwrap();
        rest.split(' ').next().unwrap().parse().unwrap()
    };
    assert!(executions(check(&["--whims", "0"])) < executions(check(&[])));
}

#[test]
fn a_program_that_could_have_load_buffering_is_told_that_nobody_looked() {
    let file = own("load_buffering.rs");
    let ended = check(&file);
    let names = "C++20 does not forbid it in relaxed. To ask the checker: cargo run --release -- litmus \
                 tests/own/load_buffering.rs relaxed";
    ended.is(0, &["Load buffering, in which two threads", "is not explored", names]);
    let explained = Ended::of(racelab("explain", &file, &["--only", "relaxed"]).output().unwrap());
    explained
        .is(0, &["not explored load buffering", "racelab litmus load_buffering.rs relaxed asks the checker"]);
    let locks = "use std::sync::Mutex;\nuse std::sync::atomic::{AtomicU32, Ordering::Relaxed};\n\n#[test]\nfn locks() {\n    let (x, y, \
                 last) = (AtomicU32::new(0), AtomicU32::new(0), Mutex::new(0));\n    std::thread::scope(|scope| {\n        \
                 scope.spawn(|| {\n            x.load(Relaxed);\n            y.store(1, Relaxed);\n            \
                 *last.lock().unwrap() = 1;\n        });\n        y.load(Relaxed);\n        x.store(1, Relaxed);\n    });\n}\n";
    let locks = written("buffering-with-a-lock", locks);
    let said = "The checker cannot be asked about locks: it uses a Mutex: a litmus test has";
    let checked = check(&locks);
    checked.is(0, &["Load buffering, in which two threads", said]);
    let explained = Ended::of(racelab("explain", &locks, &[]).output().unwrap());
    explained.is(0, &["not explored load buffering", "the checker cannot be asked, as it uses a Mutex"]);
    for told in [checked, explained] {
        assert!(!told.said.contains("racelab litmus") && !told.said.contains("-- litmus"), "{}", told.said);
    }
    for without in ["one_pair_synchronises", "under_a_lock"] {
        let ended = check_with(&file, &["--only", without]);
        ended.is(0, &["No counterexample"]);
        assert!(!ended.said.contains("Load buffering"), "{}", ended.said);
    }
}

#[test]
fn the_first_panic_is_told_whatever_came_of_it() {
    check(&own("panic_under_a_guard.rs")).is(1, &["a thread panicked: there is one", "thread 0, at"]);
    check(&own("panic_before_a_deadlock.rs"))
        .is(1, &["deadlock", "before that, thread 0 panicked at", "this is the reason"]);
}

#[test]
fn a_loop_that_does_not_say_that_it_waits_is_named_with_its_line() {
    check(&own("silent_loop.rs")).is(1, &["silent_loop.rs:13", "put spin_loop() or", "too large"]);
}

#[test]
fn who_waits_for_room_has_not_sent() {
    let found = check(&own("blocked_send.rs"));
    found.is(1, &["deadlock", "waits for room in _receiver"]);
    assert_eq!(found.said.matches("│ sends to _receiver").count(), 2, "{}", found.said);
}

#[test]
fn what_was_written_is_shown_and_the_first_scenario_of_the_file_comes_first() {
    let found = check(&own("cells_in_order.rs"));
    found.is(1, &["data race", "weight: writes 11", "weight: writes 23"]);
    let at = |name: &str| found.said.find(name).unwrap();
    assert!(at("zebra:") < at("antelope:"), "{}", found.said);
    let weaken = Ended::of(racelab("weaken", &own("cells_in_order.rs"), &[]).output().unwrap());
    let at = |name: &str| weaken.said.find(name).unwrap();
    assert!(at("zebra") < at("antelope"), "{}", weaken.said);
}

/// The lines of a program, by number, with what stands for something stronger than Relaxed in them.
fn orderings(text: &str) -> Vec<(usize, &'static str)> {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let strong =
        |line: &str| ["Acquire", "Release"].into_iter().find(|ordering| code(line).contains(ordering));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("use "));
    lines.filter_map(|(number, line)| Some((number, strong(line)?))).collect()
}

#[test]
fn without_any_one_of_their_orderings_there_is_a_counterexample() {
    let mut weakened = 0;
    for program in ["spin_lock", "one_shot", "shared_pointer", "parking_mutex", "readers_writer"] {
        let text = fs::read_to_string(own(&format!("{program}.rs"))).unwrap();
        for (number, ordering) in orderings(&text) {
            let weaker = |(at, line): (usize, &str)| match at == number {
                // A fence that orders nothing is none.
                true if line.contains("fence(") => String::new(),
                true => line.replacen(ordering, "std::sync::atomic::Ordering::Relaxed", 1),
                false => line.to_owned(),
            };
            let lines: Vec<_> = text.lines().enumerate().map(weaker).collect();
            let name = format!("{program}-{number}");
            check(&written(&name, &lines.join("\n"))).is(1, &["data race"]);
            weakened += 1;
        }
    }
    assert_eq!(weakened, 13);
}

#[test]
fn a_flag_and_a_length_that_only_acquire_and_release_lose_the_wake_up() {
    let text = fs::read_to_string(own("sleep_flag.rs")).unwrap();
    let text = text.replace("(1, SeqCst)", "(1, Release)").replace("load(SeqCst)", "load(Acquire)");
    let text = text.replace("Ordering::SeqCst", "Ordering::{Acquire, Release}");
    check(&written("sleep_flag", &text)).is(1, &["deadlock"]);
}

#[test]
fn a_number_that_is_read_after_the_lock_was_let_go_loses_the_wake_up() {
    let text = fs::read_to_string(own("condition.rs")).unwrap();
    let text = text.replace("        drop(guard);\n", "");
    let text = text.replace("let before =", "drop(guard);\n        let before =");
    check(&written("condition", &text)).is(1, &["livelock"]);
}

#[test]
fn arithmetic_that_overflows_panics_as_in_cargo_test() {
    let text = "use std::sync::atomic::{AtomicU8, Ordering::Relaxed};\n\n#[test]\nfn adds() {\n    \
                debug_assert!(AtomicU8::new(255).load(Relaxed) + 1 > 0);\n}\n";
    check(&written("overflow", text)).is(1, &["attempt to add with overflow"]);
}
