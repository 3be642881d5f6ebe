//! The trees of tiny programs: `tree_NAME.txt` and `tree_NAME.svg`.

use racelab_loom::explore::{Limits, explore_within, tiny, tree::Tree};

use super::folder::Folder;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// Two parts for each program, the tree as text and as a drawing.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let limits = Limits { choices: false, ..Limits::of_loom() };
    let programs = [tiny::TWO_WORKERS, tiny::A_MESSAGE];
    let parts = programs.iter().flat_map(|scenario| {
        let tree = Tree::of(&explore_within(scenario, &limits));
        let file = |ending| format!("tree_{}.{ending}", scenario.subject);
        [Part { file: file("txt"), content: tree.text() }, Part { file: file("svg"), content: tree.svg() }]
    });
    Ok(parts.collect())
}
