//! What has to be in the book: every lesson's chapter, every chapter's place, every word's meaning.

use pulldown_cmark::{Event, Tag, TagEnd};
use racelab::lesson::LESSONS;

use super::pages::{Book, markdown, names, read};

/// Chapters that the summary does not list, lists twice or by another title, and those that are not there.
pub fn not_in_the_summary(book: &Book) -> Vec<String> {
    let summary = summary(book);
    let chapters = book.chapters();
    let mut complaints = Vec::new();
    for chapter in &chapters {
        let listed: Vec<_> = summary.iter().filter(|(file, _)| *file == chapter.file).collect();
        let title = headings(&chapter.text).into_iter().find(|(level, _)| *level == 1);
        let title = title.map_or(String::new(), |(_, title)| title);
        match listed[..] {
            [(_, listed)] if *listed == title => {}
            [(_, listed)] => complaints.push(format!("{}: '{title}' is listed as '{listed}'", chapter.file)),
            _ => complaints.push(format!("{}: is listed {} times", chapter.file, listed.len())),
        }
    }
    for (file, _) in &summary {
        if !chapters.iter().any(|chapter| chapter.file == *file) {
            complaints.push(format!("SUMMARY.md: there is no {file}"));
        }
    }
    complaints
}

/// Lessons without a chapter of their number and name, or with one in another place than theirs, and
/// chapters with a number that are no lesson's.
pub fn lessons_without_a_chapter(book: &Book) -> Vec<String> {
    let summary = summary(book);
    let mut complaints = Vec::new();
    let mut last = None;
    for lesson in &LESSONS {
        let (file, number) = (format!("{}.md", lesson.name), format!("{}. ", lesson.number()));
        let place = summary.iter().position(|(listed, title)| *listed == file && title.starts_with(&number));
        if place.is_none() || place < last {
            complaints.push(format!("SUMMARY.md: expected {file} with a title that begins '{number}'"));
        }
        last = place.or(last);
    }
    for (file, _) in summary {
        let is_numbered = file.starts_with(|letter: char| letter.is_ascii_digit());
        if is_numbered && !LESSONS.iter().any(|lesson| file == format!("{}.md", lesson.name)) {
            complaints.push(format!("SUMMARY.md: {file} is the chapter of no lesson"));
        }
    }
    complaints
}

/// Lessons whose chapter does not end with its exercises: the last section has their list.
pub fn chapters_without_their_exercises(book: &Book) -> Vec<String> {
    let chapters = book.chapters();
    let mut complaints = Vec::new();
    for lesson in &LESSONS {
        let file = format!("{}.md", lesson.name);
        let source = chapters.iter().find(|chapter| chapter.file == file).map(|chapter| &chapter.source);
        let last = source.and_then(|source| source.rsplit_once("\n## ")).map_or("", |(_, last)| last);
        let list = format!("{{{{#include generated/exercises_{}.md}}}}", lesson.name);
        if !last.starts_with("Exercises\n") || !last.contains(&list) {
            complaints.push(format!("{file}: expected it to end with a section Exercises that has {list}"));
        }
    }
    complaints
}

/// Terms of the glossary that are out of order, without a meaning, or not used in the book.
pub fn faults_of_the_glossary(book: &Book) -> Vec<String> {
    let chapters = book.chapters();
    let (glossary, others): (Vec<_>, Vec<_>) =
        chapters.iter().partition(|chapter| chapter.file == "glossary.md");
    let Some(glossary) = glossary.first() else { return vec!["there is none".to_owned()] };
    // Wherever a line is broken.
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let others: Vec<_> = others.iter().map(|chapter| in_one_line(&chapter.text.to_lowercase())).collect();
    let mut complaints = Vec::new();
    let mut last = String::new();
    for entry in glossary.text.split("\n### ").skip(1) {
        let (term, meaning) = entry.split_once('\n').unwrap_or((entry, ""));
        let lower = term.trim().to_lowercase();
        if lower <= last {
            complaints.push(format!("'{term}' does not come after '{last}'"));
        }
        if meaning.trim().is_empty() {
            complaints.push(format!("'{term}' has no meaning"));
        }
        if !others.iter().any(|text| text.contains(&lower)) {
            complaints.push(format!("'{term}' is in no chapter"));
        }
        last = lower;
    }
    if last.is_empty() {
        complaints.push("there are no terms".to_owned());
    }
    complaints
}

/// Measured figures that do not say what they are of.
pub fn nameless_measurements(book: &Book) -> Vec<String> {
    let folder = book.src().join("measured");
    let mut complaints = Vec::new();
    for file in names(&folder) {
        let text = read(&folder.join(&file));
        // A drawing has them further down.
        let is_drawing = file.ends_with(".svg");
        let mut lines = text.lines().skip_while(|line| is_drawing && *line != "<metadata>");
        lines.by_ref().take(usize::from(is_drawing)).for_each(drop);
        for head in ["machine: ", "command: "] {
            let named = lines.next().and_then(|line| line.strip_prefix(head));
            // A command is cargo's, or a script of this project's.
            let is_command = |name: &str| {
                let program = name.split(' ').next().unwrap_or_default();
                program == "cargo" || program.contains('/') && book.project.join(program).is_file()
            };
            if named.is_none_or(|name| name.trim().is_empty() || head == "command: " && !is_command(name)) {
                complaints.push(format!("measured/{file}: expected a line '{head}...'"));
            }
        }
        if lines.all(|line| line.trim().is_empty()) {
            complaints.push(format!("measured/{file}: nothing was measured"));
        }
    }
    complaints
}

/// Sentences that say of something that it was proved, but for those that say no.
pub fn overclaims(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    for chapter in book.chapters() {
        for sentence in chapter.text.split(['.', '?', '!', '\u{7c}']) {
            let words: Vec<_> = sentence.split(|letter: char| !letter.is_alphanumeric()).collect();
            let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&&*word.to_lowercase()));
            if has(&["proved", "proven", "proves", "proof"]) && !has(&["no", "not", "never", "nothing"]) {
                let sentence: Vec<_> = sentence.split_whitespace().collect();
                complaints.push(format!("{}: {}", chapter.file, sentence.join(" ")));
            }
        }
    }
    complaints
}

/// What the summary lists: the file and the title of each chapter, in order.
fn summary(book: &Book) -> Vec<(String, String)> {
    let mut listed: Vec<(String, String)> = Vec::new();
    let mut in_link = false;
    for event in markdown(&read(&book.src().join("SUMMARY.md"))) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                listed.push((dest_url.to_string(), String::new()));
                in_link = true;
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(text) | Event::Code(text) if in_link => {
                listed.last_mut().expect("a link has begun").1.push_str(&text);
            }
            _ => {}
        }
    }
    listed
}

/// The headings of a text, each with its level.
fn headings(text: &str) -> Vec<(usize, String)> {
    let mut headings: Vec<(usize, String)> = Vec::new();
    let mut in_heading = false;
    for event in markdown(text) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                headings.push((level as usize, String::new()));
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) if in_heading => {
                headings.last_mut().expect("a heading has begun").1.push_str(&text);
            }
            _ => {}
        }
    }
    headings
}
