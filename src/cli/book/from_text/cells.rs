//! A printed table's cells: its columns stand under their headers, a space or more apart.

use std::ops::Range;

/// Headers of several words. All other headers are one word, so that a space ends them.
const SEVERAL_WORDS: [&str; 46] = [
    "the outcome asked about",
    "seen here",
    "middle half",
    "to 93 %",
    "by loom",
    "site, in src",
    "1 worker",
    "2 workers",
    "at most",
    "at best",
    "at a time",
    "wait, us",
    "1 in 100, us",
    "read, us",
    "slow, us",
    "side by side",
    "in turn",
    "bytes apart",
    "an addition under",
    "a read, ns",
    "two read",
    "a write, ns",
    "1 in 4",
    "1 in 16",
    "1 in 64",
    "1 in 256",
    "1 in 1024",
    "1 in 4096",
    "of its kind",
    "of the limit",
    "changes of a row that another had changed",
    "against one thread",
    "differ, of 4,810",
    "under the lock",
    "min(n, 1/s)",
    "Amdahl's law",
    "updates before it copied",
    "accuracy of the copy",
    "changed meanwhile",
    "updates that arrived",
    "who adds",
    "the sum",
    "an addition",
    "what is done",
    "all weights",
    "fails by",
];

/// Stands for a space that ends no cell.
const WITHIN: char = '\u{a0}';

/// A printed table.
pub struct Cells {
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Row {
    /// A cell for each header.
    Cells { cells: Vec<String>, marked: bool },
    /// A line that says what the rows below it are.
    Group(String),
}

impl Cells {
    /// What stands in a column, below its header.
    pub fn cells_of(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| match row {
            Row::Cells { cells, .. } => cells.get(column).map(String::as_str),
            Row::Group(_) => None,
        })
    }
}

/// At the end of a row that a litmus test asks about.
const MARK: &str = "<- asked about";

/// The cells of a block of lines, the headers first; `None` where the lines are no table, but sentences.
pub fn cells(lines: &[&str]) -> Option<Cells> {
    let is_spaced = |line: &&str| line.trim().contains("  ");
    let (header, body) = lines.split_first().filter(|(_, body)| !body.is_empty())?;
    if !lines.iter().any(is_spaced) {
        return None;
    }
    let header = SEVERAL_WORDS.iter().fold((*header).to_owned(), |header, several| {
        header.replace(several, &several.replace(' ', &WITHIN.to_string()))
    });
    let marked = body.iter().map(|line| line.ends_with(MARK));
    let body: Vec<_> = body.iter().map(|line| line.trim_end_matches(MARK).trim_end()).collect();
    let columns = columns(&header, &body);
    let cut = |line: &str| -> Vec<String> {
        let letters: Vec<_> = line.chars().collect();
        let cell = |column: &Range<usize>| letters.get(column.start..column.end.min(letters.len()));
        let cell = |column| cell(column).unwrap_or_default().iter().collect::<String>();
        columns.iter().map(|column| cell(column).trim().replace(WITHIN, " ")).collect()
    };
    let mut rows = Vec::new();
    for (line, marked) in body.iter().zip(marked) {
        let found = cut(line);
        match rows.last_mut() {
            // The first cell of the row above is that of this row, too.
            Some(Row::Cells { cells: above, .. }) if is_row_but_for_its_first(&found) => {
                let cells = [&above[..1], &found[1..]].concat();
                rows.push(Row::Cells { cells, marked });
            }
            // What did not fit into the cells of the row above.
            Some(Row::Cells { cells, .. }) if found[0].is_empty() => {
                cells.iter_mut().zip(&found).for_each(|(cell, rest)| append(cell, rest));
            }
            _ if line.ends_with(':') => rows.push(Row::Group(line.trim_end_matches(':').to_owned())),
            _ => rows.push(Row::Cells { cells: found, marked }),
        }
    }
    Some(Cells { headers: cut(&header), rows })
}

/// Whether nothing but the first cell is empty, and a figure is among the others: words alone go on in the line below.
fn is_row_but_for_its_first(cells: &[String]) -> bool {
    let (first, others) = cells.split_first().expect("a table has a column");
    let starts_with_a_figure = |cell: &String| cell.starts_with(|letter: char| letter.is_ascii_digit());
    first.is_empty() && others.iter().all(|cell| !cell.is_empty()) && others.iter().any(starts_with_a_figure)
}

fn append(cell: &mut String, rest: &str) {
    if !rest.is_empty() {
        if !cell.is_empty() && !cell.ends_with('-') {
            cell.push(' ');
        }
        *cell += rest;
    }
}

/// Where the columns are: runs of places that are not blank in every line. What has no header belongs to the column
/// before it. A line that names a group is no cell.
fn columns(header: &str, body: &[&str]) -> Vec<Range<usize>> {
    let rows: Vec<Vec<char>> = body
        .iter()
        .filter(|line| !line.ends_with(':'))
        .chain([&header])
        .map(|line| line.chars().collect())
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_blank = |place: usize| rows.iter().all(|row| row.get(place).is_none_or(|letter| *letter == ' '));
    let has_header = |column: &Range<usize>| {
        header.chars().skip(column.start).take(column.len()).any(|letter| letter != ' ')
    };
    let mut columns: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for place in 0..=width {
        match (start, place < width && !is_blank(place)) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                let column = from..place;
                match columns.last_mut() {
                    Some(last) if !has_header(&column) => last.end = column.end,
                    _ => columns.push(column),
                }
                start = None;
            }
            _ => {}
        }
    }
    columns
}
