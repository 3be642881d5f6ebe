//! The outcomes that a mark allows: whether each is one that `{:?}` could print, and which of them an execution ended with.
//!
//! White space does not count: `(0,1)` and `(0, 1)` are the same outcome.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{ReturnType, Type};

/// The outcomes in a list; in place of them, what is wrong.
pub fn listed(text: &str) -> Result<Vec<String>, String> {
    if let Some(open) = split(text).into_iter().find(|outcome| !is_closed(outcome)) {
        return Err(format!("in the outcome '{open}' a bracket or a quote is not closed"));
    }
    let refused = |outcome: &str| format!("'{}' is no outcome that `{{:?}}` prints", outcome.trim());
    let tokens: Vec<_> = text.parse::<TokenStream>().map_err(|_| refused(text))?.into_iter().collect();
    let outcomes = tokens.split(|token| is_sign(token, ',')).filter(|outcome| !outcome.is_empty());
    let texts = outcomes.map(|outcome| match written(text, outcome) {
        written if is_value(outcome) && has_plain_numbers(outcome) => Ok(written),
        written => Err(refused(&written)),
    });
    let texts = texts.collect::<Result<Vec<_>, _>>()?;
    // Comments are no tokens.
    let read: TokenStream = tokens.into_iter().collect();
    if plain(&read.to_string()) != plain(text) { Err(refused(text)) } else { Ok(texts) }
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

/// Whether each bracket and each quote of an outcome has its counterpart.
fn is_closed(outcome: &str) -> bool {
    let count = |signs: &str| outcome.chars().filter(|&letter| signs.contains(letter)).count();
    outcome.parse::<TokenStream>().is_ok() || count("([{") == count(")]}") && count("\"").is_multiple_of(2)
}

/// Whether this is one value: a number, a text, a variant, a struct, a tuple, a collection or a range of them.
fn is_value(tokens: &[TokenTree]) -> bool {
    use TokenTree::{Group, Ident, Literal};
    let dots = tokens.windows(2).position(|two| two.iter().all(|token| is_sign(token, '.')));
    match (dots, tokens) {
        (Some(dots), _) => {
            let (begin, end) = (&tokens[..dots], &tokens[dots + 2..]);
            let end = if end.first().is_some_and(|token| is_sign(token, '=')) { &end[1..] } else { end };
            (begin.is_empty() || is_value(begin)) && (end.is_empty() || is_value(end))
        }
        (None, [Literal(_) | Ident(_) | Group(_)]) => true,
        (None, [minus, Literal(_) | Ident(_)]) if is_sign(minus, '-') => true,
        (None, [name @ Ident(_), Group(fields)]) => match fields.delimiter() {
            // `are (0, 1)` has one word too many.
            Delimiter::Parenthesis => name.span().end() == fields.span_open().start(),
            Delimiter::Brace => true,
            Delimiter::Bracket | Delimiter::None => false,
        },
        _ => false,
    }
}

/// Whether each number is written as it is printed: not `1_000`, `7u32` or `2.`, which may be the end of a sentence.
fn has_plain_numbers(tokens: &[TokenTree]) -> bool {
    tokens.iter().all(|token| match token {
        TokenTree::Group(group) => has_plain_numbers(&group.stream().into_iter().collect::<Vec<_>>()),
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            let is_number = text.starts_with(|letter: char| letter.is_ascii_digit());
            !is_number
                || text.starts_with("0x")
                || !text.ends_with('.') && !text.contains(['_', 'u', 'i', 'f'])
        }
        TokenTree::Ident(_) | TokenTree::Punct(_) => true,
    })
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// What these tokens are in the line that they are read from.
fn written(text: &str, tokens: &[TokenTree]) -> String {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return String::new() };
    let (start, end) = (first.span().start().column, last.span().end().column);
    text.chars().skip(start).take(end - start).collect()
}

/// Why an outcome is none of what a function returns, if that shows.
pub fn unlike(outcome: &str, returned: &ReturnType) -> Option<String> {
    let ReturnType::Type(_, of) = returned else { return None };
    let (what, begin) = match &**of {
        Type::Tuple(_) => ("a tuple", '('),
        Type::Array(_) => ("an array", '['),
        Type::Path(path) if path.path.segments.last().is_some_and(|name| name.ident == "Vec") => {
            ("a Vec", '[')
        }
        _ => return None,
    };
    (!outcome.starts_with(begin)).then(|| {
        format!(
            "'{outcome}' is no outcome of this scenario, which returns {what}: write it as `{{:?}}` prints it, with '{begin}' \
             first"
        )
    })
}

/// What an execution ended with, as it is written among the outcomes that are allowed, if it is.
pub fn as_marked(outcome: String, allowed: &[String]) -> String {
    if allowed.contains(&outcome) {
        return outcome;
    }
    let printed = plain(&outcome);
    allowed.iter().find(|allowed| plain(allowed) == printed).cloned().unwrap_or(outcome)
}

/// Without white space, but for that in quotes or between two words.
fn plain(text: &str) -> String {
    let is_of_word = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    let (mut plain, mut rest) = (String::new(), text.trim_start());
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '"' => quoted(rest, '"').unwrap_or(1),
            '\'' => quoted(rest, '\'').unwrap_or(1),
            letter => letter.len_utf8(),
        };
        plain += &rest[..length];
        let after = rest[length..].trim_start();
        let has_space = after.len() < rest.len() - length;
        if has_space && is_of_word(&letter) && after.chars().next().is_some_and(|next| is_of_word(&next)) {
            plain.push(' ');
        }
        rest = after;
    }
    plain
}

/// How long the text in quotes is that this begins with; of single quotes, only those of one character.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (index, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            letter if letter == quote => return Some(index + 1),
            // `'a'`, `'\u{301}'`; an apostrophe has no counterpart.
            _ if quote == '\''
                && !text.starts_with("'\\")
                && !text[index + letter.len_utf8()..].starts_with('\'') =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_split_at_commas_outside_of_brackets_and_quotes() {
        for (text, outcomes) in [
            ("1, 2", &["1", "2"][..]),
            ("(0, 1), [2, 3],", &["(0, 1)", "[2, 3]"]),
            (r#""a, b", "\", c""#, &[r#""a, b""#, r#""\", c""#]),
            ("\"it's (\", -1.5, '(', ',', \"é\", 7", &["\"it's (\"", "-1.5", "'('", "','", "\"é\"", "7"]),
            ("None, Some( 7 ), Pair { a: 1 , b: -2 }", &["None", "Some( 7 )", "Pair { a: 1 , b: -2 }"]),
            ("{1, 2}, {\"a\": 1}", &["{1, 2}", "{\"a\": 1}"]),
            ("1.5ms, 1.5µs, 0x7f, NaN, -inf, 1e16", &["1.5ms", "1.5µs", "0x7f", "NaN", "-inf", "1e16"]),
            ("0..3, 1..=2, ..", &["0..3", "1..=2", ".."]),
            ("Err(\"a // b\"), \"/*\"", &["Err(\"a // b\")", "\"/*\""]),
        ] {
            assert_eq!(listed(text).unwrap(), outcomes, "{text}");
        }
    }

    #[test]
    fn what_no_debug_prints_is_no_outcome() {
        for text in [
            ": (0, 1)",
            "= (0, 1)",
            "are (0, 1)",
            "(0, 1) (1, 0)",
            "(0, 1) or (1, 0)",
            "(0, 1) | (1, 0)",
            "(0, 1); (1, 0)",
            "(0, 1);",
            "(0, 1).",
            "(0, 1) // only this",
            "(0, 1) /* only this */, (1, 0)",
            "(0, /* one */ 1)",
            "1 2",
            "1, 2.",
            "None Some(7)",
            "Order::Less",
            "1_000",
            "(7u32, 1)",
            "it's",
        ] {
            let said = listed(text).expect_err(text);
            assert!(said.contains("is no outcome that `{:?}` prints"), "{text}: {said}");
        }
    }

    #[test]
    fn an_outcome_is_compared_without_its_white_space() {
        for (printed, marked) in [
            ("(0, 1)", "(0,1)"),
            ("Some(7)", "Some( 7 )"),
            ("Pair { a: 1, b: 'x' }", "Pair{a:1,b:'x'}"),
            ("(\"a b\", ' ')", "(\"a b\",' ')"),
        ] {
            assert_eq!(as_marked(printed.to_owned(), &[marked.to_owned()]), marked);
        }
        for (printed, marked) in [
            ("\"a b\"", "\"ab\""),
            ("\"a\\\" b\"", "\"a\\\"b\""),
            ("' '", "''"),
            ("1 2", "12"),
            ("(1, 2)", "(1, 3)"),
        ] {
            assert_eq!(as_marked(printed.to_owned(), &[marked.to_owned()]), printed);
        }
    }

    #[test]
    fn an_outcome_begins_as_its_type_does() {
        for (outcome, returned, told) in [
            ("{(0, 1)}", "-> (u32, u32)", Some("a tuple: write it as `{:?}` prints it, with '(' first")),
            ("0", "-> (u32, u32)", Some("with '(' first")),
            ("(0, 1)", "-> [u32; 2]", Some("with '[' first")),
            ("0", "-> Vec<u32>", Some("with '[' first")),
            ("(0, 1)", "-> (u32, u32)", None),
            ("{(0, 1)}", "-> BTreeSet<(u32, u32)>", None),
            ("[1]", "-> std::vec::Vec<u32>", None),
            ("anything", "-> impl Debug", None),
            ("()", "", None),
        ] {
            let said = unlike(outcome, &syn::parse_str(returned).unwrap());
            assert_eq!(said.is_some(), told.is_some(), "{outcome} {returned}");
            assert!(said.unwrap_or_default().contains(told.unwrap_or_default()), "{outcome} {returned}");
        }
    }
}
