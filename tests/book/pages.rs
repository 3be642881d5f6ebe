//! A book as it lies on the disk: its chapters, and what they include.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser};

/// A project with a book in it.
pub struct Book {
    /// The project's folder.
    pub project: PathBuf,
}

/// A Markdown file of the book.
pub struct Chapter {
    /// The name of its file: `02_lost_update.md`.
    pub file: String,
    /// The text of the file.
    pub source: String,
    /// The text with everything in it that it includes.
    pub text: String,
}

/// A place where a chapter includes something.
#[derive(Debug)]
pub struct Include<'a> {
    /// All of it: `{{#include ../../src/lib.rs:map}}`.
    pub mark: &'a str,
    /// What mdBook is told to do: `include`.
    pub verb: &'a str,
    /// The file, as it is written: relative to the chapter.
    pub path: &'a str,
    /// The part of the file.
    pub anchor: Option<&'a str>,
}

impl Book {
    /// The book of this project.
    pub fn this() -> Self {
        Book { project: PathBuf::from(env!("CARGO_MANIFEST_DIR")) }
    }

    /// A book that is wrong in every way.
    pub fn wrong() -> Self {
        Book { project: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/wrong") }
    }

    /// The folder of the chapters.
    pub fn src(&self) -> PathBuf {
        self.project.join("book/src")
    }

    /// Every Markdown file but the summary, by name.
    pub fn chapters(&self) -> Vec<Chapter> {
        let mut files = names(&self.src());
        files.retain(|file| file.ends_with(".md") && file != "SUMMARY.md");
        files.into_iter().map(|file| self.chapter(file)).collect()
    }

    fn chapter(&self, file: String) -> Chapter {
        let source = read(&self.src().join(&file));
        let text = self.expanded(&source);
        Chapter { file, source, text }
    }

    /// The text with what it includes, and with what that includes.
    fn expanded(&self, source: &str) -> String {
        let mut text = source.to_owned();
        for include in includes(source) {
            if let Ok(included) = self.included(&include) {
                text = text.replace(include.mark, &self.expanded(included.trim_end()));
            }
        }
        text
    }

    /// What is included, or what is wrong with it.
    pub fn included(&self, include: &Include<'_>) -> Result<String, String> {
        let path = self.src().join(include.path);
        let text = fs::read_to_string(&path).map_err(|_| "there is no such file".to_owned())?;
        let part = match include.anchor {
            None => Ok(without_anchors(&text)),
            Some(anchor) if anchor.parse::<usize>().is_ok() => {
                Err("line numbers drift: use an anchor".into())
            }
            Some(anchor) => anchored(&text, anchor).ok_or("there is no such anchor in the file".to_owned()),
        }?;
        if part.trim().is_empty() { Err("there is nothing in it".to_owned()) } else { Ok(part) }
    }
}

/// The names in a folder, sorted; none where there is no such folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

/// The text of a file that is there.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every place in the text where mdBook would put something else, but for those with a backslash before.
pub fn includes(text: &str) -> Vec<Include<'_>> {
    let starts = text.match_indices("{{#").filter(|(start, _)| !text[..*start].ends_with('\\'));
    let include = |(start, _)| {
        let length = text[start..].find("}}")? + 2;
        let mark = &text[start..start + length];
        let inside = mark.trim_start_matches("{{#").trim_end_matches("}}").trim();
        let (verb, target) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let (path, anchor) = match target.trim().split_once(':') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (target.trim(), None),
        };
        Some(Include { mark, verb, path, anchor })
    };
    starts.filter_map(include).collect()
}

/// The name of the anchor that begins or ends at this line.
pub fn anchor<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let comment = line.trim_start().strip_prefix("//").or(line.trim_start().strip_prefix("<!--"))?;
    let name = comment.trim_start().strip_prefix(mark)?.trim_start();
    Some(&name[..name.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(name.len())])
}

/// Before the name of an anchor, where it begins and where it ends.
pub const BEGINS: &str = "ANCHOR:";
pub const ENDS: &str = "ANCHOR_END:";

/// The lines of the anchor with this name.
fn anchored(text: &str, name: &str) -> Option<String> {
    let after = text.lines().skip_while(|line| anchor(line, BEGINS) != Some(name));
    let lines: Vec<_> = after.take_while(|line| anchor(line, ENDS) != Some(name)).collect();
    (!lines.is_empty()).then(|| without_anchors(&lines.join("\n")))
}

fn without_anchors(text: &str) -> String {
    let is_mark = |line: &str| anchor(line, BEGINS).or(anchor(line, ENDS)).is_some();
    text.lines().filter(|line| !is_mark(line)).fold(String::new(), |text, line| text + line + "\n")
}

/// Reads Markdown as mdBook does with the settings of `book.toml`.
pub fn markdown(text: &str) -> Parser<'_> {
    let like_mdbook = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    Parser::new_ext(text, like_mdbook)
}
