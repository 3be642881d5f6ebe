//! The columns as HTML, for a page that may be as narrow as a phone: the threads stand side by side where there is
//! room, and else one below the other; the outcomes are a table.

use std::fmt::Write;

use super::super::format::rust_lines;
use super::super::test::{Quantifier, Test};
use super::{Columns, initial, question};
use crate::report::escaped;

/// Stands before the rows that the test asks about.
const ASKED: &str = "<td class=\"litmus-mark\" title=\"asked about\">\u{25b8}</td>";
const NOT_ASKED: &str = "<td class=\"litmus-mark\"></td>";

/// The program, a block for each thread.
fn program(test: &Test) -> String {
    let threads = rust_lines(test).into_iter().enumerate().map(|(number, lines)| {
        let lines = escaped(&lines.join("\n"));
        format!("<div>\n<p class=\"litmus-thread\">thread {number}</p>\n<pre>{lines}</pre>\n</div>\n")
    });
    format!("<div class=\"litmus-program\">\n{}</div>\n", threads.collect::<String>())
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

impl Columns {
    /// What [`text`](Columns::text) says, and the program before it.
    pub fn html(&self) -> String {
        let about = self.test.about.as_ref().map(|about| format!(": {}", escaped(about))).unwrap_or_default();
        let name = escaped(&self.test.name);
        let mut html = format!("<div class=\"litmus\" data-litmus=\"{name}\">\n");
        html += &format!("<p class=\"litmus-title\"><strong>{name}</strong>{about}</p>\n");
        html += &program(&self.test);
        html += &paragraph(&format!("{} {}", initial(&self.test), question(&self.test)));
        html.extend(self.undefined().iter().map(|text| paragraph(text)));
        if self.has_outcomes() {
            html += &self.outcomes();
        }
        html.extend(self.out_of_thin_air().map(|text| paragraph(&text)));
        html += &format!("<p class=\"litmus-extent\">{}</p>\n</div>\n", escaped(&self.extent()));
        html
    }

    /// The table, the answer to the question, and the notes.
    fn outcomes(&self) -> String {
        let (rows, notes) = self.rows();
        let names = self.test.shown().into_iter().map(|observable| self.test.name_of(observable));
        let mut html = String::from("<div class=\"litmus-box\">\n<table>\n<thead><tr><th></th>");
        html.extend(names.chain(self.headers()).map(|name| format!("<th>{}</th>", escaped(&name))));
        html += "</tr></thead>\n<tbody>\n";
        for row in &rows {
            html += if row.asked { "<tr class=\"litmus-asked\">" } else { "<tr>" };
            html += if row.asked { ASKED } else { NOT_ASKED };
            html.extend(row.outcome.iter().map(|value| format!("<td class=\"litmus-value\">{value}</td>")));
            for (column, cell) in row.cells.iter().enumerate() {
                let class = if cell.happens { "litmus-can" } else { "litmus-cannot" };
                let note = cell.note.map(|note| format!("<sup>{}</sup>", note + 1)).unwrap_or_default();
                let word = escaped(&self.word(column, cell));
                // Writing to a String does not fail.
                let _ = write!(html, "<td class=\"{class}\">{word}{note}</td>");
            }
            html += "</tr>\n";
        }
        html += "</tbody>\n</table>\n</div>\n";
        let mark = match self.test.condition.quantifier {
            _ if !rows.iter().any(|row| row.asked) => "",
            Quantifier::Forall => "\u{25b8} an exception. ",
            Quantifier::Exists | Quantifier::NotExists => "\u{25b8} asked about. ",
        };
        html.extend(self.answer_in_words().map(|answer| paragraph(&format!("{mark}{answer}"))));
        if !notes.is_empty() {
            html += "<ol class=\"litmus-notes\">\n";
            html.extend(notes.iter().map(|note| format!("<li>{}</li>\n", escaped(note))));
            html += "</ol>\n";
        }
        html
    }
}
