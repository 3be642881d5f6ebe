//! What the chapters include from the code, and what they may not contain by themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::pages::{BEGINS, Book, ENDS, anchor, includes, markdown, names, read};

/// Includes of a file, an anchor or a text that is not there.
pub fn missing(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    for chapter in book.chapters() {
        for include in includes(&chapter.source) {
            let wrong = match include.verb {
                "include" => book.included(&include).err(),
                verb => Some(format!("the book does with {{{{#include}}}} alone, without {verb}")),
            };
            complaints.extend(wrong.map(|wrong| format!("{}: {}: {wrong}", chapter.file, include.mark)));
        }
    }
    complaints
}

/// Blocks of Rust, of C++, and of output, that are not included. A sketch that no program prints is a block
/// without a language.
pub fn typed_in(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    for chapter in book.chapters() {
        let mut language = None;
        for event in markdown(&chapter.source) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let info = info.split(',').next().unwrap_or_default().trim().to_owned();
                    language = matches!(&*info, "rust" | "cpp" | "text").then_some(info);
                }
                Event::End(_) => language = None,
                Event::Text(text) => {
                    let typed =
                        text.lines().find(|line| !line.trim().is_empty() && includes(line).is_empty());
                    if let (Some(language), Some(line)) = (&language, typed) {
                        complaints.push(format!("{}: {language}: {}", chapter.file, line.trim()));
                    }
                }
                _ => {}
            }
        }
    }
    complaints
}

/// Anchors that nobody includes, that begin twice in a file, or that do not end.
pub fn unused_anchors(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    let used = used(book);
    for path in sources(book) {
        let text = read(&path);
        let file = path.strip_prefix(&book.project).expect("a file of the project").display().to_string();
        let mut begun = BTreeMap::new();
        for line in text.lines() {
            if let Some(name) = anchor(line, BEGINS) {
                if begun.insert(name, false).is_some() {
                    complaints.push(format!("{file}: {name} begins twice"));
                }
            } else if let Some(name) = anchor(line, ENDS) {
                match begun.get_mut(name) {
                    Some(ended) => *ended = true,
                    None => complaints.push(format!("{file}: {name} ends, and never began")),
                }
            }
        }
        for (name, ended) in begun {
            if !ended {
                complaints.push(format!("{file}: {name} does not end"));
            }
            if !used.contains(&(path.clone(), name.to_owned())) {
                complaints.push(format!("{file}: nobody includes {name}"));
            }
        }
    }
    complaints
}

/// The anchors that chapters include, each with its file.
fn used(book: &Book) -> BTreeSet<(PathBuf, String)> {
    let mut used = BTreeSet::new();
    for chapter in book.chapters() {
        for include in includes(&chapter.source) {
            let path = book.src().join(include.path).canonicalize();
            if let (Ok(path), Some(anchor)) = (path, include.anchor) {
                used.insert((path, anchor.to_owned()));
            }
        }
    }
    used
}

/// The files in which there may be anchors.
fn sources(book: &Book) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["src", "lessons", "tests", "benches", "loom", "book/listings", "book/src"] {
        collect(&book.project.join(folder), &mut files);
    }
    files
}

/// The files of a folder and of those in it, by their canonical paths.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for name in names(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            // The book that is wrong on purpose is none of ours.
            if !path.ends_with("tests/book/wrong") {
                collect(&path, files);
            }
        } else if [".rs", ".cpp", ".md"].iter().any(|ending| name.ends_with(ending)) {
            files.extend(path.canonicalize());
        }
    }
}
