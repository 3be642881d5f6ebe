//! A story that goes round and round: shown up to its second turn, and the rest is counted.
//!
//! An execution that is too large for the checker has thousands of steps, mostly those of a loop that waits
//! for something. Nobody reads them, and what to do would stand below them.

use std::collections::BTreeSet;

use super::story::{Step, file};

/// The most steps that are shown.
const MOST: usize = 40;

/// The most steps that one turn is looked for to have.
const LONGEST_TURN: usize = 16;

/// Cuts a story short that is too long to read; says what was left out, if anything was.
pub(super) fn shorten(steps: &mut Vec<Step>) -> Option<String> {
    if steps.len() <= MOST {
        return None;
    }
    let turn = turn(steps);
    let shown = turn.map_or(MOST, |(begins, length)| (begins + 2 * length).min(MOST));
    let left_out = steps.len() - shown;
    let places = turn.map(|(begins, length)| {
        let places: BTreeSet<_> =
            steps[begins..begins + length].iter().map(|step| (file(step.place), step.place.line())).collect();
        let places: Vec<_> = places.iter().map(|(file, line)| format!("{file}:{line}")).collect();
        format!(": from there on it goes round and round, at {}", places.join(" and "))
    });
    steps.truncate(shown);
    Some(format!("{left_out} more steps are left out{}", places.unwrap_or_default()))
}

/// Where the steps begin to repeat each other up to the end, and how many make one turn. The last turn may
/// be cut off anywhere. Values do not count: a loop that counts goes round as well.
fn turn(steps: &[Step]) -> Option<(usize, usize)> {
    let same = |one: usize, other: usize| {
        (steps[one].thread, steps[one].place) == (steps[other].thread, steps[other].place)
    };
    let turns = (1..=LONGEST_TURN).map(|length| {
        let again = (length..steps.len()).rev().take_while(|&step| same(step, step - length)).count();
        (steps.len() - again - length, length)
    });
    // It has to go round a few times before it can be said that it goes round.
    let mut turns = turns.filter(|(begins, length)| steps.len() - begins >= 4 * length);
    turns.next()
}
