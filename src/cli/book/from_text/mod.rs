//! What commands print, as HTML: tables that are tables, and threads beside each other where there is room for them. A
//! block of letters has 80 columns, and a phone half of that.
//!
//! | file | what it does |
//! | --- | --- |
//! | `cells` | finds the cells of a printed table |
//! | `sentences` | paragraphs, and the points of a list |
//! | `measured` | the measured texts that are shown so |

mod cells;
pub mod measured;
mod sentences;

use racelab::report::escaped;

use self::cells::{Cells, Row, cells};
use self::sentences::sentences;
use super::html::without_empty_lines;

/// Between the threads of a program that is printed.
const BESIDE: &str = " | ";

/// All that is printed.
pub fn page(name: &str, text: &str) -> String {
    without_empty_lines(&format!(
        "<div class=\"litmus printed\" data-printed=\"{name}\">\n{}</div>\n",
        blocks(text)
    ))
}

/// What is printed, block by block. A block ends at an empty line.
fn blocks(text: &str) -> String {
    let blocks = text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.is_empty());
    blocks.map(block).collect()
}

fn block(text: &str) -> String {
    // A cell that is empty at the end of a line ends with its bar.
    let padded: Vec<_> = text.lines().map(|line| format!("{line} ")).collect();
    let is_thread = text.starts_with("thread ") && padded.len() > 1;
    if is_thread || padded.iter().all(|line| line.contains(BESIDE)) {
        return threads(&padded);
    }
    let lines: Vec<_> = text.lines().collect();
    cells(&lines).map_or_else(|| sentences(&lines), |cells| table(&cells))
}

/// A program: a block for each thread, the first line of which says which thread it is.
fn threads(lines: &[String]) -> String {
    let rows: Vec<Vec<_>> =
        lines.iter().map(|line| line.split(BESIDE).map(str::trim_end).collect()).collect();
    let thread = |number: usize| {
        let lines = rows.iter().map(|row| row.get(number).copied().unwrap_or_default());
        let lines: Vec<_> = lines.map(escaped).collect();
        let code = lines[1..].join("\n");
        format!(
            "<div>\n<p class=\"litmus-thread\">{}</p>\n<pre>{}</pre>\n</div>\n",
            lines[0],
            code.trim_end()
        )
    };
    format!("<div class=\"litmus-program\">\n{}</div>\n", (0..rows[0].len()).map(thread).collect::<String>())
}

fn table(table: &Cells) -> String {
    let are_numbers: Vec<_> =
        (0..table.headers.len()).map(|column| table.cells_of(column).all(is_number)).collect();
    let headers = table.headers.iter().zip(&are_numbers);
    let mut html = String::from("<div class=\"litmus-box\">\n<table>\n<thead><tr>");
    html.extend(
        headers.map(|(header, is_number)| format!("<th{}>{}</th>", number(*is_number), escaped(header))),
    );
    html += "</tr></thead>\n<tbody>\n";
    for row in &table.rows {
        match row {
            Row::Group(name) => {
                let (columns, name) = (table.headers.len(), escaped(name));
                html += &format!("<tr><th colspan=\"{columns}\" scope=\"rowgroup\">{name}</th></tr>\n");
            }
            Row::Cells { cells, marked } => {
                html += if *marked { "<tr class=\"litmus-asked\">" } else { "<tr>" };
                html.extend(cells.iter().zip(&are_numbers).map(|(cell, is_number)| data(cell, *is_number)));
                html += "</tr>\n";
            }
        }
    }
    html + "</tbody>\n</table>\n</div>\n"
}

/// What stands between the figures of a cell, and units.
const BETWEEN_FIGURES: [&str; 8] = ["%", "ns", "us", "ms", "s", "of", "-", "times"];

/// Whether a cell holds figures only, or says by a dash that there is none.
fn is_number(cell: &str) -> bool {
    let is_figure = |word: &str| {
        word.starts_with(|letter: char| letter.is_ascii_digit())
            && word.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '.'))
    };
    let mut words = cell.split(' ').filter(|word| !BETWEEN_FIGURES.contains(word)).peekable();
    cell == "-" || words.peek().is_some() && words.all(is_figure)
}

/// The class of a cell in a column of numbers.
fn number(is_number: bool) -> &'static str {
    if is_number { " class=\"number\"" } else { "" }
}

/// A cell. What can happen and what cannot has its colour, and a long name may be broken.
fn data(cell: &str, is_number: bool) -> String {
    let class = match cell {
        "allowed" | "found" | "seen" | "yes" => " class=\"litmus-can\"",
        "forbidden" | "not found" | "never" | "nothing" => " class=\"litmus-cannot\"",
        _ => number(is_number),
    };
    format!("<td{class}>{}</td>", breakable(cell))
}

/// The text, which may be broken after what joins the parts of a name.
fn breakable(name: &str) -> String {
    escaped(name)
        .replace('+', "+<wbr>")
        .replace("::", "::<wbr>")
        .replace('/', "/<wbr>")
        .replace('_', "_<wbr>")
}
