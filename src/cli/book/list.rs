//! `book/generated.list`: which commands of racelab are shown in the book, a line each.

use crate::cli::arguments::UserError;

/// The list, by its path within the book.
pub const LIST: &str = "generated.list";

/// Commands that print tables and sentences, which may be shown as HTML.
const PRINT_TABLES: [&str; 5] = ["check", "weaken", "sample", "listing", "litmus"];

/// A line of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed {
    /// The file that shows what the command prints.
    pub file: String,
    /// What is typed after `racelab`.
    pub arguments: Vec<String>,
    /// The number of the line.
    pub line: usize,
}

impl Listed {
    /// Whether a page shows it as HTML, and not as it is printed.
    fn is_html(&self) -> bool {
        self.file.ends_with(".html")
    }

    /// Whether the command ends with this option.
    fn ends_with(&self, option: &str) -> bool {
        self.arguments.last().is_some_and(|last| last == option)
    }

    /// Whether the command prints tables that are to be tables of the page, and not HTML.
    pub fn has_tables(&self) -> bool {
        self.is_html()
            && !self.ends_with("--html")
            && self.arguments.first().is_some_and(|command| PRINT_TABLES.contains(&command.as_str()))
    }

    /// Whether what the command draws is shown, instead of what it prints.
    pub fn is_drawing(&self) -> bool {
        self.file.ends_with(".svg")
    }
}

/// Reads the list: `FILE: COMMAND` a line; empty lines and lines that begin with `#` say nothing.
pub fn read(text: &str) -> Result<Vec<Listed>, UserError> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(listed).collect()
}

fn listed((line, text): (usize, &str)) -> Result<Listed, UserError> {
    let wrong = |expected: &str| {
        Err(UserError::new(format!(
            "book/{LIST}:{line}: '{text}': {expected}, as in 'mistakes.txt: mistakes'"
        )))
    };
    let Some((file, command)) = text.split_once(':') else {
        return wrong("expected the name of a file, a colon and a command");
    };
    let listed = Listed { file: file.trim().to_owned(), arguments: words(command), line };
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let has_kind = listed.file.ends_with(".txt") || listed.is_html() || listed.is_drawing();
    if !has_kind || !listed.file.chars().all(is_word) {
        return wrong("expected a name of letters, digits and _ that ends with .txt, .html or .svg");
    }
    if listed.arguments.is_empty() {
        return wrong("expected a command after the colon");
    }
    if listed.is_drawing() != listed.ends_with("--svg") {
        return wrong("expected a command that ends with --svg for a file .svg, and for no other");
    }
    if !listed.has_tables() && listed.is_html() != listed.ends_with("--html") {
        return wrong("expected a command that ends with --html for a file .html, and for no other");
    }
    Ok(listed)
}

/// The words of a command. Within single quotes, spaces are part of a word.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
