//! What is wrong with a text, and where.

/// A place in a text. Both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column in that line.
    pub column: usize,
}

/// Why a text is no litmus test, in one line: what was found and where, and what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {message}", at.line, at.column)]
pub struct ParseError {
    /// Where it was noticed.
    pub at: Position,
    /// What is wrong, without the place.
    pub message: String,
}

/// What every step of the parser gives.
pub(super) type Parsed<T> = Result<T, ParseError>;

/// An error at a place.
pub(super) fn wrong<T>(at: Position, message: impl Into<String>) -> Parsed<T> {
    Err(ParseError { at, message: message.into() })
}

/// A piece of the text as an error message quotes it. A long one is cut short: the message stays one line.
pub(super) fn quoted(piece: &str) -> String {
    const LONGEST: usize = 40;
    match piece.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}...`", &piece[..end]),
        None => format!("`{piece}`"),
    }
}
