//! The mark of a scenario: a comment above a function, in a line of its own.
//!
//! ```text
//! // racelab: scenario                        any outcome will do: which are there?
//! // racelab: outcomes (0, 0), (1, 1)         these are allowed, and each has to occur
//! ```
//!
//! An outcome is written as `{:?}` prints it (see `outcomes`). Several marks above a function count together. What was meant
//! as a mark and is none is bad input: without it, nothing or something else would be explored.

use super::outcomes;

/// A mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// The outcomes that are allowed; none where any will do.
    pub outcomes: Vec<String>,
}

/// What a mark begins with.
const NAME: &str = "racelab";

/// How marks are written.
const SCENARIO: &str = "`// racelab: scenario`";
const OUTCOMES: &str = "`// racelab: outcomes (0, 0), (1, 1)`";

/// All the marks of a text, each with its line, counted from 1; in place of one that is not written as it should be, what is
/// wrong with it.
pub fn all(text: &str) -> impl Iterator<Item = (usize, Result<Mark, String>)> {
    text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, read(line)?)))
}

fn read(line: &str) -> Option<Result<Mark, String>> {
    let line = line.trim();
    let Some((name, rest)) = of_comment(line) else { return meant(line).map(Err) };
    match meant(line) {
        _ if name == NAME => Some(marked(rest)),
        None => Some(Err(no_mark_yet(&format!("`// racelab: {rest}`")))),
        meant => meant.map(Err),
    }
}

/// The name and what follows its colon, where a line is a comment with the name, however its letters are written.
fn of_comment(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix("//")?.trim_start().split_once(':')?;
    let name = name.trim_end();
    name.eq_ignore_ascii_case(NAME).then(|| (name, rest.trim()))
}

/// What is said of a line that somebody could take for a mark, if it is such a line.
fn meant(line: &str) -> Option<String> {
    let Some(comment) = line.strip_prefix("//").or_else(|| line.strip_prefix("/*")) else {
        return misplaced(line);
    };
    let comment = comment.trim_end_matches("*/");
    let at =
        ["scenario", "outcome"].iter().filter_map(|word| comment.to_ascii_lowercase().find(word)).min()?;
    let (before, rest) = comment.split_at(at);
    let is_no_letter = |letter: char| !letter.is_alphabetic();
    let name = before.trim_start_matches(is_no_letter).trim_end_matches(is_no_letter);
    if !is_nearly_the_name(name) {
        return None;
    }
    let word = rest.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let after = rest[word.len()..].trim();
    // Without a sign after the name it is a sentence, unless it is nothing but a mark without its colon.
    let is_set_off = !before.trim_end().ends_with(name);
    let has_outcomes = after.starts_with(|letter: char| !letter.is_lowercase())
        || ["true", "false"].iter().any(|value| after.starts_with(value));
    match word.to_ascii_lowercase().as_str() {
        "scenario" if after.is_empty() => Some(no_mark_yet(SCENARIO)),
        "scenarios" if after.is_empty() && is_set_off => Some(no_mark_yet(SCENARIO)),
        "outcomes" if after.is_empty() => Some(no_mark_yet(OUTCOMES)),
        "outcome" if after.is_empty() && is_set_off => Some(no_mark_yet(OUTCOMES)),
        "outcomes" | "outcome" if has_outcomes => {
            Some(no_mark_yet(&format!("`// racelab: outcomes {after}`")))
        }
        _ => None,
    }
}

fn no_mark_yet(written: &str) -> String {
    format!("this is no mark yet: it is written {written}, with two slashes and a colon")
}

/// What is said of a mark inside a longer comment, or after something else in its line.
fn misplaced(line: &str) -> Option<String> {
    let comment = match line.split_once("//") {
        // Not within a text.
        Some((before, comment)) if before.matches('"').count().is_multiple_of(2) => comment,
        Some(_) => return None,
        None => line.trim_start_matches('*'),
    };
    let rest = comment.trim_start().strip_prefix(NAME)?.trim_start().strip_prefix(':')?.trim();
    marked(rest.trim_end_matches("*/").trim_end()).ok()?;
    Some(format!("a mark stands in a line of its own above the function: write `// racelab: {rest}` there"))
}

/// Whether a word is the name but for one letter, two that have changed places, or a gap.
fn is_nearly_the_name(word: &str) -> bool {
    let word = word.to_ascii_lowercase().replace([' ', '-', '_'], "");
    let same = word.bytes().zip(NAME.bytes()).take_while(|(one, other)| one == other).count();
    let at_end = word.bytes().rev().zip(NAME.bytes().rev()).take_while(|(one, other)| one == other).count();
    word.len().abs_diff(NAME.len()) <= 1 && same + at_end + 2 >= word.len().max(NAME.len())
}

/// What comes after the name and its colon.
fn marked(rest: &str) -> Result<Mark, String> {
    let word = rest.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let after = rest[word.len()..].trim_start();
    match word {
        "scenario" if after.is_empty() => Ok(Mark { outcomes: Vec::new() }),
        "scenario" => {
            let outcomes = after.find("outcomes ").map(|at| format!("`// racelab: {}`", &after[at..]));
            Err(format!(
                "'{rest}' is no mark, as nothing follows `scenario`: write {SCENARIO}, or {} to say what is allowed",
                outcomes.as_deref().unwrap_or(OUTCOMES)
            ))
        }
        "outcomes" => match outcomes::listed(after) {
            Ok(outcomes) if outcomes.is_empty() => {
                Err(format!("this mark names no outcome: write {OUTCOMES}, or {SCENARIO} for any"))
            }
            Ok(outcomes) => Ok(Mark { outcomes }),
            Err(why) => Err(format!("{why}: write {OUTCOMES}, with a comma between two and nothing else")),
        },
        _ => {
            let written = match word.chars().next() {
                Some('s' | 'S') => SCENARIO.to_owned(),
                Some('o' | 'O') => OUTCOMES.to_owned(),
                _ => format!("{SCENARIO} or {OUTCOMES}"),
            };
            Err(format!("'{rest}' is no mark: write {written}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(line: &str) -> Vec<String> {
        read(line).unwrap().unwrap().outcomes
    }

    #[test]
    fn a_mark_is_a_comment_with_two_slashes_and_a_colon() {
        assert_eq!(outcomes("    //racelab: outcomes (0, 1), [2, 3]"), ["(0, 1)", "[2, 3]"]);
        assert_eq!(outcomes("// racelab:outcomes(0,1), None"), ["(0,1)", "None"]);
        assert!(outcomes("// racelab: scenario").is_empty());
        assert!(outcomes("//racelab :scenario").is_empty());
    }

    #[test]
    fn what_was_meant_as_a_mark_is_told_with_how_it_is_written() {
        for (line, told) in [
            ("// racelab: scenarios", "'scenarios' is no mark: write `// racelab: scenario`"),
            ("// racelab: Scenario", "write `// racelab: scenario`"),
            ("// racelab: outcome 1", "'outcome 1' is no mark: write `// racelab: outcomes (0, 0), (1, 1)`"),
            ("// racelab: allowed 1", "write `// racelab: scenario` or `// racelab: outcomes"),
            ("// racelab:", "write `// racelab: scenario` or"),
            ("// racelab: outcomes (1, 2", "in the outcome '(1, 2' a bracket or a quote is not closed"),
            ("// racelab: outcomes 1, 2)", "in the outcome '2)' a bracket or a quote is not closed"),
            ("// racelab: outcomes \"a", "a bracket or a quote is not closed"),
            ("// racelab: outcomes", "this mark names no outcome"),
            ("/// racelab: scenario", "it is written `// racelab: scenario`"),
            ("// Racelab: outcomes 1", "it is written `// racelab: outcomes 1`"),
            ("// racelab scenario", "it is written `// racelab: scenario`, with two slashes and a colon"),
            ("// racelab outcomes (1, 2)", "it is written `// racelab: outcomes (1, 2)`"),
            ("// racelab outcomes None, Some(7)", "it is written `// racelab: outcomes None, Some(7)`"),
            (
                "// racelab: scenario outcomes (0, 1)",
                "nothing follows `scenario`: write `// racelab: scenario`, or `// racelab: outcomes (0, 1)`",
            ),
            ("// racelab: scenario:", "nothing follows `scenario`"),
            ("// racelab: scenario,", "nothing follows `scenario`"),
            ("// racelab: scenario 1, 2", "or `// racelab: outcomes (0, 0), (1, 1)` to say what is allowed"),
            ("/* racelab: scenario */", "it is written `// racelab: scenario`, with two slashes"),
            ("/* racelab: outcomes */", "it is written `// racelab: outcomes (0, 0), (1, 1)`"),
            ("/** racelab: outcomes 1, 2 */", "it is written `// racelab: outcomes 1, 2`"),
            ("// racelab - outcomes", "it is written `// racelab: outcomes (0, 0), (1, 1)`"),
            ("// racelab; outcomes", "it is written `// racelab: outcomes"),
            ("// racelab; outcomes 1, 2", "it is written `// racelab: outcomes 1, 2`"),
            ("// racelabs: outcomes", "it is written `// racelab: outcomes"),
            ("// raclab: outcome 1", "it is written `// racelab: outcomes 1`"),
            ("// raeclab: scenario", "it is written `// racelab: scenario`"),
            ("// race-lab: scenario", "it is written `// racelab: scenario`"),
            ("// racelab::scenario", "write `// racelab: scenario` or"),
            ("fn one() {} // racelab: scenario", "stands in a line of its own above the function"),
            (" * racelab: outcomes 1", "write `// racelab: outcomes 1` there"),
            ("racelab: scenario", "stands in a line of its own"),
            (
                "// racelab: outcomes: (0, 1)",
                "': (0, 1)' is no outcome that `{:?}` prints: write `// racelab: outcomes",
            ),
            ("// racelab: outcomes (0, 1) or (1, 0)", "with a comma between two and nothing else"),
        ] {
            let said = read(line).unwrap_or_else(|| panic!("{line} passes unnoticed")).unwrap_err();
            assert!(said.contains(told), "{line}: {said}");
        }
    }

    #[test]
    fn other_comments_are_no_marks() {
        for line in [
            "// a scenario",
            "// racelab is a kit",
            "// racelab scenarios are small",
            "let racelab = 1;",
            "//! racelab explores it",
            "// é",
            "//! racelab: a kit",
            "// racelab - scenario tests for the lock",
            "// racelab scenarios",
            "// the racelab scenario",
            "// racelab's scenario",
            "let text = \"// racelab: scenario\";",
            "let text = \"// racelab: scenario",
            "racelab: scenario,",
            "*racelab = scenario;",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
