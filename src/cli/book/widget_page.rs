//! A widget as HTML and JSON.

use std::fmt::Write;

use racelab::report::{counted, escaped};
use racelab::stepping::State;
use racelab::stepping::listing::Line;
use serde_json::{Value, json};

use super::html::{data, without_empty_lines};
use super::widgets::{Column, Widget};

/// The widget, for a chapter to include.
pub fn page(widget: &Widget) -> String {
    let about = &widget.about;
    let mut html = format!(
        "<section class=\"scheduler\" data-scheduler=\"{}\" aria-label=\"You are the scheduler: {}\">\n\
         <p class=\"scheduler-title\">You are the scheduler</p>\n\
         <p class=\"scheduler-goal\">{}</p>\n\
         <div class=\"scheduler-columns\">\n{}</div>\n",
        about.name,
        about.name.replace('_', " "),
        escaped(about.goal),
        widget.columns.iter().map(column).collect::<String>(),
    );
    // write! to a String cannot fail.
    let _ = write!(html, "<div class=\"scheduler-still\">\n{}</div>\n", still(widget));
    html += &data(&json(widget));
    without_empty_lines(&(html + "</section>\n"))
}

/// The code of a thread.
pub fn column(column: &Column) -> String {
    let mut html = format!(
        "<div class=\"scheduler-thread\"><p class=\"scheduler-name\">{}</p>\n",
        escaped(&column.name)
    );
    // A list for each piece of a file, so that its lines have the numbers that they have there.
    for piece in column.lines.chunk_by(|one, next| one.file == next.file && one.number + 1 == next.number) {
        let Line { file, number, .. } = &piece[0];
        if !file.is_empty() {
            let _ = writeln!(html, "<p class=\"scheduler-file\">{}</p>", escaped(file));
        }
        let lines =
            piece.iter().map(|line| format!("<li>{}</li>\n", escaped(&line.text).replace(".", "<wbr>.")));
        let lines: String = lines.collect();
        let _ = writeln!(html, "<ol class=\"scheduler-code\" start=\"{}\">\n{lines}</ol>", number.max(&1));
    }
    html + "</div>\n"
}

/// What stands there without JavaScript: the walk that could be played, and how else it can end.
fn still(widget: &Widget) -> String {
    let steps = widget.graph.steps_of(&widget.walk).map(|(state, step)| {
        let column = &widget.columns[step.thread];
        let lines = &widget.graph.states[state].view.threads[step.thread].lines;
        let numbers: Vec<_> =
            lines.iter().map(|&line| column.lines[line].number.max(line + 1).to_string()).collect();
        format!(
            "<li>{} <span class=\"scheduler-place\">(line {})</span> {}</li>\n",
            escaped(&column.name),
            numbers.join(" and "),
            escaped(&step.text)
        )
    });
    let steps: String = steps.collect();
    let endings = widget.graph.endings().into_iter().map(|ending| {
        let walks = widget.graph.walks(|end| end == ending);
        format!("<li>{} ({} of the steps)</li>\n", escaped(ending), counted(walks, "order"))
    });
    let endings: String = endings.collect();
    format!(
        "<p>One order of the steps, which shows {}:</p>\n<ol>\n{steps}</ol>\n<p>It ends with: <strong>{}</strong>.</p>\n\
         <p>All the ways in which it can end:</p>\n<ul>\n{endings}</ul>\n",
        escaped(widget.about.shows),
        escaped(widget.about.played)
    )
}

fn json(widget: &Widget) -> Value {
    let about = &widget.about;
    let start = &widget.graph.states[0].view;
    let registers = |thread: &racelab::stepping::graph::ThreadView| {
        thread.registers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    json!({
        "name": about.name,
        "wanted": about.wanted,
        "shows": about.shows,
        "values": widget.values,
        "walk": widget.walk,
        "endings": widget.graph.endings(),
        "threads": widget.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
        "shared": start.shared.iter().map(|shared| &shared.name).collect::<Vec<_>>(),
        "registers": start.threads.iter().map(registers).collect::<Vec<_>>(),
        "states": widget.graph.states.iter().map(state).collect::<Vec<_>>(),
    })
}

/// A state: names are left out, since they are the same in all of them.
fn state(state: &State) -> Value {
    let shared = state.view.shared.iter().map(|shared| json!([shared.value, shared.note]));
    let threads = state.view.threads.iter().map(|thread| {
        let values = thread.registers.iter().map(|(_, value)| value).collect::<Vec<_>>();
        json!({ "lines": thread.lines, "registers": values, "notes": thread.notes })
    });
    let steps =
        state.steps.iter().map(|step| json!({ "thread": step.thread, "text": step.text, "to": step.to }));
    json!({
        "shared": shared.collect::<Vec<_>>(),
        "threads": threads.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "ending": state.ending,
    })
}
