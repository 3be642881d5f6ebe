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
    if turn.is_none() {
        fold(steps);
    }
    let shown = turn.map_or(MOST, |(begins, length)| (begins + 2 * length).min(MOST));
    let left_out = steps.len().checked_sub(shown).filter(|&left_out| left_out > 0)?;
    let places = turn.map(|(begins, length)| {
        let places: BTreeSet<_> =
            steps[begins..begins + length].iter().map(|step| (file(step.place), step.place.line())).collect();
        let places: Vec<_> = places.iter().map(|(file, line)| format!("{file}:{line}")).collect();
        format!(": from there on it goes round and round, at {}", places.join(" and "))
    });
    steps.truncate(shown);
    Some(format!("{left_out} more steps are left out{}", places.unwrap_or_default()))
}

/// A turn has to be taken so often before it is said that it goes round.
const TURNS: usize = 4;

/// Whether two steps are the same but for the values in them.
fn is_same(one: &Step, other: &Step) -> bool {
    (one.thread, one.place) == (other.thread, other.place)
}

/// Shows each turn once that is taken again and again, wherever that is, and after it how often.
fn fold(steps: &mut Vec<Step>) {
    let mut begins = 0;
    while begins < steps.len() {
        let turn = (1..=LONGEST_TURN).find_map(|length| {
            let later = (begins + length..steps.len())
                .take_while(|&step| is_same(&steps[step], &steps[step - length]))
                .count();
            let turns = 1 + later / length;
            (turns >= TURNS).then_some((length, turns))
        });
        begins += 1;
        let Some((length, turns)) = turn else { continue };
        begins += length - 1;
        let again = begins..begins + length * (turns - 1);
        let text = match length {
            1 if again.clone().all(|step| steps[step].text == steps[begins - 1].text) => {
                format!("{} times the same", turns - 1)
            }
            1 => format!("{} times more", turns - 1),
            2 => format!("{} times more, with the step before", turns - 1),
            _ => format!("{} times more, with the {} steps before", turns - 1, length - 1),
        };
        let Step { thread, place, .. } = steps[begins - 1];
        let events = (steps[again.start].events.0, steps[again.end - 1].events.1);
        steps.splice(again, [Step { thread, place, text, events }]);
        begins += 1;
    }
}

/// Where the steps begin to repeat each other up to the end, and how many make one turn. The last turn may
/// be cut off anywhere. Values do not count: a loop that counts goes round as well.
fn turn(steps: &[Step]) -> Option<(usize, usize)> {
    let same = |one: usize, other: usize| is_same(&steps[one], &steps[other]);
    let turns = (1..=LONGEST_TURN).map(|length| {
        let again = (length..steps.len()).rev().take_while(|&step| same(step, step - length)).count();
        (steps.len() - again - length, length)
    });
    let mut turns = turns.filter(|(begins, length)| steps.len() - begins >= TURNS * length);
    turns.next()
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::{Step, fold};

    #[track_caller]
    fn step(text: &str) -> Step {
        Step { thread: 0, place: Location::caller(), text: text.to_owned(), events: (0, 0) }
    }

    #[test]
    fn what_is_done_again_and_again_is_told_once_wherever_that_is() {
        let mut steps = vec![step("first")];
        steps.extend((0..6).map(|_| step("looks")));
        (0..5).for_each(|_| steps.extend([step("stores"), step("loads")]));
        steps.push(step("last"));
        fold(&mut steps);
        let texts: Vec<_> = steps.iter().map(|step| &*step.text).collect();
        let folded = ["5 times the same", "4 times more, with the step before"];
        assert_eq!(texts, ["first", "looks", folded[0], "stores", "loads", folded[1], "last"]);
    }
}
