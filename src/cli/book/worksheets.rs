//! The questions of all chapters as worksheets: `worksheet_questions.md`, with room to write, and
//! `worksheet_answers.md`, with what `answers.md` says.
//!
//! A question is read from its chapter: from its number to the `<details>` with the answer. So there is no second
//! place in which one has to be written.

use super::folder::Folder;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// A question as its chapter has it.
struct Question {
    /// What is asked, without its number.
    text: String,
    /// The anchor of its answer in `answers.md`.
    answer: String,
}

/// The two sheets.
pub fn parts(folder: &Folder) -> Result<Vec<Part>, UserError> {
    // A list of commands alone has no chapters; then there is nothing to ask.
    if !folder.path("src/SUMMARY.md").is_file() {
        return Ok(Vec::new());
    }
    let answers = folder.read("src/answers.md")?;
    let mut sheets = [String::new(), String::new()];
    for (title, file) in chapters(&folder.read("src/SUMMARY.md")?) {
        let questions = questions(&folder.read(&format!("src/{file}"))?);
        if questions.is_empty() {
            continue;
        }
        for sheet in &mut sheets {
            *sheet += &format!("## {title}\n\n");
        }
        for (index, Question { text, answer }) in questions.iter().enumerate() {
            let told = anchored(&answers, answer).ok_or_else(|| {
                UserError::new(format!("book/src/{file}: answers.md has no anchor {answer}"))
            })?;
            let asked = format!("**{}.** {text}\n\n", index + 1);
            sheets[0] += &(asked.clone() + "<div class=\"room\"></div>\n\n");
            sheets[1] += &format!("{asked}<div class=\"told\">\n\n{told}\n\n</div>\n\n");
        }
    }
    let files = ["worksheet_questions.md", "worksheet_answers.md"];
    Ok(files.into_iter().zip(sheets).map(|(file, content)| Part { file: file.to_owned(), content }).collect())
}

/// The title and the file of each chapter, in the order of the summary.
fn chapters(summary: &str) -> Vec<(&str, &str)> {
    let link = |line: &'_ str| -> Option<(usize, usize, usize)> {
        let (start, middle) = (line.find('[')?, line.find("](")?);
        Some((start + 1, middle, line.find(".md)")? + 3))
    };
    let entry = |line| link(line).map(|(start, middle, end)| (&line[start..middle], &line[middle + 2..end]));
    summary.lines().filter_map(entry).collect()
}

/// The questions of a chapter.
fn questions(chapter: &str) -> Vec<Question> {
    let Some((_, part)) = chapter.split_once("\n## Questions\n") else { return Vec::new() };
    let asked = part.split("<details><summary>Answer</summary>");
    let asked: Vec<_> = asked.collect();
    let mut questions = Vec::new();
    // Each piece but the last ends with a question; each but the first begins with the answer to the one before.
    for index in 1..asked.len() {
        let answer = asked[index].split_once("answers.md:").and_then(|(_, rest)| rest.split_once("}}"));
        let Some((answer, _)) = answer else { continue };
        let text = asked[index - 1].rsplit("</details>").next().unwrap_or_default().trim();
        let text = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || "*. ".contains(letter));
        questions.push(Question { text: text.to_owned(), answer: answer.to_owned() });
    }
    questions
}

/// What stands between the marks of an anchor.
fn anchored<'a>(text: &'a str, anchor: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<!-- ANCHOR: {anchor} -->"))?;
    let (told, _) = rest.split_once(&format!("<!-- ANCHOR_END: {anchor} -->"))?;
    Some(told.trim())
}
