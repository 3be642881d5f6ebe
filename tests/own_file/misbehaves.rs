//! Programs that would take racelab with them if they could.

use std::time::{Duration, Instant};

use super::{check, written};

/// Not `std`'s, so nothing has taken their place.
const OF_C: &str = "unsafe extern \"C\" {\n    fn _exit(code: i32) -> !;\n    fn abort() -> !;\n}\n";

#[track_caller]
fn is_told(name: &str, body: &str, verdict: &str) {
    let text = format!("{OF_C}#[test]\nfn one() {{\n    {body}\n}}\n\n#[test]\nfn other() {{}}\n");
    // The others are explored all the same.
    check(&written(name, &text)).is(1, &[verdict, "1 nothing", "1 of 2 scenarios failed."]);
}

#[test]
fn a_program_that_ends_its_process_is_told() {
    is_told("exit", "std::process::exit(3)", "std::process::exit(3) is called, which would end the process");
    is_told("abort", "std::process::abort()", "std::process::abort() is called");
    is_told(
        "c-exit",
        "unsafe { _exit(0) }",
        "did not come back, in one of its first executions: it ended its process",
    );
    is_told("c-abort", "unsafe { abort() }", "aborted");
}

#[test]
fn a_program_that_crashes_is_told() {
    is_told(
        "crash",
        "unsafe { *std::ptr::null_mut::<u8>().wrapping_add(8) = 1 }",
        "memory that is not its own",
    );
    let deep =
        "fn deep(n: u64) -> u64 { let a = std::hint::black_box([n; 99]); deep(n + 1) + a[7] }\n    deep(0);";
    is_told("stack", deep, "overflows its stack");
}

#[test]
fn a_destructor_that_panics_in_a_panic_is_told_with_both_and_with_where_it_was() {
    let text = "use std::sync::Mutex;

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!(\"the second\");
    }
}

#[test]
fn explodes() {
    let lock = Mutex::new(0);
    *lock.lock().unwrap() += 1;
    let _bomb = Bomb;
    panic!(\"the first\");
}

#[test]
fn other() {}
";
    check(&written("bomb", text)).is(
        1,
        &[
            "a thread panicked: the first (and while that unwound, a destructor panicked as well: the second)",
            "last seen thread 0, at ",
            "program.rs:14, its last operation",
            "1 nothing",
            "1 of 2 scenarios failed.",
        ],
    );
}

#[test]
fn a_panic_that_comes_to_a_function_of_c_is_told_as_that() {
    let text = "extern \"C\" fn of_c() {
    panic!(\"in the hands of C\");
}

#[test]
fn one() {
    let _ = std::panic::catch_unwind(|| panic!(\"caught\"));
    of_c();
}

#[test]
fn other() {}
";
    let ended = check(&written("of-c", text));
    ended.is(1, &["a thread panicked: in the hands of C (in a function that must not unwind", "1 nothing"]);
    assert!(!ended.said.contains("destructor") && !ended.said.contains("caught"), "{}", ended.said);
}

#[test]
fn a_program_that_wants_more_memory_than_it_gets_is_told_how_much_and_whose_limit_that_is() {
    let limit = "The limit is racelab's own: a program has 2,048 MB of memory";
    let at_once = "std::hint::black_box(Vec::<u8>::with_capacity(1 << 46));";
    is_told("absurd", at_once, "a thread asks for 70,368,744,177,664 bytes of memory at once");
    is_told("absurd", at_once, limit);
    let by_and_by = "let mut all = Vec::new();\n    loop {\n        all.push(vec![1_u8; 1 << 20]);\n    }";
    is_told("more", by_and_by, limit);
    is_told("c-abort", "unsafe { abort() }", "aborted: a thread calls abort, which ends the whole program");
    // Of an allocator of the reader's own, nothing is known.
    let own = "#[global_allocator]
static MINE: std::alloc::System = std::alloc::System;

#[test]
fn one() {
    std::hint::black_box(Vec::<u8>::with_capacity(1 << 46));
}
";
    check(&written("own-allocator", own)).is(1, &["It calls abort, or asks for more memory than it gets"]);
}

#[test]
fn what_racelab_says_itself_is_not_what_the_program_printed() {
    for (name, body) in [
        ("fault", "unsafe { *std::ptr::null_mut::<u8>().wrapping_add(8) = 1 }"),
        ("of-c-exit", "unsafe { exit(3) }"),
    ] {
        let text = format!(
            "unsafe extern \"C\" {{\n    fn exit(code: i32) -> !;\n}}\n#[test]\nfn one() {{\n    {body}\n}}\n"
        );
        let ended = check(&written(name, &text));
        ended.is(1, &["did not come back"]);
        assert!(!ended.said.contains("printed"), "{}", ended.said);
    }
}

#[test]
fn a_program_that_stops_itself_is_told() {
    let text = "unsafe extern \"C\" {\n    fn raise(signal: i32) -> i32;\n}\n#[test]\nfn one() {\n    unsafe { raise(19) };\n}\n";
    check(&written("stops", text)).is(1, &["did not come back", "it stopped itself (signal 19)"]);
}

#[test]
fn a_program_that_never_ends_is_told_within_bounds() {
    let start = Instant::now();
    is_told("endless", "loop {\n        std::hint::black_box(());\n    }", "endless");
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_program_that_never_ends_is_told_with_its_last_operation() {
    let text = "use std::sync::Mutex;
use std::thread;

#[test]
fn counts() {
    let lock = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            *lock.lock().unwrap() += 1;
            loop {
                std::hint::black_box(());
            }
        });
    });
}
";
    check(&written("last", text))
        .is(1, &["endless", "last seen thread 1, at ", "program.rs:9, its last operation"]);
}

#[test]
fn what_a_program_prints_is_kept_apart_and_short() {
    let text = "fn main() {\n    for n in 0..5000 {\n        println!(\"line {n}\");\n        eprintln!(\"too\");\n    \
                }\n}\n";
    let ended = check(&written("prints", text));
    ended.is(0, &["Your program printed 10,000 lines. It began: | line 0 | too | line 1"]);
    let text = "use std::sync::atomic::{AtomicU32, Ordering::Relaxed};\n#[test]\nfn one() {\n    let x = AtomicU32::new(0);\n    \
                std::thread::scope(|scope| {\n        scope.spawn(|| x.store(1, Relaxed));\n        println!(\"{}\", x.load(Relaxed));\n    \
                });\n}\n";
    check(&written("prints-several", text))
        .is(0, &["Your program printed 2 lines in all executions together."]);
    assert!(
        !ended.said.contains("line 9") && ended.complaint.is_empty(),
        "{}{}",
        ended.said,
        ended.complaint
    );
}

#[test]
fn a_program_may_read_files_and_finds_no_input() {
    let text = "fn main() {\n    assert!(std::fs::read_to_string(\"Cargo.toml\").is_ok());\n    let mut line = \
                String::new();\n    assert_eq!(std::io::stdin().read_line(&mut line).unwrap(), 0);\n}\n";
    check(&written("reads", text)).is(0, &["No counterexample in 1 execution"]);
}

#[test]
fn a_thread_that_the_engine_has_not_started_is_told_as_that() {
    let program = |shared: &str, touch: &str| {
        format!(
            "use std::cell::UnsafeCell;
use std::ptr::null_mut;
use std::sync::Mutex;
use std::sync::atomic::{{AtomicU32, Ordering::Relaxed}};

unsafe extern \"C\" {{
    fn pthread_create(
        thread: *mut usize,
        attributes: *mut u8,
        start: extern \"C\" fn(*mut u8) -> *mut u8,
        argument: *mut u8,
    ) -> i32;
    fn pthread_join(thread: usize, result: *mut *mut u8) -> i32;
}}

struct Shared(UnsafeCell<u32>);
unsafe impl Sync for Shared {{}}

{shared}

extern \"C\" fn behind(_: *mut u8) -> *mut u8 {{
    {touch};
    null_mut()
}}

#[test]
fn one() {{
    let mut thread = 0;
    unsafe {{
        assert_eq!(pthread_create(&mut thread, null_mut(), behind, null_mut()), 0);
        assert_eq!(pthread_join(thread, null_mut()), 0);
    }}
}}

#[test]
fn other() {{}}
"
        )
    };
    for (name, shared, touch) in [
        ("atomic", "static IT: AtomicU32 = AtomicU32::new(0);", "IT.fetch_add(1, Relaxed)"),
        ("lock", "static IT: Mutex<u32> = Mutex::new(0);", "*IT.lock().unwrap() += 1"),
        ("cell", "static IT: Shared = Shared(UnsafeCell::new(0));", "unsafe { *IT.0.get() += 1 }"),
        ("starts", "", "drop(std::thread::spawn(|| ()))"),
    ] {
        check(&written(&format!("behind-{name}"), &program(shared, touch))).is(
            1,
            &[
                "it started a thread behind the engine's back",
                "Only what std::thread starts can be explored",
                "1 nothing",
                "1 of 2 scenarios failed.",
            ],
        );
    }
    // Nobody waits for it: the exploration may be over before its panic has ended the process.
    let joined = "        assert_eq!(pthread_join(thread, null_mut()), 0);\n";
    for turn in 0..20 {
        let text = program("static IT: AtomicU32 = AtomicU32::new(0);", "IT.fetch_add(1, Relaxed)");
        assert!(text.contains(joined));
        check(&written(&format!("behind-unjoined-{}", turn % 2), &text.replace(joined, "")))
            .is(1, &["it started a thread behind the engine's back", "1 of 2 scenarios failed."]);
    }
    // What has nothing to do with the exploration is no matter of the engine's.
    check(&written("behind-nothing", &program("", ""))).is(0, &["No counterexample in 2 executions"]);
}
