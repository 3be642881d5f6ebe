//! Tables in Markdown, with links to the chapters: `table_NAME.md`.

use racelab::lesson::{LESSONS, Lesson};
use racelab_loom::mistakes::{MISTAKES, Mistake};

use super::folder::Folder;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// The table of the lessons and that of the mistakes.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let lessons = table("| lesson | what it is about |\n| --- | --- |\n", LESSONS.iter().map(lesson));
    let mistakes = table(
        "| mistake | what it does | it fails by | lesson |\n| --- | --- | --- | --- |\n",
        MISTAKES.iter().map(mistake),
    );
    Ok(vec![
        Part { file: "table_lessons.md".to_owned(), content: lessons },
        Part { file: "table_mistakes.md".to_owned(), content: mistakes },
    ])
}

fn lesson(Lesson { name, about, .. }: &Lesson) -> String {
    format!("| [`{name}`]({name}.md) | {about} |\n")
}

fn mistake(Mistake { name, lesson, kind, summary, .. }: &Mistake) -> String {
    let number = lesson.split('_').next().unwrap_or_default();
    format!("| `{name}` | {summary} | {} | [{number}]({lesson}.md) |\n", kind.name())
}

fn table(head: &str, rows: impl Iterator<Item = String>) -> String {
    rows.fold(head.to_owned(), |table, row| table + &row)
}
