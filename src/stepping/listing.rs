//! Listings: the lines of the real source that a stepping program stands for.
//!
//! A listing names its lines by their text. Where the source changes, the text is not found and the book
//! cannot be made until the stepping program says the same as the source again.

/// A piece of a source file, from one line to another.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// The file, from the root of the project.
    pub file: &'static str,
    /// What is in the file.
    pub source: &'static str,
    /// The text of the first line, without the blanks around it.
    pub first: &'static str,
    /// The text of the last line, likewise; the first that comes after `first`. Closing braces of what was
    /// opened in between are added.
    pub last: &'static str,
}

/// A line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file that it is in; empty where the line is not from a file.
    pub file: &'static str,
    /// Its number in that file, from 1; among the lines of its thread where there is no file.
    pub number: usize,
    /// Its text, indented as far as it is within its listing.
    pub text: String,
}

/// The source is not what a stepping program says it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{file} has {count} lines `{line}`, where the stepping program for it expects one: make src/stepping/mistakes.rs say what the source says now"
)]
pub struct Drifted {
    /// The file.
    pub file: &'static str,
    /// The line that was looked for.
    pub line: &'static str,
    /// How often it was found.
    pub count: usize,
}

impl Listing {
    /// The lines.
    pub fn lines(&self) -> Result<Vec<Line>, Drifted> {
        let all: Vec<&str> = self.source.lines().collect();
        let drifted = |line, count| Drifted { file: self.file, line, count };
        let firsts: Vec<_> = (0..all.len()).filter(|&index| all[index].trim() == self.first).collect();
        let &[first] = firsts.as_slice() else { return Err(drifted(self.first, firsts.len())) };
        let last = (first..all.len()).find(|&index| all[index].trim() == self.last);
        let mut last = last.ok_or(drifted(self.last, 0))?;
        while all.get(last + 1).is_some_and(|next| next.trim() == "}") && open_braces(&all[first..=last]) > 0
        {
            last += 1;
        }
        let shown = (first..=last).filter(|&index| !all[index].trim_start().starts_with("// ANCHOR"));
        let indented = |index: usize| all[index].len() - all[index].trim_start().len();
        let margin = shown.clone().map(indented).min().unwrap_or_default();
        let line = |index: usize| Line {
            file: self.file,
            number: index + 1,
            text: all[index].get(margin..).unwrap_or_default().to_owned(),
        };
        Ok(shown.map(line).collect())
    }
}

/// How many braces are opened and not closed.
fn open_braces(lines: &[&str]) -> usize {
    let count = |brace| lines.iter().map(|line| line.matches(brace).count()).sum::<usize>();
    count('{').saturating_sub(count('}'))
}

/// Where the one line with this text stands among `lines`.
pub fn position(lines: &[Line], text: &'static str) -> Result<usize, Drifted> {
    let found: Vec<_> = (0..lines.len()).filter(|&index| lines[index].text.trim() == text).collect();
    let file = lines.first().map_or("the listing", |line| line.file);
    let &[index] = found.as_slice() else { return Err(Drifted { file, line: text, count: found.len() }) };
    Ok(index)
}
