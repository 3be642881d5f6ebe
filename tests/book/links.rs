//! Links within the book: to chapters, to headings, to files beside them.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::pages::{Book, markdown};

/// Links that lead nowhere. Addresses of the web are not looked at, but for being complete.
pub fn broken(book: &Book) -> Vec<String> {
    let chapters = book.chapters();
    let fragments: BTreeMap<_, _> =
        chapters.iter().map(|chapter| (chapter.file.as_str(), fragments(&chapter.text))).collect();
    let mut complaints = Vec::new();
    for chapter in &chapters {
        for target in targets(&chapter.text) {
            let wrong = if target.starts_with("https://") {
                None
            } else {
                let (file, fragment) = target.split_once('#').unwrap_or((&target, ""));
                let file = if file.is_empty() { &chapter.file } else { file };
                wrong_with(book, &fragments, file, fragment)
            };
            complaints.extend(wrong.map(|wrong| format!("{}: {target}: {wrong}", chapter.file)));
        }
    }
    complaints
}

fn wrong_with(
    book: &Book,
    fragments: &BTreeMap<&str, BTreeSet<String>>,
    file: &str,
    fragment: &str,
) -> Option<&'static str> {
    if file.contains("://") || file.starts_with('/') {
        return Some("expected https://, or a path within the book");
    }
    if file.starts_with("../") {
        return Some("is not in the built book: name the file in words");
    }
    if !book.src().join(file).is_file() {
        return Some("there is no such file");
    }
    if fragment.is_empty() {
        return None;
    }
    match fragments.get(file) {
        Some(known) if known.contains(fragment) => None,
        _ => Some("there is no such heading"),
    }
}

/// Pictures without a description.
pub fn wordless_pictures(book: &Book) -> Vec<String> {
    let mut complaints = Vec::new();
    for chapter in book.chapters() {
        let mut picture: Option<(String, String)> = None;
        for event in markdown(&chapter.text) {
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    picture = Some((dest_url.to_string(), String::new()));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some((_, words)) = &mut picture {
                        words.push_str(&text);
                    }
                }
                Event::End(TagEnd::Image) => {
                    let (url, words) = picture.take().expect("a picture has begun");
                    if words.split_whitespace().count() < 4 {
                        complaints.push(format!("{}: {url}: '{words}'", chapter.file));
                    }
                }
                _ => {}
            }
        }
    }
    complaints
}

/// What a text links to, pictures included.
fn targets(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    for event in markdown(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                targets.push(dest_url.to_string());
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                targets.extend(attributes(&html, "href").chain(attributes(&html, "src")).map(str::to_owned));
            }
            _ => {}
        }
    }
    targets
}

/// Where a link can lead to in a text: its headings, by mdBook's rule, and what has an `id`.
fn fragments(text: &str) -> BTreeSet<String> {
    let mut fragments = BTreeSet::new();
    let mut heading: Option<(Option<String>, String)> = None;
    for event in markdown(text) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                heading = Some((id.map(|id| id.to_string()), String::new()));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, words)) = &mut heading {
                    words.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let (id, words) = heading.take().expect("a heading has begun");
                let id = id.unwrap_or_else(|| id_of(&words));
                let numbered = (1..).map(|number| format!("{id}-{number}"));
                let free = std::iter::once(id.clone()).chain(numbered).find(|id| !fragments.contains(id));
                fragments.extend(free);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                fragments.extend(attributes(&html, "id").map(str::to_owned));
            }
            _ => {}
        }
    }
    fragments
}

/// The identifier that mdBook makes of a heading.
fn id_of(heading: &str) -> String {
    let letters = heading.trim().to_lowercase();
    let letters = letters.chars().filter_map(|letter| match letter {
        _ if letter.is_alphanumeric() || letter == '_' || letter == '-' => Some(letter),
        _ if letter.is_whitespace() => Some('-'),
        _ => None,
    });
    letters.collect()
}

/// The values of an attribute in a piece of HTML.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let values: Vec<_> = html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    values.into_iter()
}
