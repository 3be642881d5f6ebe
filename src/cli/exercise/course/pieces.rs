//! The program of an exercise: what stays as it is, and the regions that the learner edits.
//!
//! | marker | begins |
//! | --- | --- |
//! | `// yours: NAME` | a region; in it, lines with `//-` are the starter's, the others the solution's |
//! | `// given: NAME` | what a scenario is to find fault with; in it, lines with `//+` are the mended twin's |
//! | `// again: NAME` | what is judged, too, and is not in the learner's file: with other numbers, more threads or more rounds |
//! | `// end` | what comes after the region |
//!
//! The markers of regions stay in the learner's file, the others do not. What is judged again comes last, so that it moves
//! no line. It catches answers that fit the numbers that can be seen, and no others. Both twins of what is given have
//! the same number of lines, so that no test can tell them apart by its own line.

use std::collections::BTreeMap;

use super::Kind;
use super::header::is_for_racelab;

/// The end of a line that answers a `reading`.
const HERE: &str = "// exercise: here";

/// A part of the program.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Lines that stay as they are; each with whether it is an answer.
    Frame(Vec<(String, bool)>),
    /// What the learner edits.
    Region(Region),
    /// What a scenario is to find fault with.
    Given {
        /// With the mistake.
        broken: String,
        /// Without.
        mended: String,
    },
    /// What is judged besides the learner's file.
    Again(String),
}

/// What the learner edits.
#[derive(Clone, Debug)]
pub struct Region {
    /// Its name, which no other has.
    pub name: String,
    /// The marker above it, with its indentation.
    pub marker: String,
    /// The line below it.
    pub end: String,
    /// What the learner finds there.
    pub starter: String,
    /// What solves the exercise.
    pub solution: String,
}

/// What is in the regions, by their names.
pub type Regions = BTreeMap<String, String>;

/// Which twin of what is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// With the mistake.
    Broken,
    /// Without.
    Mended,
}

/// A marker.
pub enum Marker<'a> {
    /// A region begins.
    Yours(&'a str),
    /// What is given begins.
    Given,
    /// What is judged besides the learner's file begins.
    Again,
    /// One of them ends.
    End,
}

impl Marker<'_> {
    /// The marker in this line, if it is one.
    pub fn of(line: &str) -> Option<Marker<'_>> {
        let comment = line.trim().strip_prefix("//")?.trim();
        match comment.split_once(':') {
            Some(("yours", name)) => Some(Marker::Yours(name.trim())),
            Some(("given", _)) => Some(Marker::Given),
            Some(("again", _)) => Some(Marker::Again),
            _ => (comment == "end").then_some(Marker::End),
        }
    }
}

/// Reads the pieces.
pub(super) fn read(text: &str, kind: Kind) -> Result<Vec<Piece>, String> {
    let mut pieces = vec![Piece::Frame(Vec::new())];
    let mut names = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let wrong = |what: String| Err(format!("line {}: {what}", index + 1));
        let marker = match Marker::of(line) {
            _ if is_for_racelab(line) => continue,
            None if matches!(pieces.last(), Some(Piece::Again(_))) && !line.trim().is_empty() => {
                return wrong("what is judged again comes last".to_owned());
            }
            None => {
                let (line, here) =
                    line.split_once(HERE).map_or((line, false), |(line, _)| (line.trim_end(), true));
                if here && kind != Kind::Reading {
                    return wrong("only a reading has a line that is `here`".to_owned());
                }
                if !matches!(pieces.last(), Some(Piece::Frame(_))) {
                    pieces.push(Piece::Frame(Vec::new()));
                }
                if let Some(Piece::Frame(frame)) = pieces.last_mut() {
                    frame.push((line.to_owned(), here));
                }
                continue;
            }
            Some(Marker::End) => return wrong("`// end` of what never began".to_owned()),
            Some(marker) => marker,
        };
        let mut inner = Vec::new();
        let end = loop {
            match lines.next().map(|(_, line)| (line, Marker::of(line))) {
                Some((line, Some(Marker::End))) => break line,
                Some((line, None)) => inner.push(line),
                Some((_, Some(_))) => return wrong("a region begins within it".to_owned()),
                None => return wrong("it has no `// end`".to_owned()),
            }
        };
        if let (Marker::Again, Some(Piece::Frame(frame))) = (&marker, pieces.last_mut()) {
            let is_blank = |(line, _): &(String, bool)| line.is_empty();
            frame.truncate(frame.iter().rposition(|line| !is_blank(line)).map_or(0, |last| last + 1));
        }
        pieces.push(match marker {
            Marker::Yours(name) if names.contains(&name) => {
                return wrong(format!("a second region is called {name}"));
            }
            Marker::Yours(name) => {
                names.push(name);
                let (starter, solution) = parted(&inner, "//-");
                let (name, marker, end) = (name.to_owned(), line.to_owned(), end.to_owned());
                Piece::Region(Region { name, marker, end, starter, solution })
            }
            Marker::Again if kind == Kind::Code => Piece::Again(inner.join("\n") + "\n"),
            Marker::Again => return wrong("only code is judged again".to_owned()),
            _ if kind != Kind::Scenario => return wrong("only a scenario has something given".to_owned()),
            _ => {
                let (mended, broken) = parted(&inner, "//+");
                let longest = mended.lines().count().max(broken.lines().count());
                let padded = |text: String| {
                    let missing = longest - text.lines().count();
                    text + &"\n".repeat(missing)
                };
                Piece::Given { broken: padded(broken), mended: padded(mended) }
            }
        });
    }
    Ok(pieces)
}

/// The lines with this mark, without it, and the others.
fn parted(lines: &[&str], mark: &str) -> (String, String) {
    let (mut with, mut without) = (String::new(), String::new());
    for line in lines {
        match line.trim_start().strip_prefix(mark) {
            Some(rest) => {
                let rest = rest.strip_prefix(' ').unwrap_or(rest);
                let indentation =
                    if rest.is_empty() { "" } else { &line[..line.len() - line.trim_start().len()] };
                with += &format!("{indentation}{rest}\n");
            }
            None => without += &format!("{line}\n"),
        }
    }
    (with, without)
}

/// The program with these regions in it.
pub(super) fn written(pieces: &[Piece], regions: &Regions, given: Given) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Frame(lines) => lines.iter().for_each(|(line, _)| text += &format!("{line}\n")),
            Piece::Given { broken, mended } => text += if given == Given::Broken { broken } else { mended },
            Piece::Again(_) => {}
            Piece::Region(Region { name, marker, end, solution, .. }) => {
                let inner = regions.get(name).unwrap_or(solution);
                // Whatever is in the region, what comes after it begins a line.
                let closed = if inner.is_empty() || inner.ends_with('\n') { "" } else { "\n" };
                text += &format!("{marker}\n{inner}{closed}{end}\n");
            }
        }
    }
    text
}

/// The lines of the starter that answer a reading.
pub(super) fn here(pieces: &[Piece]) -> Vec<usize> {
    let (mut here, mut line) = (Vec::new(), 0);
    for piece in pieces {
        match piece {
            Piece::Frame(lines) => {
                for (_, is_here) in lines {
                    line += 1;
                    if *is_here {
                        here.push(line);
                    }
                }
            }
            Piece::Given { broken, .. } => line += broken.lines().count(),
            Piece::Again(_) => {}
            Piece::Region(Region { starter, .. }) => line += 2 + starter.lines().count(),
        }
    }
    here
}
