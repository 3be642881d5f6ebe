//! Tiny programs with all their executions: as loom's tree in `tree_NAME.txt` and `tree_NAME.svg`, as the engine's
//! graphs in `graphs_NAME.txt` and `graphs_NAME.svg`.

use racelab_loom::explore::graphs::Graphs;
use racelab_loom::explore::{Limits, explore_within, tiny, tree::Tree};

use super::folder::Folder;
use super::parts::Part;
use crate::cli::arguments::UserError;

/// Four parts for each program: the tree and the graphs, each as text and as a drawing.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let limits = Limits { choices: false, ..Limits::of_loom() };
    let programs = [tiny::TWO_WORKERS, tiny::A_MESSAGE];
    let parts = programs.iter().flat_map(|scenario| {
        let tree = Tree::of(&explore_within(scenario, &limits));
        let graphs = Graphs::of(scenario);
        let part =
            |what, ending, content| Part { file: format!("{what}_{}.{ending}", scenario.subject), content };
        [
            part("tree", "txt", tree.text()),
            part("tree", "svg", tree.svg()),
            part("graphs", "txt", graphs.text()),
            part("graphs", "svg", graphs.svg()),
        ]
    });
    Ok(parts.collect())
}
