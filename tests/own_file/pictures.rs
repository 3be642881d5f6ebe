//! What a report says beside the verdict: what loom would have made of it; the page for a browser; what is folded.

use super::{Ended, check, own, racelab, written};

#[test]
fn a_report_says_what_loom_would_have_made_of_the_program() {
    for (program, said) in [
        ("read_guards.rs", "loom could be blind here: it lets one read guard order the next"),
        ("unpark_without_park.rs", "it lets an unpark order a thread that does not park"),
        ("sleep_flag.rs", "it takes SeqCst accesses for Acquire and Release"),
        ("spin_lock.rs", "it lets a store come between the halves of a read-modify-write"),
        ("weak_exchange.rs", "a weak compare-exchange never fails for no reason"),
    ] {
        Ended::of(racelab("explain", &own(program), &[]).output().unwrap()).is(0, &[said]);
    }
    // In a report of `check` too; and a program that loom is right about has no such line.
    check(&own("read_guards.rs")).is(1, &["loom could be blind here"]);
    let right = check(&own("two_mutexes.rs"));
    assert!(right.code == 1 && !right.said.contains("loom"), "{}", right.said);
}

#[test]
fn a_page_for_a_browser_needs_nothing_else_and_has_each_step_and_the_code() {
    let page = Ended::of(racelab("explain", &own("read_guards.rs"), &["--html", "-"]).output().unwrap());
    page.is(0, &["<!DOCTYPE html>", "data race", "unsafe { *self.count.get() += 1 }"]);
    let count = |what: &str| page.said.matches(what).count();
    // Two guards, one of which goes, and two writes.
    assert_eq!((count("<tr class=\"step\""), count("<section")), (5, 1), "{}", page.said);
    for elsewhere in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert_eq!(count(elsewhere), 0, "{elsewhere}");
    }
    for told in ["data-told=\"thread 1, at read_guards.rs:16: read-locks lock.\"", "count: writes"] {
        assert!(count(told) > 0, "no {told} in {}", page.said);
    }

    // What the code has is text, and no part of the page.
    let text = "#[test]\nfn t() {\n    let x = std::sync::Mutex::new(1); *x.lock().unwrap() = 0; // </ol><script>&\n    \
                panic!(\"<b>\");\n}\n";
    let page = Ended::of(racelab("explain", &written("html", text), &["--html", "-"]).output().unwrap());
    page.is(0, &["&lt;/ol&gt;&lt;script&gt;&amp;", "&lt;b&gt;"]);
    assert_eq!(page.said.matches("<script>").count(), 1);
}

#[test]
fn what_happens_inside_of_std_is_folded_unless_it_is_asked_for() {
    let text = "use std::sync::Mutex;\n\n#[test]\nfn locks() {\n    let lock = Mutex::new(0);\n    \
                let guard = Some(&lock).map(Mutex::lock);\n    drop(guard);\n    panic!();\n}\n";
    let file = written("frames", text);
    let explain = |options: &[&str]| Ended::of(racelab("explain", &file, options).output().unwrap());
    explain(&[]).is(0, &["in std, 1 operation"]);
    let all = explain(&["--all-frames"]);
    all.is(0, &["locks lock"]);
    assert!(!all.said.contains("in std, "), "{}", all.said);
}
