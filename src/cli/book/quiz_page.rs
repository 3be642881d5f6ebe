//! A quiz as HTML.
//!
//! Without JavaScript it is a question and an answer folded away; with it, `book/theme/quiz.js` compares
//! what was ticked with the answer.

use std::fmt::Write;

use racelab::report::escaped;

use super::html::{with_code, without_empty_lines};
use super::quizzes::{Offered, Quiz};
use super::widget_page;

/// The quiz, for a chapter to include.
pub fn page(quiz: &Quiz) -> String {
    let mut html = format!(
        "<section class=\"quiz\" data-quiz=\"{}\" aria-label=\"Quiz: {}\">\n<p class=\"quiz-title\">Quiz</p>\n",
        quiz.name,
        quiz.name.replace('_', " ")
    );
    if !quiz.columns.is_empty() {
        let columns: String = quiz.columns.iter().map(widget_page::column).collect();
        // write! to a String cannot fail.
        let _ = writeln!(html, "<div class=\"scheduler-columns\">\n{columns}</div>");
    }
    let _ = writeln!(
        html,
        "<form>\n<fieldset><legend>{}</legend>\n{}</fieldset>\n</form>",
        with_code(quiz.question),
        quiz.values.iter().map(choice).collect::<String>()
    );
    let _ = writeln!(
        html,
        "<details class=\"quiz-answer\"><summary>Answer</summary>\n<ul class=\"quiz-answers\">\n{}</ul>\n</details>",
        quiz.values.iter().map(answer).collect::<String>()
    );
    without_empty_lines(&(html + "</section>\n"))
}

fn choice(offered: &Offered) -> String {
    format!("<label><input type=\"checkbox\"><span>{}</span></label>\n", escaped(&offered.value))
}

fn answer(offered: &Offered) -> String {
    let possible = if offered.possible { "yes" } else { "no" };
    let steps = offered
        .walk
        .iter()
        .map(|(thread, steps)| format!("<li>{}: {}</li>\n", escaped(thread), escaped(&steps.join("; "))));
    let steps: String = steps.collect();
    let walk = if steps.is_empty() { steps } else { format!("<ol>\n{steps}</ol>\n") };
    format!(
        "<li data-possible=\"{possible}\"><strong>{}</strong> <span>{}</span>\n{walk}</li>\n",
        escaped(&offered.value),
        escaped(&offered.because)
    )
}
