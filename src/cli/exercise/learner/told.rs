//! A verdict on a page.

use super::super::course::Exercise;
use super::super::judge::{Verdict, Word};
use crate::report::{Page, RIGHT, WRONG, printable};

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
    let (mark, style) = if verdict.passes() { ("✓", RIGHT) } else { ("✗", WRONG) };
    let word = verdict.word.name();
    // Many messages begin with the word that they explain.
    let rest = verdict.message.strip_prefix(word).unwrap_or(&verdict.message).trim_start_matches(": ");
    // A panic says what it likes; a terminal is not to obey it.
    let rest = rest.lines().map(printable).collect::<Vec<_>>().join("\n");
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
        page.diagram(&shortened(diagram(report), verdict));
    }
}

/// What the compiler says of a file that it has written beside the program.
const LOST: [&str; 2] = [
    "the full name for the type has been written to",
    "consider using `--verbose` to print the full type name",
];

/// The compiler's words, without its last lines, which only count.
fn compiler(said: &str) -> String {
    // With colours there are signs for the terminal between `error` and what follows.
    let end = said.find(": aborting due to").and_then(|at| said[..at].rfind('\n')).unwrap_or(said.len());
    // Long names of types are written to a file, which is gone by now.
    let is_of_use = |line: &&str| !LOST.iter().any(|lost| line.contains(lost));
    let said = said[..end].lines().filter(is_of_use).collect::<Vec<_>>().join("\n");
    let said = said.trim_end();
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

/// A diagram whose last line does not say again what the sentence has said.
fn shortened(diagram: &str, verdict: &Verdict) -> String {
    let whole = || diagram.to_owned();
    let Some((before, ending)) = diagram.rsplit_once("\n✗ ") else { return whole() };
    let mut expected = verdict.message.split_whitespace().peekable();
    for (index, line) in ending.lines().enumerate() {
        if line.split_whitespace().any(|word| expected.next() != Some(word)) {
            return whole();
        }
        if expected.peek().is_none() {
            let rest = ending.lines().skip(index + 1).map(|line| format!("\n{line}"));
            return format!("{before}\n✗ {}{}", verdict.word.name(), rest.collect::<String>());
        }
    }
    whole()
}

/// Says of an ordering that is too strong where it is.
pub fn sites(page: &mut Page, verdict: &Verdict) {
    if verdict.word == Word::TooStrong && verdict.sites.len() > 1 {
        for site in &verdict.sites[1..] {
            page.say(&format!(
                "The same goes for line {}: this {} is {}.",
                site.line, site.part, site.written
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sentence_says_is_not_said_again_below_the_diagram() {
        let verdict =
            Verdict::new(Word::DataRace, "data race: two accesses to one place, and nothing orders them");
        let diagram = "at │ thread 0\n 1 │ writes\n✗ data race: two accesses to one place, and nothing\n  orders them\n  read by a";
        let short = "at │ thread 0\n 1 │ writes\n✗ data race\n  read by a";
        assert_eq!(shortened(diagram, &verdict), short);
        let other = Verdict::new(Word::Outcome, "it can end with 3, which is not allowed");
        let diagram = "at │ thread 0\n✗ wrong outcome: 3";
        assert_eq!(shortened(diagram, &other), diagram);
    }

    #[test]
    fn a_terminal_does_not_obey_what_a_panic_says() {
        let mut page = Page::kept();
        sentence(&mut page, &Verdict::new(Word::Panic, "panic: \u{1b}]0;mine\u{7}\nit is \u{1b}[2J over"));
        let text = anstream::adapter::strip_str(&page.into_text()).to_string();
        assert_eq!(text, "✗ panic: \\u{1b}]0;mine\\u{7}\n  it is \\u{1b}[2J over\n");
    }

    #[test]
    fn the_compiler_names_no_file_that_is_gone_and_does_not_count() {
        let said = "error[E0599]: no method\n --> a.rs:1\n  = note: the full name for the type has been written to 'a.txt'\n\n\
                    \x1b[1merror\x1b[0m: aborting due to 1 previous error\n\nmore\n";
        assert_eq!(compiler(said), "error[E0599]: no method\n --> a.rs:1");
    }
}
