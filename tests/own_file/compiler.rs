//! What the compiler says, and what racelab says below it.

use super::{check, written};

/// What is said of a program that does not compile.
fn complaint(name: &str, text: &str) -> String {
    let ended = check(&written(name, text));
    ended.is(2, &[]);
    ended.complaint.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_file_cannot_have_is_named_with_what_to_do() {
    let arc = "use std::sync::Arc;\ntrait Says: Send + Sync {}\nimpl Says for u8 {}\nfn take(_: Arc<dyn Says>) {}\n";
    for (name, text, note) in [
        (
            "of-a-trait",
            format!("{arc}#[test]\nfn one() {{\n    let it: Arc<dyn Says> = Arc::new(1);\n    take(it);\n}}\n"),
            "note: an Arc<T> does not become an Arc<dyn Trait> here",
        ),
        (
            "as-an-argument",
            format!("{arc}#[test]\nfn one() {{\n    take(Arc::new(1));\n}}\n"),
            "`Arc::from(Box::new(value) as Box<dyn Trait>)` makes one",
        ),
        (
            "as-a-cast",
            format!("{arc}#[test]\nfn one() {{\n    take(Arc::new(1) as Arc<dyn Says>);\n}}\n"),
            "note: an Arc<T> does not become an Arc<dyn Trait> here",
        ),
        (
            "wakes",
            "use std::sync::Arc;\nuse std::task::Wake;\nstruct Bell;\nimpl Wake for Bell {\n    fn wake(self: Arc<Self>) {}\n}\n\
             #[test]\nfn one() {}\n"
                .to_owned(),
            "note: a method cannot take `self: Arc<Self>` here, as `Wake` has it: Arc is the engine's. Write a RawWaker",
        ),
        (
            "foreign",
            "use rand::Rng;\n#[test]\nfn one() {\n    tokio::spawn(async {});\n}\n".to_owned(),
            "note: `rand`, `tokio` are crates of their own: a file is linked with std and crossbeam, and with nothing else.",
        ),
        (
            "one-foreign",
            "use parking_lot::Mutex;\n#[test]\nfn one() {\n    Mutex::new(1);\n}\n".to_owned(),
            "note: `parking_lot` is a crate of its own",
        ),
    ] {
        let said = complaint(name, &text);
        assert!(said.contains("error[E0") && said.contains(note), "{name}: {said}");
        let (_, below) = said.split_once("rustc --explain").unwrap();
        assert_eq!(below.matches("note: ").count(), 1, "{name}: {said}");
    }
    // What is wrong with the program alone has no such note.
    let shared = "#[test]\nfn one() {\n    let cell = std::cell::UnsafeCell::new(1);\n    std::thread::scope(|scope| {\n        \
                  scope.spawn(|| drop(&cell));\n    });\n}\n";
    for (name, text, error) in [
        ("own-error", "#[test]\nfn one() {\n    let x: u32 = \"one\";\n}\n", "mismatched types"),
        ("not-sync", shared, "cannot be shared between threads safely"),
    ] {
        let said = complaint(name, text);
        let (errors, below) = said.split_once("rustc --explain").unwrap();
        assert!(errors.contains(error) && !below.contains("note: "), "{said}");
    }
}

#[test]
fn what_an_outcome_lacks_is_told_at_the_readers_line_and_not_at_one_that_was_added() {
    let scenario = "struct Pair(u32);\n\n// racelab: scenario\nfn ends() -> Pair {\n    Pair(1)\n}\n";
    for (name, text, told) in [
        (
            "no-debug",
            scenario,
            ":4: ends: an outcome is told by `{:?}`, and what this scenario returns cannot be printed so",
        ),
        ("main-returns", "fn main() -> u32 {\n    3\n}\n", ":1: main: main is explored where it returns ()"),
    ] {
        let ended = check(&written(name, text));
        ended.is(2, &[]);
        assert!(ended.complaint.contains(told), "{name}: {}", ended.complaint);
        assert_eq!(ended.complaint.lines().count(), 1, "{name}: {}", ended.complaint);
    }
    // What else is wrong, the compiler says as ever.
    let both =
        complaint("no-debug-and-more", &format!("{scenario}\nfn wrong() -> u32 {{\n    \"one\"\n}}\n"));
    assert!(both.contains(":4: ends: an outcome is told") && both.contains("error[E0308]"), "{both}");
    assert!(!both.contains("racelab_written"), "{both}");
}
