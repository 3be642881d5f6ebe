//! The generated parts of the book, and who makes them.
//!
//! A part is a file in `book/src/generated`, for a chapter to include. It is nothing but what the code
//! gives: the same every time and on every machine. Who has a new kind of part to offer adds its
//! producer to [`PRODUCERS`].

use std::collections::BTreeSet;

use super::folder::Folder;
use super::{exercises, from_text, holes, printed, quizzes, tables, trees, widgets, worksheets};
use crate::cli::arguments::UserError;

/// A generated part.
pub struct Part {
    /// The name of its file in `book/src/generated`.
    pub file: String,
    /// What is in the file.
    pub content: String,
}

/// Makes parts of one kind.
type Producer = fn(&Folder) -> Result<Vec<Part>, UserError>;

const PRODUCERS: [Producer; 9] = [
    printed::parts,
    tables::parts,
    trees::parts,
    widgets::parts,
    quizzes::parts,
    holes::parts,
    from_text::measured::parts,
    worksheets::parts,
    exercises::parts,
];

/// Every part, by name.
pub fn all(folder: &Folder) -> Result<Vec<Part>, UserError> {
    let mut parts = Vec::new();
    for producer in PRODUCERS {
        parts.extend(producer(folder)?);
    }
    parts.sort_by(|one, other| one.file.cmp(&other.file));
    let mut seen = BTreeSet::new();
    match parts.iter().find(|part| !seen.insert(&part.file)) {
        Some(twice) => Err(UserError::new(format!(
            "two generated parts are called {}: rename the one in book/generated.list",
            twice.file
        ))),
        None => Ok(parts),
    }
}
