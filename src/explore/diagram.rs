//! Draws a story: a column a thread, time downwards, the source line of each step at the left.

use std::fmt::Write;
use std::ops::Range;

use super::story::{Step, Story};

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The widest line.
    pub width: usize,
    /// Only characters that every terminal and every typewriter has.
    pub ascii: bool,
    /// The most steps that are drawn: of a longer story, its beginning and its end.
    pub most: usize,
}

impl Default for Style {
    fn default() -> Self {
        Style { width: 80, ascii: false, most: 60 }
    }
}

/// The story as plain text, with a line break after each line.
pub fn draw(story: &Story, style: Style) -> String {
    let files = story.files();
    let place = |step: &Step| match &files[..] {
        [_] => step.place.line().to_string(),
        _ => format!("{}:{}", file_name(step), step.place.line()),
    };
    let gutter = story.steps.iter().map(|step| place(step).len()).max().unwrap_or(0).max(2) + 1;
    let (bar, cross) = if style.ascii { ('|', 'x') } else { ('│', '✗') };
    let columns = story.columns();
    // Each column has a bar and a space before it.
    let column = (style.width - gutter) / columns.len().max(1) - 2;

    let mut drawing = String::new();
    let mut line = |place: &str, cells: &[&str]| {
        // write! to a String cannot fail.
        let _ = write!(drawing, "{place:<gutter$}");
        for cell in cells {
            let _ = write!(drawing, "{bar} {cell:<column$}");
        }
        drawing.truncate(drawing.trim_end().len());
        drawing.push('\n');
    };
    let threads: Vec<_> = columns.iter().map(|&thread| story.threads[thread].as_str()).collect();
    line("at", &threads);
    let left_out = left_out(story.steps.len(), style.most);
    for (number, step) in story.steps.iter().enumerate() {
        if left_out.contains(&number) {
            if number == left_out.start {
                let dots = if style.ascii { "..." } else { "…" };
                line("", &[&format!("{dots} {} further steps; --svg FILE shows all", left_out.len())]);
            }
            continue;
        }
        let mut place = place(step);
        let at = columns.iter().position(|&thread| thread == step.thread).unwrap_or_default();
        // A line number stays with its word.
        let text = step.text.replace("line ", "line\u{1}");
        for text in textwrap::wrap(&text, column) {
            let text = text.replace('\u{1}', " ");
            let cells: Vec<_> =
                (0..columns.len()).map(|column| if column == at { &*text } else { "" }).collect();
            line(&place, &cells);
            place.clear();
        }
    }
    let mut mark = cross;
    for text in story.end.iter().flat_map(|text| textwrap::wrap(text, style.width - 2)) {
        drawing += &format!("{mark} {text}\n");
        mark = ' ';
    }
    drawing
}

/// Which steps are not drawn of a story that is too long for a screen: some in the middle.
fn left_out(steps: usize, most: usize) -> Range<usize> {
    if steps <= most { 0..0 } else { most / 2..steps - most / 2 }
}

/// The story as numbered sentences, one a step, for whoever would rather listen than look.
pub fn sentences(story: &Story, width: usize) -> String {
    let mut sentences = String::new();
    let mut add = |sentence: &str, indent: &str| {
        let options = textwrap::Options::new(width).subsequent_indent(indent);
        for line in textwrap::wrap(sentence, options) {
            sentences += &line;
            sentences.push('\n');
        }
    };
    for (index, step) in story.steps.iter().enumerate() {
        let (number, thread) = (index + 1, &story.threads[step.thread]);
        let (file, line) = (super::story::file(step.place), step.place.line());
        add(&format!("{number}. {thread}, at {file}:{line}: {}.", step.text), "   ");
    }
    if !story.end.is_empty() {
        add(&format!("In the end: {}.", story.end.join("; ")), "   ");
    }
    sentences
}

fn file_name(step: &Step) -> &'static str {
    super::story::file(step.place).rsplit('/').next().unwrap_or_default()
}
