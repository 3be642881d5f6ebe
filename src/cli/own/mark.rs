//! The mark of a scenario: a comment above a function, in a line of its own.
//!
//! ```text
//! // racelab: scenario                        any outcome will do: which are there?
//! // racelab: outcomes (0, 0), (1, 1)         these are allowed, and each has to occur
//! ```
//!
//! An outcome is written as `{:?}` prints it. Several marks above a function count together. What was meant as a mark and is
//! none is bad input: without it, nothing or something else would be explored.

/// A mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// The outcomes that are allowed; none where any will do.
    pub outcomes: Vec<String>,
}

/// How a mark begins.
const BEGINS: &str = "racelab";

/// How marks are written.
const SCENARIO: &str = "`// racelab: scenario`";
const OUTCOMES: &str = "`// racelab: outcomes (0, 0), (1, 1)`";

/// All the marks of a text, each with its line, counted from 1; in place of one that is not written as it should be, what is
/// wrong with it.
pub fn all(text: &str) -> impl Iterator<Item = (usize, Result<Mark, String>)> {
    text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, read(line)?)))
}

fn read(line: &str) -> Option<Result<Mark, String>> {
    let comment = line.trim().strip_prefix("//")?;
    let (begins, rest) =
        comment.trim_start_matches(['/', '!']).trim_start().split_at_checked(BEGINS.len())?;
    if !begins.eq_ignore_ascii_case(BEGINS) {
        return None;
    }
    let (is_mark, rest) = match rest.trim_start().strip_prefix(':') {
        Some(rest) => (true, rest.trim()),
        // A sentence about racelab, unless it is nothing but a mark without its colon.
        None => (false, rest.trim()),
    };
    let word = rest.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let after = rest[word.len()..].trim_start();
    let looks_like_one = match word {
        "scenario" => after.is_empty(),
        "outcomes" => after.starts_with(|letter: char| !letter.is_alphabetic()),
        _ => false,
    };
    let is_plain = comment.trim_start().starts_with(BEGINS);
    match word {
        _ if !is_mark && !looks_like_one => None,
        _ if !is_mark || !is_plain => Some(Err(format!(
            "this is no mark yet: it is written `// racelab: {rest}`, with two slashes and a colon"
        ))),
        "scenario" => Some(Ok(Mark { outcomes: Vec::new() })),
        "outcomes" => Some(outcomes(after)),
        _ => {
            let written = match word.chars().next() {
                Some('s' | 'S') => SCENARIO.to_owned(),
                Some('o' | 'O') => OUTCOMES.to_owned(),
                _ => format!("{SCENARIO} or {OUTCOMES}"),
            };
            Some(Err(format!("'{rest}' is no mark: write {written}")))
        }
    }
}

fn outcomes(text: &str) -> Result<Mark, String> {
    let outcomes = split(text);
    match outcomes.iter().find(|outcome| !is_closed(outcome)) {
        _ if outcomes.is_empty() => {
            Err(format!("this mark names no outcome: write {OUTCOMES}, or {SCENARIO} for any"))
        }
        Some(open) => {
            Err(format!("in the outcome '{open}' a bracket or a quote is not closed: write {OUTCOMES}"))
        }
        None => Ok(Mark { outcomes }),
    }
}

/// Whether each bracket and each quote of an outcome has its counterpart.
fn is_closed(outcome: &str) -> bool {
    let count = |signs: &str| outcome.chars().filter(|&letter| signs.contains(letter)).count();
    // What is no Rust may yet be what `{:?}` prints.
    outcome.parse::<proc_macro2::TokenStream>().is_ok()
        || count("([{") == count(")]}") && count("\"").is_multiple_of(2)
}

/// Splits at commas, but not at those within brackets or quotes.
pub fn split(text: &str) -> Vec<String> {
    let (mut outcomes, mut depth, mut quoted, mut escaped) = (vec![String::new()], 0, false, false);
    for character in text.chars() {
        match character {
            '"' if !escaped => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                outcomes.push(String::new());
                continue;
            }
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        outcomes.last_mut().expect("there is one from the beginning").push(character);
    }
    outcomes.iter().map(|outcome| outcome.trim().to_owned()).filter(|outcome| !outcome.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(line: &str) -> Vec<String> {
        read(line).unwrap().unwrap().outcomes
    }

    #[test]
    fn outcomes_are_split_at_commas_outside_of_brackets_and_quotes() {
        assert_eq!(outcomes("// racelab: outcomes 1, 2"), ["1", "2"]);
        assert_eq!(outcomes("    //racelab: outcomes (0, 1), [2, 3]"), ["(0, 1)", "[2, 3]"]);
        assert_eq!(outcomes(r#"// racelab: outcomes "a, b", "\", c""#), [r#""a, b""#, r#""\", c""#]);
        assert_eq!(outcomes("// racelab:outcomes(0, 1), None"), ["(0, 1)", "None"]);
        assert_eq!(outcomes("// racelab: outcomes \"it's (\", -1.5, '('"), ["\"it's (\"", "-1.5", "'('"]);
        assert!(outcomes("// racelab: scenario").is_empty());
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
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
