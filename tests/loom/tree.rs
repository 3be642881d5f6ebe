//! The tree of a tiny program's executions has all of them in it.

use std::collections::BTreeSet;

use racelab_loom::explore::tree::{Node, Tree};
use racelab_loom::explore::{Limits, explore_within, tiny};

/// Outcomes and numbers of the executions at the leaves.
fn ends(nodes: &[Node]) -> Vec<(String, Vec<usize>)> {
    let own = |node: &Node| node.end.clone().into_iter().chain(ends(&node.next)).collect::<Vec<_>>();
    nodes.iter().flat_map(own).collect()
}

#[test]
fn every_execution_is_at_one_leaf_of_the_tree_with_its_outcome() {
    for scenario in [tiny::TWO_WORKERS, tiny::A_MESSAGE] {
        let exploration = explore_within(&scenario, &Limits { choices: false, ..Limits::of_loom() });
        let tree = Tree::of(&exploration);
        let ends = ends(&tree.first);
        let mut numbers: Vec<_> = ends.iter().flat_map(|(_, numbers)| numbers.clone()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=exploration.executions as usize).collect::<Vec<_>>(), "{}", tree.text());
        assert_eq!(tree.leaves(), ends.len(), "every path has an end");
        let outcomes: BTreeSet<_> = ends.iter().map(|(outcome, _)| outcome.as_str()).collect();
        assert_eq!(outcomes, exploration.values().into_iter().collect(), "{}", tree.text());
    }
}

#[test]
fn two_workers_that_read_and_write_back_have_six_orders() {
    let limits = Limits { choices: false, ..Limits::of_loom() };
    let tree = Tree::of(&explore_within(&tiny::TWO_WORKERS, &limits));
    // Four steps, two of each worker: as many orders as there are ways to choose two places of four.
    assert_eq!(tree.leaves(), 6, "{}", tree.text());
    let lost = ends(&tree.first).into_iter().filter(|(outcome, _)| outcome == "weight 1").count();
    assert_eq!(lost, 4, "in all but the two in which one worker is done before the other begins");
}
