//! Attempts to get an answer past the judge, each with the verdict that it gets; and answers that run wild.

use racelab::cli::exercise::course::{Exercise, Given, Regions};
use racelab::cli::exercise::judge::Word;

use super::{sample, verdict};

/// An answer to an exercise of the tests' own: regions and their texts.
fn answer(exercise: &Exercise, regions: &[(&str, &str)]) -> String {
    let mut all = exercise.regions_of(|region| &region.starter);
    all.extend(
        regions.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Regions>(),
    );
    exercise.with(&all, Given::Broken)
}

/// What is in the regions, the verdict that it gets, and a part of what is said.
type Attempt<'a> = (&'a [(&'a str, &'a str)], Word, &'a str);

/// Asserts the verdict on each.
#[track_caller]
fn get(name: &str, attempts: &[Attempt<'_>]) {
    let exercise = sample(name);
    for (regions, word, said) in attempts {
        let verdict = verdict(&exercise, &answer(&exercise, regions));
        let (message, compiler) = (&verdict.message, verdict.compiler.as_deref().unwrap_or_default());
        assert_eq!(verdict.word, *word, "{regions:?}: {message}\n{compiler}");
        assert!(message.contains(said), "{regions:?}: {message}");
    }
}

#[test]
fn what_reaches_out_of_the_program_is_forbidden_and_said_with_its_line() {
    use Word::Forbidden;
    get(
        "01_flag",
        &[
            (&[("raise", "unsafe {}")], Forbidden, "what must not be in a region: `unsafe`, line 24"),
            (
                &[("raise", "\n\nstd::process::exit(0);")],
                Forbidden,
                "`process::`, which reaches out of the program, line 26",
            ),
            (&[("raise", "std :: process\n:: abort();")], Forbidden, "`process::`"),
            (&[("raise", "use std::r#process::*; exit(0)")], Forbidden, "`process::`"),
            (&[("raise", "use std::{process};")], Forbidden, "`process::`"),
            (&[("raise", "use std as s; s::process::exit(0)")], Forbidden, "`use ... as`"),
            (&[("raise", "std::fs::write(\"a\", \"\").unwrap();")], Forbidden, "`fs::`"),
            (&[("raise", "std::env::set_var(\"A\", \"b\");")], Forbidden, "`env::`"),
            (&[("raise", "std::net::TcpStream::connect(\"a:1\").unwrap();")], Forbidden, "`net::`"),
            (&[("raise", "std::io::stdin();")], Forbidden, "`io::`"),
            (&[("raise", "std::os::unix::process::parent_id();")], Forbidden, "`os::`"),
            (&[("raise", "let _ = include_str!(\"/etc/passwd\");")], Forbidden, "the macro `include_str!`"),
            (&[("raise", "let _ = env!(\"HOME\");")], Forbidden, "the macro `env!`"),
            (&[("raise", "std::arch::asm!(\"nop\");")], Forbidden, "`arch::`"),
            (&[("raise", "extern \"C\" { fn exit(code: i32) -> !; }")], Forbidden, "`extern`"),
            (&[("raise", "extern crate test;")], Forbidden, "`extern`"),
            (&[("raise", "mod inner {}")], Forbidden, "a module"),
            (&[("raise", "::test::test_main_static(&[]);")], Forbidden, "`test::`"),
            (&[("raise", "use {test::*};")], Forbidden, "`test::`"),
            (&[("raise", "crate::racelab_written::racelab_statics();")], Forbidden, "`racelab_written`"),
            (&[("raise", "::racelab::report::end_quietly();")], Forbidden, "`racelab`"),
            (&[("raise", "macro_rules! a { () => {} }")], Forbidden, "a macro of its own"),
            (&[("raise", "#[unsafe(no_mangle)] fn a() {}")], Forbidden, "`unsafe`"),
            (&[("raise", "#[no_mangle] fn a() {}")], Forbidden, "the attribute `no_mangle`"),
            (&[("raise", "#[path = \"/etc/passwd\"] struct A;")], Forbidden, "the attribute `path`"),
            (&[("raise", "let _ = std::panic::catch_unwind(|| ());")], Forbidden, "`panic::`"),
            (
                &[("raise", "static SEEN: AtomicBool = AtomicBool::new(false);")],
                Forbidden,
                "a static of its own",
            ),
            (&[("raise", "let _ = std::time::Instant::now();")], Forbidden, "`Instant`"),
            (&[("raise", "let _ = std::collections::HashMap::<u8, u8>::new();")], Forbidden, "`HashMap`"),
            (&[("raise", "// racelab: scenario")], Forbidden, "a mark"),
            (&[("raise", "#![allow(unsafe_code)]")], Forbidden, "the attribute `allow`"),
            (
                &[("raise", "#[allow(long_running_const_eval)] const FOR_EVER: () = loop {}; FOR_EVER")],
                Forbidden,
                "what the compiler computes has to end",
            ),
            (
                &[("raise", "#[doc = include_str!(\"/etc/passwd\")] struct A;")],
                Forbidden,
                "the attribute `doc`",
            ),
            (
                &[("raise", "#[cfg_attr(all(), path = \"a\")] struct A;")],
                Forbidden,
                "the attribute `cfg_attr`",
            ),
            (&[("raise", "let _ = concat!(\"a\", stringify!(b));")], Forbidden, "the macro `concat!`"),
            (
                &[("raise", "fn long<'a, 'b>(_: &'a &'b (), b: &'b u8) -> &'a u8 { b }")],
                Forbidden,
                "a second lifetime with a name",
            ),
        ],
    );
}

#[test]
fn what_stands_around_a_region_stays() {
    use Word::{Changed, Forbidden};
    get(
        "01_flag",
        &[
            // From here to the other region, everything would be a comment.
            (
                &[("raise", "/*"), ("is_up", "*/ } fn is_up(&self) -> bool { false")],
                Changed,
                "not complete in itself",
            ),
            (
                &[("raise", "let _ = r#\""), ("is_up", "\"#; } fn is_up(&self) -> bool { false")],
                Changed,
                "not complete",
            ),
            (&[("raise", "} fn more(&self) {")], Changed, "not complete in itself"),
            (&[("raise", "// end\nloop {}")], Changed, "stands where"),
        ],
    );
    get(
        "04_scenario",
        &[
            (&[("test", "use std::stringify as assert_eq;")], Forbidden, "`use ... as`"),
            (&[("test", "use std::*;")], Forbidden, "`use ...::*` of its own"),
            (&[("test", "struct Relaxed;")], Forbidden, "a second meaning of `Relaxed`"),
            (&[("test", "fn add(_: &AtomicU32) {}")], Forbidden, "a second meaning of `add`"),
            (&[("test", "#[cfg(any())]")], Forbidden, "the attribute `cfg`"),
            (&[("test", "#[test] fn a() { assert_eq!(line!(), 1) }")], Forbidden, "the macro `line!`"),
            (&[("test", "#[test] fn a() { assert_eq!(size_of_val(&add), 1) }")], Forbidden, "`size_of_val`"),
        ],
    );
}

/// The first door looks at words. The second has nothing behind it, whatever it is called.
#[test]
fn the_std_of_a_submission_has_nothing_that_reaches_out_of_it() {
    let names = [
        "process::exit",
        "fs::read",
        "env::var",
        "net::TcpStream",
        "io::stdin",
        "os::raw",
        "ffi::CString",
        "path::Path",
        "panic::catch_unwind",
        "time::Instant",
        "time::SystemTime",
        "collections::HashMap",
        "hash::RandomState",
        "thread::available_parallelism",
        "any::TypeId",
        "backtrace::Backtrace",
        "arch::asm",
        "include_str",
        "include_bytes",
        "env",
        "option_env",
        "line",
        "file",
        "module_path",
        "cell::classify",
    ];
    let uses: String = names.iter().map(|name| format!("use std::{name} as _;\n")).collect();
    let text = format!(
        "//! T\n//!\n//! What for: x.\n//!\n//! Do.\n\n// exercise: lesson 01\n// exercise: kind code\n// exercise: minutes 1\n\
         // exercise: hint a\n// exercise: hint b\n// exercise: hint c\n// exercise: after d\n{uses}\
         // yours: a\n// end\n#[test]\nfn a() {{}}\n"
    );
    let exercise = Exercise::read("01_doors", &text).unwrap();
    let verdict = verdict(&exercise, &exercise.solution());
    assert_eq!(verdict.word, Word::DoesNotCompile);
    let said = verdict.compiler.unwrap();
    for name in names {
        let is_refused = said.lines().any(|line| line.contains(&format!("use std::{name} as _;")));
        assert!(is_refused, "std::{name} is there:\n{said}");
    }
}

#[test]
fn an_answer_cannot_speak_for_the_judge_or_hide_what_it_does() {
    use Word::{DataRace, Outcome};
    get(
        "01_flag",
        &[
            (
                &[(
                    "raise",
                    "println!(\"{{\\\"explored\\\":\\\"what_is_seen\\\"}}\"); self.ready.store(true, Relaxed);",
                )],
                DataRace,
                "",
            ),
            (&[("raise", "std::mem::forget(self.ready.store(true, Relaxed));")], DataRace, ""),
            (
                &[(
                    "raise",
                    "const Release: std::sync::atomic::Ordering = Relaxed; self.ready.store(true, Release);",
                )],
                DataRace,
                "",
            ),
            (&[("raise", "return;")], Outcome, "never does: Some(7)"),
            // Nothing that an answer declares within a function reaches out of it.
            (
                &[(
                    "raise",
                    "struct Flag; impl Drop for Flag { fn drop(&mut self) {} } self.ready.store(true, Relaxed);",
                )],
                DataRace,
                "",
            ),
            // Two panics at once abort, and are no way past the end of an execution.
            (
                &[(
                    "raise",
                    "struct A; impl Drop for A { fn drop(&mut self) { panic!() } } let _a = A; panic!();",
                )],
                Word::Panic,
                "",
            ),
        ],
    );
    get(
        "03_prediction",
        &[
            // What runs when the answer is printed could run the scenario, or end in nothing that can be read.
            (
                &[(
                    "possible",
                    "struct All; impl std::fmt::Debug for All { fn fmt(&self, f: &mut std::fmt::Formatter) -> \
                     std::fmt::Result { write!(f, \"[{:?}]\", the_last()) } }\nconst POSSIBLE: All = All;",
                )],
                Word::Forbidden,
                "`struct`: the answer is a constant",
            ),
            (
                &[("possible", "const POSSIBLE: &dyn std::fmt::Debug = &();")],
                Word::Forbidden,
                "`dyn`: the answer is a constant",
            ),
            (
                &[("possible", "const POSSIBLE: &[(u8, u8)] = &[];")],
                Word::OtherOutcomes,
                "nothing is named yet",
            ),
            (
                &[("possible", "const POSSIBLE: &[(u8, u8)] = &[(1, 9), (1, 9)];")],
                Word::OtherOutcomes,
                "it is not all that can",
            ),
            (
                &[("possible", "const POSSIBLE: &[(u8, u8)] = &[(1, 9), (0, 9)];")],
                Word::OtherOutcomes,
                "this never happens: (0, 9); and something",
            ),
            (
                &[(
                    "possible",
                    "const POSSIBLE: [(u8, u8); 2] = if false { loop {} } else { [(2, 9), (1, 9)] };",
                )],
                Word::Passes,
                "just these",
            ),
            (
                &[(
                    "possible",
                    "const POSSIBLE: &[(u8, u8)] = &[(1, 9), (2, 9)];\n// racelab: scenario\nconst MORE: () = ();",
                )],
                Word::Forbidden,
                "a mark",
            ),
        ],
    );
}

/// Where the compiler has put a function differs between the broken program and the mended one.
#[test]
fn a_test_cannot_tell_the_mended_program_by_where_its_code_lies() {
    let tests = [
        ("assert_eq!(add as usize % 64, 1)", "`as`, which"),
        ("let it: fn(&AtomicU32) = add; panic!(\"{it:?}\")", "`fn`, which"),
        ("let it: *const dyn Fn(&AtomicU32) = &add; panic!(\"{it:?}\")", "`const`, which"),
        ("panic!(\"{:p}\", &&add)", "`{:p}`, which"),
        ("panic!(\"{:?}\", std::ptr::from_ref(&add))", "`ptr`: find the mistake"),
    ];
    for (test, said) in tests {
        let test = format!("#[test]\nfn shows() {{ {test} }}");
        get("04_scenario", &[(&[("test", test.as_str())], Word::Forbidden, said)]);
    }
}

#[test]
fn an_answer_has_to_fit_more_than_the_scenario_that_can_be_seen() {
    let exercise = sample("06_again");
    let fitted = answer(&exercise, &[("count", "counter.fetch_max(3, Relaxed);")]);
    let verdict = verdict(&exercise, &fitted);
    assert_eq!(verdict.word, Word::Outcome);
    assert_eq!(
        verdict.message,
        "it fits the scenarios in your file, and not another one: it can end with 7, which is not allowed"
    );
    let shown = verdict.report.unwrap();
    assert!(
        shown.ends_with("// racelab: outcomes 9\nfn a_from_seven() -> u32 {\n    both_count(7)\n}"),
        "{shown}"
    );
    assert!(!exercise.starter().contains("from_seven") && exercise.starter().ends_with("}\n"));
}

/// In a scenario of its own, with a check of its own, an answer could make any ordering needed.
#[test]
fn an_answer_cannot_make_an_ordering_needed_by_a_second_scenario() {
    let leads_out = [
        ("let own = AtomicU32::new(0); own.fetch_add(1, SeqCst);", "`new`"),
        ("let own = (AtomicU32::new)(0); own.fetch_add(1, SeqCst);", "`new`"),
        ("let own = <AtomicU32>::from(0); own.fetch_add(1, SeqCst);", "`from`"),
        ("let own: AtomicU32 = 0.into(); own.fetch_add(1, SeqCst);", "`into`"),
        ("#[derive(Default)] struct Own(AtomicU32); Own::default().0.fetch_add(1, SeqCst);", "`Own`"),
        ("use std::sync::{Mutex}; type Own = Mutex<u32>;", "`Mutex`"),
        ("use std::thread::{spawn}; spawn(|| ());", "`spawn`"),
        ("thread::scope(|scope| ());", "`scope`"),
        ("let run = both_count; run();", "`both_count`"),
        ("if counter.load(SeqCst) > 5 { r#both_count(); }", "`both_count`"),
    ];
    for (count, name) in leads_out {
        let said = format!("{name}, line 13: where orderings are to be weak");
        get("02_weakest", &[(&[("count", count)], Word::Forbidden, said.as_str())]);
    }
    // A name, a loop and a function of one's own lead nowhere.
    let count = "fn add(one: &AtomicU32) { for _ in 0..1 { one.fetch_add(1, Relaxed); } } add(counter);";
    get("02_weakest", &[(&[("count", count)], Word::Passes, "")]);
}

/// An ordering is weakened where the operation is called. So it has to be called where it can be seen.
#[test]
fn an_ordering_cannot_be_hidden_from_being_weakened() {
    get(
        "02_weakest",
        &[
            (&[("count", "counter.fetch_add(1, [SeqCst][0]);")], Word::TooStrong, ""),
            (&[("count", "let add = AtomicU32::fetch_add; add(counter, 1, SeqCst);")], Word::TooStrong, ""),
            (
                &[(
                    "count",
                    "let add: fn(&AtomicU32, u32, std::sync::atomic::Ordering) -> u32 = AtomicU32::fetch_add; add(counter, 1, SeqCst);",
                )],
                Word::Forbidden,
                "call it by its name",
            ),
            (&[("count", "let add = || counter.fetch_add(1, SeqCst); add();")], Word::TooStrong, ""),
            (
                &[("count", "if false { counter.fetch_add(1, SeqCst); }\ncounter.fetch_add(1, Relaxed);")],
                Word::Passes,
                "",
            ),
        ],
    );
}

#[test]
fn answers_that_run_wild_are_told_as_what_they_are() {
    use Word::{DoesNotCompile, Endless, Panic, TooLarge};
    get(
        "01_flag",
        &[
            (&[("raise", "loop {}")], Endless, "by the clock"),
            (&[("raise", "fn deep(n: u64) -> u64 { deep(n + 1) + 1 } deep(1);")], Endless, "stack overflow"),
            (&[("raise", "const FOR_EVER: () = loop {}; FOR_EVER")], DoesNotCompile, ""),
            (&[("raise", "drop([0_u8; usize::MAX]);")], DoesNotCompile, ""),
            (
                &[("raise", "fn deep<T>(n: u8, t: T) { if n > 0 { deep(n - 1, (t, 0)) } } deep(9, 0);")],
                DoesNotCompile,
                "",
            ),
            (&[("raise", "let _: Vec<u8> = Vec::with_capacity(1 << 40);")], Panic, ""),
            // More than a process may have that explores an answer, and less than most machines have.
            (&[("raise", "let _: Vec<u8> = Vec::with_capacity(3 << 30);")], Panic, ""),
            (
                &[(
                    "raise",
                    "std::thread::scope(|scope| { for _ in 0..2 { scope.spawn(|| for _ in 0..9 { \
                     self.ready.store(false, Relaxed); }); } });",
                )],
                TooLarge,
                "more than 100,000 executions",
            ),
            (&[("raise", "for _ in 0..40 { std::thread::spawn(|| ()); }")], TooLarge, "too many threads"),
            (
                &[("raise", "for _ in 0..20_000 { self.ready.load(Relaxed); }")],
                TooLarge,
                "a loop that can go round for ever",
            ),
        ],
    );
}
