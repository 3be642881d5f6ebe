//! An exploration as a page for a browser: one file, with each execution that is shown step by step and its code
//! beside. Without a script, all of it can be read; with one, keys step forward and back.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Exploration;
use super::places::text_of;
use super::story::{Kind, Step, Story, file};
use crate::report::escaped;

/// How many lines of code are shown before and after one that is a step's.
const AROUND: usize = 4;

/// What one exploration has on the page: what was seen, and the executions, each with what it shows.
pub fn part(exploration: &Exploration, stories: &[(String, Story)]) -> String {
    let scenario = exploration.scenario;
    let mut part = format!("<h2>{}</h2>\n", escaped(&format!("{}: {}", scenario.subject, scenario.about)));
    let summary = exploration.summary();
    let summary = summary.split_once('\n').map_or("", |(_, rest)| rest);
    let _ = writeln!(part, "<pre class=\"summary\">{}</pre>", escaped(summary));
    for (title, story) in stories.iter().filter(|(_, story)| !story.steps.is_empty()) {
        part += &shown(title, story);
    }
    part
}

/// The whole page.
pub fn whole(title: &str, parts: &[String]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{}</main>\n<script>\n{}</script>\n\
         </body>\n</html>",
        include_str!("page.css"),
        parts.concat(),
        include_str!("page.js"),
        title = escaped(title),
    )
}

/// An execution.
fn shown(title: &str, story: &Story) -> String {
    let title = match &story.choice {
        Some(choice) => format!("{title}, where {choice}"),
        None => title.to_owned(),
    };
    let mut section = format!(
        "<section class=\"story\" data-end=\"{}\">\n<h3>{}</h3>\n\
         <p class=\"keys\">Keys: right and left, or down and up, step forward and back; Home and End lead to the first \
         and the last step.</p>\n<p class=\"controls\"></p>\n\
         <p class=\"status\" role=\"status\" aria-live=\"polite\"></p>\n<div class=\"panes\">\n",
        escaped(&format!("{}.", story.end.join("; "))),
        escaped(&title),
    );
    section += &steps(story);
    section += &code(story);
    section += "</div>\n";
    for line in &story.end {
        let _ = writeln!(section, "<p class=\"end\">{}</p>", escaped(line));
    }
    section + "</section>\n"
}

/// A row a step, a column a thread.
fn steps(story: &Story) -> String {
    let columns = story.columns();
    let mut table = "<div class=\"steps\"><table>\n<tr><th>at</th>".to_owned();
    for &thread in &columns {
        let _ = write!(table, "<th scope=\"col\">{}</th>", escaped(&story.threads[thread]));
    }
    table += "</tr>\n";
    for (number, step) in story.steps.iter().enumerate() {
        let thread = &story.threads[step.thread];
        let _ = write!(
            table,
            "<tr class=\"step\" data-at=\"{at}\" data-told=\"{told}\"><th scope=\"row\">{number}. {place}</th>",
            at = escaped(&at(step)),
            told = escaped(&format!("{thread}, at {}: {}.", place(step), step.text)),
            number = number + 1,
            place = escaped(&place(step)),
        );
        for &column in &columns {
            let text = if column == step.thread {
                escaped(&step.text) + &from(story, number)
            } else {
                String::new()
            };
            let _ = write!(table, "<td>{text}</td>");
        }
        table += "</tr>\n";
    }
    table + "</table></div>\n"
}

/// What a step takes over from others.
fn from(story: &Story, to: usize) -> String {
    let arrows = story.arrows.iter().filter(|arrow| arrow.to == to);
    let told = arrows.map(|arrow| {
        let (class, word) = match arrow.kind {
            Kind::Synchronises => ("synchronises", "synchronises with"),
            Kind::Reads => ("reads", "reads from"),
            Kind::PassesOver => ("passes", "passes over"),
            Kind::Overwrites => ("overwrites", "is overwritten by"),
        };
        format!("<br><span class=\"{class}\">{word} step {}</span>", arrow.from + 1)
    });
    told.collect()
}

/// The lines of the source that the steps come from, with some around them.
fn code(story: &Story) -> String {
    let mut files: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in &story.steps {
        files.entry(file(step.place)).or_default().push(step);
    }
    let mut code = "<div class=\"code\">\n".to_owned();
    for (file, steps) in files {
        let Some(text) = text_of(steps[0].place) else {
            let _ = writeln!(code, "<h4>{}</h4>\n<p>(the source is not at hand)</p>", escaped(file));
            continue;
        };
        let _ = write!(code, "<h4>{}</h4>\n<ol>\n", escaped(file));
        let is_near =
            |line: usize| steps.iter().any(|step| (step.place.line() as usize).abs_diff(line) <= AROUND);
        for (line, text) in (1..).zip(text.lines()).filter(|(line, _)| is_near(*line)) {
            let at = escaped(&format!("{file}:{line}"));
            let _ = writeln!(code, "<li value=\"{line}\" data-at=\"{at}\">{}</li>", escaped(text));
        }
        code += "</ol>\n";
    }
    code + "</div>\n"
}

fn at(step: &Step) -> String {
    format!("{}:{}", file(step.place), step.place.line())
}

/// The last name of the file, and the line.
fn place(step: &Step) -> String {
    super::places::short(step.place)
}
