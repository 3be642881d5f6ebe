//! `racelab book`: the generated parts of this book are what the code gives now, and what the command does
//! where they are not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::pages::{Book, names, read};

fn book(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racelab"));
    command.arg("book").args(arguments).current_dir(folder).stdin(Stdio::null());
    command.output().expect("racelab runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// Generated parts that no chapter shows. On a phone a page shows the narrow form of its drawings by itself.
pub fn unused(book: &Book) -> Vec<String> {
    let chapters = book.chapters();
    let mut files = names(&book.src().join("generated"));
    files.retain(|file| {
        let shown = format!("generated/{}", file.replace("_narrow.svg", ".svg"));
        !chapters.iter().any(|chapter| chapter.source.contains(&shown))
    });
    files.iter().map(|file| format!("no chapter shows generated/{file}")).collect()
}

#[test]
fn the_generated_parts_are_what_the_code_gives_now() {
    let output = book(&Book::this().project, &["--check"]);
    assert!(output.status.success(), "{}", said(&output));
}

/// A project with a book of its own, and a list of what is generated in it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, list: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("racelab-book-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("book/src/generated")).expect("a folder of its own");
        fs::write(folder.join("book/generated.list"), list).expect("a list");
        Scratch(folder)
    }

    fn generated(&self, file: &str) -> PathBuf {
        self.0.join("book/src/generated").join(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_missing_changed_or_left_over_is_named_and_put_right() {
    let project =
        Scratch::new("faults", "# the list\n\nlessons.txt: lessons\nrelock.svg: explain relock --svg\n");
    let check = || book(&project.0, &["--check"]);
    assert_eq!(check().status.code(), Some(1), "nothing is written yet");
    assert!(!project.generated("lessons.txt").exists(), "a check writes nothing");

    // Also from a folder within the project.
    assert!(book(&project.0.join("book/src"), &[]).status.success());
    assert!(check().status.success(), "{}", said(&check()));
    assert!(read(&project.generated("lessons.txt")).contains("02_lost_update"));
    assert!(read(&project.generated("relock.svg")).starts_with("<svg "));

    fs::write(project.generated("lessons.txt"), "something else\n").unwrap();
    fs::write(project.generated("left_over.txt"), "of an earlier time\n").unwrap();
    let output = check();
    assert_eq!(output.status.code(), Some(1));
    for part in ["lessons.txt: not what", "left_over.txt: nothing makes", "cargo run --release -- book"] {
        assert!(said(&output).contains(part), "{part}:\n{}", said(&output));
    }
    assert!(!said(&output).contains("relock"), "{}", said(&output));

    assert!(book(&project.0, &[]).status.success());
    assert!(check().status.success() && !project.generated("left_over.txt").exists());
}

#[test]
fn how_long_it_took_is_left_out() {
    let project = Scratch::new("time", "check.txt: check relock\nweaken.txt: weaken mutex-short\n");
    assert!(book(&project.0, &[]).status.success());
    for (file, kept) in [("check.txt", "1 of 1 scenario failed."), ("weaken.txt", "2 needed")] {
        let text = read(&project.generated(file));
        assert!(text.contains(kept) && !text.contains("It took"), "{text}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named_with_what_is_expected() {
    let cases = [
        ("lessons.txt lessons", "a colon"),
        ("lessons.pdf: lessons", ".txt, .html or .svg"),
        ("../lessons.txt: lessons", ".txt, .html or .svg"),
        ("lessons.html: lessons", "--html"),
        ("litmus_SB.txt: litmus SB --no-hardware --html", "--html"),
        ("lessons.txt:", "a command"),
        ("relock.svg: explain relock", "--svg"),
        ("relock.txt: explain relock --svg", "--svg"),
        ("relock.txt: explain relok", "choose from"),
        ("lessons.txt: lesons", "lesons"),
        ("lessons.txt: lessons\nlessons.txt: mistakes", "two generated parts"),
    ];
    for (list, expected) in cases {
        let project = Scratch::new("lines", list);
        let output = book(&project.0, &[]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{list}: {said}");
        assert!(said.starts_with("error: ") && said.lines().count() == 1, "{list}: {said}");
        assert!(said.contains("generated.list") && said.contains(expected), "{list}: {said}");
    }
}

#[test]
fn where_there_is_no_book_it_says_where_to_look_for_one() {
    let output = book(&std::env::temp_dir(), &["--check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("run this in a clone of racelab"), "{}", said(&output));
}
