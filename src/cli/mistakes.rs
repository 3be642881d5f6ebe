//! `racelab mistakes`: the list of mistakes.

use std::process::ExitCode;

use racelab::report::{Align, Page, table};
use racelab_loom::mistakes::MISTAKES;

use super::RACELAB;
use super::arguments::UserError;

/// Lists the mistakes: how each fails, what it does, and the lesson that shows it.
pub fn list() -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    let rows: Vec<_> = MISTAKES
        .iter()
        .map(|mistake| {
            let lesson = mistake.lesson.split('_').next().unwrap_or_default();
            let cells = [mistake.name, mistake.kind.name(), lesson];
            let mut row: Vec<_> = cells.map(str::to_owned).into();
            row.push(textwrap::fill(mistake.summary, 34));
            row
        })
        .collect();
    let headers = [
        ("mistake", Align::Left),
        ("fails by", Align::Left),
        ("lesson", Align::Right),
        ("what it does", Align::Left),
    ];
    page.verbatim(&table(&headers, &rows));
    page.blank();
    page.say(&format!("What happens in one of them: {RACELAB} explain NAME"));
    page.say(&format!("Whether it is mended: {RACELAB} check NAME"));
    Ok(ExitCode::SUCCESS)
}
