//! The mark of a scenario: a comment above a function, in a line of its own.
//!
//! ```text
//! // racelab: scenario                        any outcome will do: which are there?
//! // racelab: outcomes (0, 0), (1, 1)         these are allowed, and each has to occur
//! ```
//!
//! An outcome is written as `{:?}` prints it.

/// A mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// The outcomes that are allowed; none where any will do.
    pub outcomes: Vec<String>,
}

/// How a mark begins.
const BEGINS: &str = "racelab:";

/// All the marks of a text, each with its line, counted from 1.
pub fn all(text: &str) -> impl Iterator<Item = (usize, Mark)> {
    text.lines().enumerate().filter_map(|(index, line)| Some((index + 1, read(line)?)))
}

fn read(line: &str) -> Option<Mark> {
    let mark = line.trim().strip_prefix("//")?.trim_start().strip_prefix(BEGINS)?.trim();
    let (word, rest) = mark.split_once(char::is_whitespace).unwrap_or((mark, ""));
    match word {
        "scenario" => Some(Mark { outcomes: Vec::new() }),
        "outcomes" => Some(Mark { outcomes: split(rest) }),
        _ => None,
    }
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

    fn outcomes(line: &str) -> Option<Vec<String>> {
        read(line).map(|mark| mark.outcomes)
    }

    #[test]
    fn outcomes_are_split_at_commas_outside_of_brackets_and_quotes() {
        let read = |line| outcomes(line).unwrap();
        assert_eq!(read("// racelab: outcomes 1, 2"), ["1", "2"]);
        assert_eq!(read("    //racelab: outcomes (0, 1), [2, 3]"), ["(0, 1)", "[2, 3]"]);
        assert_eq!(read(r#"// racelab: outcomes "a, b", "\", c""#), [r#""a, b""#, r#""\", c""#]);
        assert!(read("// racelab: scenario").is_empty());
    }

    #[test]
    fn other_comments_are_no_marks() {
        for line in ["// a scenario", "// racelab is a kit", "let racelab = 1;", "/// racelab: scenario"] {
            assert_eq!(outcomes(line), None, "{line}");
        }
    }
}
