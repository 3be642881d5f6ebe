//! `racelab book`: writes the parts of the book that come from the code, or says which are out of date.
//!
//! | file | what it does |
//! | --- | --- |
//! | `folder` | finds the book, reads and writes its files |
//! | `parts` | all generated parts, and who makes them |
//! | `list` | `book/generated.list`: which commands are shown in the book |
//! | `printed` | what such a command prints |
//! | `tables` | tables in Markdown, with links |
//! | `trees` | the executions that loom explores of a tiny program, as a tree |
//! | `widgets`, `widget_page` | small programs for the reader to step through |
//! | `quizzes`, `quiz_page` | which of these can happen? |
//! | `holes` | what an exploration leaves out, beside what the language allows |
//! | `worksheets` | the questions of all chapters, with and without answers |
//! | `exercises` | the list of the exercises, and those of each chapter |
//! | `from_text` | what commands print, as tables of a page |
//! | `html` | what generated HTML shares |
//! | `measure` | what a machine was measured to do |

mod exercises;
mod folder;
mod from_text;
mod holes;
mod html;
mod list;
mod measure;
mod parts;
mod printed;
mod quiz_page;
mod quizzes;
mod tables;
mod trees;
mod widget_page;
mod widgets;
mod worksheets;

use std::process::ExitCode;

use racelab::report::Page;

use self::folder::Folder;
use super::arguments::{Book, UserError};
use super::{RACELAB, interrupt};

/// Writes, checks or measures, as the arguments say.
pub fn run(arguments: &Book) -> Result<ExitCode, UserError> {
    let folder = Folder::find()?;
    if let Some(wanted) = &arguments.measure {
        return measure::run(&folder, wanted);
    }
    let parts = parts::all(&folder)?;
    let interrupted = || Ok(ExitCode::from(interrupt::EXIT_CODE));
    if interrupt::interrupted() {
        return interrupted();
    }
    let mut page = Page::new();
    let different = parts.iter().filter(|part| !folder.holds(part)).collect::<Vec<_>>();
    let left_over = folder.left_over(&parts)?;
    if !arguments.check {
        for part in &different {
            folder.write(part)?;
            page.say(&format!("wrote {}", part.file));
        }
        for file in &left_over {
            folder.remove(file)?;
            page.say(&format!("removed {file}, which nothing makes any more"));
        }
        page.say(&format!("{} generated parts, {} of them new or changed", parts.len(), different.len()));
        return Ok(ExitCode::SUCCESS);
    }
    for part in &different {
        page.say(&format!("{}: not what the code gives now", part.file));
    }
    for file in &left_over {
        page.say(&format!("{file}: nothing makes it any more"));
    }
    if different.is_empty() && left_over.is_empty() {
        page.say(&format!("{} generated parts, all as the code gives them now", parts.len()));
        return Ok(ExitCode::SUCCESS);
    }
    page.say(&format!("To write them anew: {RACELAB} book"));
    Ok(ExitCode::FAILURE)
}
