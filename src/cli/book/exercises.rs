//! The exercises: `exercises.md` lists all, and `exercises_LESSON.md` those of a chapter.

use super::folder::Folder;
use super::parts::Part;
use crate::cli::arguments::UserError;
use crate::cli::exercise::course::{self, Exercise};
use racelab::lesson::LESSONS;

/// The list of all, and one for each lesson.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let exercises = course::read_all(&course::folder())?;
    let mut parts = vec![Part { file: "exercises.md".to_owned(), content: all(&exercises) }];
    for lesson in LESSONS {
        let of_lesson: Vec<_> =
            exercises.iter().filter(|exercise| exercise.header.lesson == lesson.name).collect();
        if !of_lesson.is_empty() {
            let rows: String = of_lesson.iter().map(|exercise| row(exercise)).collect();
            let content = format!("| exercise | what for | minutes |\n| --- | --- | --- |\n{rows}");
            parts.push(Part { file: format!("exercises_{}.md", lesson.name), content });
        }
    }
    Ok(parts)
}

fn all(exercises: &[Exercise]) -> String {
    let mut text =
        "| exercise | title | kind | minutes | lesson |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for exercise in exercises {
        let header = &exercise.header;
        let number = header.lesson.split('_').next().unwrap_or_default();
        // A chapter that is still to come cannot be linked to.
        let is_there = LESSONS.iter().any(|lesson| lesson.name == header.lesson);
        let chapter = if is_there { format!("[{number}]({}.md)", header.lesson) } else { number.to_owned() };
        text += &format!(
            "| `{}`{} | {} | {} | {} | {chapter} |\n",
            exercise.name,
            star(exercise),
            header.title,
            header.kind.name(),
            header.minutes,
        );
    }
    let minutes = |fast: bool| -> u32 {
        let chosen = exercises.iter().filter(|exercise| !fast || exercise.header.fast);
        chosen.map(|exercise| exercise.header.minutes).sum()
    };
    text + &format!(
        "\n{} exercises, {} minutes. Those with ★ are the fast track: one for each lesson, {} minutes.\n",
        exercises.len(),
        minutes(false),
        minutes(true)
    )
}

fn row(exercise: &Exercise) -> String {
    format!(
        "| `{}`{} | {} | {} |\n",
        exercise.name,
        star(exercise),
        exercise.header.purpose,
        exercise.header.minutes
    )
}

fn star(exercise: &Exercise) -> &'static str {
    if exercise.header.fast { " ★" } else { "" }
}
