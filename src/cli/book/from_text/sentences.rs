//! Sentences, as they are printed: broken into lines, with points of a list among them.

use super::super::html::with_code;

/// What begins with a line, and goes on in those below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    /// A point of a list, which begins with a dash.
    Point,
    /// A step, which begins with its number.
    Step,
}

/// A block of sentences. Lines that are typed are code.
pub fn sentences(lines: &[&str]) -> String {
    let (heading, lines) = match lines {
        // A sentence has more than one word in its first line.
        [heading, lines @ ..] if !lines.is_empty() && !heading.contains(' ') => (heading, lines),
        _ => (&"", lines),
    };
    let mut pieces: Vec<(Kind, String)> = Vec::new();
    for line in lines {
        let (kind, words) = begun(line);
        match pieces.last_mut() {
            Some((last, text)) if line.starts_with("  ") || [*last, kind] == [Kind::Paragraph; 2] => {
                *text += &format!(" {words}");
            }
            _ => pieces.push((kind, words)),
        }
    }
    let heading = match *heading {
        "" => String::new(),
        heading => format!("<p class=\"litmus-title\"><strong>{}</strong></p>\n", with_code(heading)),
    };
    heading + &pieces.chunk_by(|one, next| one.0 == next.0).map(shown).collect::<String>()
}

/// What a line begins, and its words.
fn begun(line: &str) -> (Kind, String) {
    let is_number = |words: &str| words.chars().all(|letter| letter.is_ascii_digit());
    if let Some(words) = line.strip_prefix("- ") {
        return (Kind::Point, words.to_owned());
    }
    match line.split_once(". ") {
        Some((number, words)) if is_number(number) => (Kind::Step, words.to_owned()),
        _ if line.starts_with("cargo ") => (Kind::Paragraph, format!("`{line}`")),
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
        Kind::Paragraph => tagged("p"),
        Kind::Point => format!("<ul>\n{}</ul>\n", tagged("li")),
        Kind::Step => format!("<ol>\n{}</ol>\n", tagged("li")),
    }
}
