//! Sentences, as they are printed: broken into lines, with points of a list among them.

use super::super::html::with_code;

/// Where a sentence is broken at the latest.
const WIDTH: usize = 78;

/// What begins with a line, and goes on in those below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words by themselves at the top, with no full stop among them.
    Heading,
    Paragraph,
    /// A point of a list, which begins with a dash.
    Point,
    /// A step, which begins with its number.
    Step,
}

/// A block of sentences. Lines that are typed are code.
pub fn sentences(lines: &[&str]) -> String {
    let mut pieces: Vec<(Kind, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (kind, words) = begun(line);
        let goes_on = index > 0 && goes_on(lines[index - 1], line, kind);
        match pieces.last_mut() {
            Some((_, text)) if goes_on => *text += &format!(" {words}"),
            _ => pieces.push((kind, words)),
        }
    }
    if let Some((kind @ Kind::Paragraph, words)) = pieces.first_mut()
        && words.ends_with(|letter: char| letter.is_alphanumeric() || letter == '?')
        && !words.contains(". ")
    {
        *kind = Kind::Heading;
    }
    pieces.chunk_by(|one, next| one.0 == next.0).map(shown).collect()
}

/// Whether a line goes on with what the one above it says: it is indented, it is typed and the line above says what for,
/// or its first word had no room up there.
fn goes_on(above: &str, line: &str, kind: Kind) -> bool {
    let first_word = line.split(' ').next().unwrap_or_default();
    let has_room = above.chars().count() + 1 + first_word.chars().count() <= WIDTH;
    let is_typed = line.starts_with(TYPED) && above.ends_with(':');
    line.starts_with("  ") || kind == Kind::Paragraph && (is_typed || !has_room)
}

/// How a line begins that is typed.
const TYPED: &str = "cargo ";

/// What a line begins, and its words.
fn begun(line: &str) -> (Kind, String) {
    let is_number = |words: &str| words.chars().all(|letter| letter.is_ascii_digit());
    if let Some(words) = line.strip_prefix("- ") {
        return (Kind::Point, words.to_owned());
    }
    match line.split_once(". ") {
        Some((number, words)) if is_number(number) => (Kind::Step, words.to_owned()),
        _ if line.starts_with(TYPED) => (Kind::Paragraph, format!("`{line}`")),
        _ => (Kind::Paragraph, line.trim().to_owned()),
    }
}

/// Pieces of one kind.
fn shown(pieces: &[(Kind, String)]) -> String {
    let tagged = |tag: &str| {
        let piece = |(_, text): &(Kind, String)| format!("<{tag}>{}</{tag}>\n", with_code(text));
        pieces.iter().map(piece).collect::<String>()
    };
    match pieces[0].0 {
        Kind::Heading => {
            format!("<p class=\"litmus-title\"><strong>{}</strong></p>\n", with_code(&pieces[0].1))
        }
        Kind::Paragraph => tagged("p"),
        Kind::Point => format!("<ul>\n{}</ul>\n", tagged("li")),
        Kind::Step => format!("<ol>\n{}</ol>\n", tagged("li")),
    }
}
