//! A verdict on a page.

use anstyle::{AnsiColor, Style};

use super::super::course::Exercise;
use super::super::judge::{Verdict, Word};
use crate::report::Page;

/// Purpose and task.
pub fn task(page: &mut Page, exercise: &Exercise) {
    page.say(&format!("What for: {}", exercise.header.purpose));
    for paragraph in exercise.header.task.split("\n\n") {
        page.blank();
        match paragraph.starts_with("     ") {
            true => page.verbatim(paragraph),
            false => page.say(paragraph),
        }
    }
}

/// The verdict in a sentence.
pub fn sentence(page: &mut Page, verdict: &Verdict) {
    let (mark, colour) = if verdict.passes() { ("✓", AnsiColor::Green) } else { ("✗", AnsiColor::Red) };
    let style: Style = colour.on_default().bold();
    let word = verdict.word.name();
    // Many messages begin with the word that they explain.
    let rest = verdict.message.strip_prefix(word).unwrap_or(&verdict.message).trim_start_matches(": ");
    let text =
        textwrap::fill(&format!("{mark} {word}: {rest}"), textwrap::Options::new(78).subsequent_indent("  "));
    let head = format!("{mark} {word}");
    page.coloured(&text.replacen(&head, &format!("{style}{head}{style:#}"), 1));
}

/// What shows it: the compiler's words, or the execution.
pub fn shown(page: &mut Page, verdict: &Verdict) {
    if let Some(said) = &verdict.compiler {
        page.blank();
        page.coloured(&compiler(said));
    }
    if let Some(report) = &verdict.report {
        page.blank();
        page.diagram(diagram(report));
    }
}

/// The compiler's words, without its last lines, which only count.
fn compiler(said: &str) -> String {
    let end = said.find("\nerror: aborting due to").unwrap_or(said.len());
    let said = said[..end].trim_end();
    if said.contains("racelab_std_submitted") || said.contains("racelab_engine") {
        format!(
            "{said}\n\nnote: in an exercise, std's threads, locks, atomics and channels are those of racelab's engine, and \
             what reaches\n      out of the program (files, processes, the clock) is not there"
        )
    } else {
        said.to_owned()
    }
}

/// A report without its first lines, which say what the sentence says too; all of it where there is no diagram.
fn diagram(report: &str) -> &str {
    report.split_once("\n\n").map_or(report, |(_, execution)| execution)
}

/// Says of an ordering that is too strong where it is.
pub fn sites(page: &mut Page, verdict: &Verdict) {
    if verdict.word == Word::TooStrong && verdict.sites.len() > 1 {
        for site in &verdict.sites[1..] {
            page.say(&format!("and so would line {}: this {} is {}", site.line, site.part, site.written));
        }
    }
}
