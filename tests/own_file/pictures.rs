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

#[test]
fn the_elements_of_a_vec_and_the_end_of_a_channel_have_the_sources_names() {
    let text = "use std::sync::{Mutex, mpsc};\nuse std::thread;\n\n#[test]\nfn forks() {\n    let forks: Vec<_> = \
                (0..2).map(|_| Mutex::new(0)).collect();\n    thread::scope(|scope| {\n        scope.spawn(|| {\n            \
                let _one = forks[1].lock();\n            let _other = forks[0].lock();\n        });\n        let _one = \
                forks[0].lock();\n        let _other = forks[1].lock();\n    });\n}\n\n#[test]\nfn ends() {\n    \
                let (to, inbox) = mpsc::channel::<u32>();\n    inbox.recv().unwrap();\n    to.send(1).unwrap();\n}\n";
    let told = Ended::of(racelab("explain", &written("names", text), &[]).output().unwrap());
    told.is(0, &["waits for forks[0], which", "waits for forks[1], which", "waits for a message from inbox"]);
}

#[test]
fn what_std_asks_of_an_iterator_of_messages_is_told_where_the_reader_made_it() {
    for (name, asks) in [
        ("sum", "inbox.iter().sum()"),
        ("own", "inbox.into_iter().sum()"),
        ("fold", "(&inbox).into_iter().sum()"),
    ] {
        let text = format!(
            "#[test]\nfn adds() {{\n    let (to, inbox) = std::sync::mpsc::channel::<u32>();\n    to.send(1).unwrap();\n    let sum: \
             u32 = {asks};\n    drop((to, sum));\n}}\n"
        );
        let told =
            Ended::of(racelab("explain", &written(&format!("asks-{name}"), &text), &[]).output().unwrap());
        told.is(0, &["deadlock", "5 │ receives from inbox: waits for ever"]);
        assert!(!told.said.contains("in std"), "{}", told.said);
    }
}

#[test]
fn a_lock_and_the_cell_in_it_are_told_apart() {
    let text = "use std::cell::UnsafeCell;
use std::sync::RwLock;

struct Cell(UnsafeCell<u32>);
unsafe impl Sync for Cell {}

#[test]
fn counts() {
    let lock = RwLock::new(Cell(UnsafeCell::new(0)));
    let count = || unsafe { *lock.read().unwrap().0.get() += 1 };
    std::thread::scope(|scope| {
        scope.spawn(count);
        count();
    });
}
";
    let told = Ended::of(racelab("explain", &written("cell-in-lock", text), &[]).output().unwrap());
    told.is(0, &["data race", "read-locks lock", "the cell in lock: writes 1"]);
    assert!(!told.said.contains("lock 1"), "{}", told.said);
}

#[test]
fn nobody_passes_a_barrier_before_the_last_has_arrived() {
    let text = "use std::sync::Barrier;\nuse std::thread;\n\n#[test]\nfn meet() {\n    let meeting = Barrier::new(2);\n    \
                thread::scope(|scope| {\n        scope.spawn(|| meeting.wait());\n        meeting.wait();\n    });\n    \
                panic!(\"on purpose\");\n}\n";
    let told = Ended::of(racelab("explain", &written("barrier", text), &[]).output().unwrap());
    told.is(0, &["meeting: arrives", "meeting: lets pass"]);
    let (before, after) = told.said.split_once("lets pass").unwrap();
    assert!(before.matches("arrives").count() == 2 && !after.contains("arrives"), "{}", told.said);
}

#[test]
fn a_lock_is_told_to_be_poisoned_where_somebody_asks() {
    let text = "use std::sync::Mutex;\nuse std::thread;\n\n#[test]\nfn asks() {\n    let m = Mutex::new(0);\n    \
                thread::scope(|scope| {\n        let other = scope.spawn(|| {\n            let _guard = m.lock();\n            \
                panic!(\"on purpose\");\n        });\n        if !m.is_poisoned() {\n            *m.lock().unwrap() += 1;\n        \
                }\n        let _ = other.join();\n    });\n}\n";
    let told = Ended::of(racelab("explain", &written("poison", text), &[]).output().unwrap());
    told.is(0, &["m: is found not poisoned", "m: is poisoned by the panic", "a thread panicked: on purpose"]);
}

#[test]
fn threads_have_the_names_of_their_builders_and_fields_those_of_a_struct_that_derives_default() {
    let text = "use std::sync::Mutex;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

#[derive(Debug, Default)]
struct Account {
    balance: Mutex<u32>,
    visits: AtomicU32,
}

#[test]
fn visits() {
    let account = Account::default();
    thread::scope(|scope| {
        let builder = thread::Builder::new().name(\"teller\".into());
        builder
            .spawn_scoped(scope, || {
                let balance = account.balance.lock();
                account.visits.fetch_add(1, Relaxed);
                drop(balance);
            })
            .unwrap();
        scope.spawn(|| account.visits.fetch_add(1, Relaxed));
    });
    assert_eq!(account.visits.load(Relaxed), 3);
}
";
    let explained = Ended::of(racelab("explain", &written("names", text), &[]).output().unwrap());
    explained.is(0, &["at │ teller │ thread 0 │ thread 2", "locks balance", "visits: changes 0 to 1"]);
}

#[test]
fn the_order_of_writes_is_shown_where_the_order_of_steps_does_not_show_it() {
    let text = "use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

#[test]
fn both_keep_the_first() {
    let (left, right) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            left.store(1, Relaxed);
            right.store(2, Relaxed);
        });
        right.store(1, Relaxed);
        left.store(2, Relaxed);
    });
    assert_ne!((left.load(Relaxed), right.load(Relaxed)), (1, 1));
}
";
    let file = written("order", text);
    let explained = Ended::of(racelab("explain", &file, &[]).output().unwrap());
    // Each of the two atomics ends with what its first thread has stored: no order of four steps shows that.
    explained.is(0, &["left: stores 2 (Relaxed), which the │ │ 1 above overwrites"]);
    assert_eq!(explained.said.matches("above").count(), 1, "{}", explained.said);
    let svg = Ended::of(racelab("explain", &file, &["--svg", "-"]).output().unwrap()).said;
    assert_eq!(svg.matches("class=\"arrow overwrites\"").count(), 1, "{svg}");
    assert!(svg.contains("overwrites in the order of writes"), "{svg}");
    let page = Ended::of(racelab("explain", &file, &["--html", "-"]).output().unwrap()).said;
    assert!(page.contains("is overwritten by step"), "{page}");
}

#[test]
fn two_mutexes_without_names_are_named_apart() {
    let told = Ended::of(racelab("explain", &own("two_mutexes.rs"), &[]).output().unwrap());
    told.is(0, &["deadlock", "locks one", "locks other", "waits for one, which", "waits for other, which"]);
}

#[test]
fn what_a_long_report_leaves_out_is_counted_and_the_drawing_and_the_page_are_whole() {
    let text = "use std::sync::atomic::{AtomicU32, Ordering::Relaxed};\n\n#[test]\nfn counts() {\n    \
                let count = AtomicU32::new(0);\n    for number in 1..=75 {\n        count.store(number, Relaxed);\n    \
                }\n    panic!(\"on purpose\");\n}\n";
    let file = written("long", text);
    let explain = |options: &[&str]| Ended::of(racelab("explain", &file, options).output().unwrap());
    let report = explain(&[]);
    report.is(0, &["15 further steps; --svg FILE shows all"]);
    let stores = |text: &str| (1..=75).filter(|number| text.contains(&format!("stores {number} "))).count();
    assert_eq!(stores(&report.said.replace('\n', " ")), 60, "{}", report.said);
    for option in ["--svg", "--html"] {
        let whole = explain(&[option, "-"]).said;
        assert!(!whole.contains("further steps"), "{option}");
        let shown = whole.replace(['<', '"', '.', '\n'], " ");
        assert_eq!(stores(&shown), 75, "{option}: {whole}");
    }
}
