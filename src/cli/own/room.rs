//! Room for a parser. It calls itself for every level of a text, as does whoever walks over what it has found; and a
//! text may have as many levels as it has letters.

use std::iter::Peekable;
use std::thread::{Builder, scope};

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use racelab::report::NO_THREADS;

/// So many levels at most, which is several times what anybody writes.
const MOST: usize = 1_000;

/// The stack for that. It is taken as it is used.
const STACK: usize = 64 << 20;

/// Does `work` where there is room for [`MOST`] levels.
pub fn with_room<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    scope(|scope| match Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // std's own words, which the program ends at.
        Err(error) => panic!("failed to spawn thread: {error}; {NO_THREADS}"),
    })
}

/// The rest of what stands between two brackets.
struct Level {
    rest: Peekable<IntoIter>,
    /// The tokens of the statement so far. Each may be a level: in `!!!x`, in `a + b + c`, in `else if`.
    tokens: usize,
    /// Whether the next token begins another statement.
    ends: bool,
    /// Whether a `#` came last: an attribute is no level.
    attribute: bool,
}

impl Level {
    fn of(stream: TokenStream) -> Level {
        Level { rest: stream.into_iter().peekable(), tokens: 0, ends: false, attribute: false }
    }
}

/// Whether there are more levels in the text than there is room for. A text that is no Rust at all has none.
pub fn is_too_deep(text: &str) -> bool {
    // What reads tokens and what drops them calls itself for no level.
    let Ok(stream) = text.parse::<TokenStream>() else { return false };
    let (mut open, mut deep) = (vec![Level::of(stream)], 0);
    while let Some(level) = open.last_mut() {
        let next = level.rest.next();
        if next.is_none() || level.ends {
            deep -= level.tokens;
            (level.tokens, level.ends) = (0, false);
        }
        let Some(tree) = next else {
            open.pop();
            continue;
        };
        match &tree {
            TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';') => level.ends = true,
            TokenTree::Punct(sign) if sign.as_char() == '#' => level.attribute = true,
            TokenTree::Punct(sign) if sign.as_char() == '!' && level.attribute => {}
            TokenTree::Group(_) if level.attribute => level.attribute = false,
            _ => {
                level.attribute = false;
                level.tokens += 1;
                deep += 1;
            }
        }
        if deep > MOST {
            return true;
        }
        if let TokenTree::Group(group) = tree {
            level.ends = group.delimiter() == Delimiter::Brace && begins_another(level.rest.peek());
            open.push(Level::of(group.stream()));
        }
    }
    false
}

/// Whether this token after a block can only begin something new, and does not go on with what the block is part of.
fn begins_another(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Ident(word)) => word != "else" && word != "as",
        Some(TokenTree::Punct(sign)) => sign.as_char() == '#',
        Some(TokenTree::Literal(_) | TokenTree::Group(_)) | None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_too_deep, with_room};

    fn many(before: &str, piece: &str, after: &str) -> String {
        format!("fn main() {{ let x = {before}{}{after}; }}", piece.repeat(20_000))
    }

    #[test]
    fn what_would_overflow_a_parsers_stack_is_too_deep() {
        for text in [
            many("", "(", &format!("1{}", ")".repeat(20_000))),
            many("", "!", "true"),
            many("", "1 + ", "1"),
            many("1", ".a()", ""),
            many("", "if a {} else ", "{}"),
            many("", "#[a] !", "true"),
            many("{}", " + {}", ""),
            many("1", " as u8", ""),
            many("1 as ", "Vec<", &format!("u8{}", ">".repeat(20_000))),
            many("", "|| ", "1"),
            "mod m { ".repeat(20_000) + &"}".repeat(20_000),
        ] {
            assert!(is_too_deep(&text), "{}", &text[..60]);
        }
    }

    #[test]
    fn what_is_only_long_is_not() {
        for text in [
            "fn f() { g(1, 2); }\n".repeat(20_000),
            "/// A line.\n".repeat(20_000) + "fn f() {}",
            format!("fn f() {{ match x {{ {} }} }}", "1 => {} ".repeat(20_000)),
            format!("const X: [u8; 20_000] = [{}];", "1, ".repeat(20_000)),
            format!("fn f() {{ {} }}", "if a {} ".repeat(20_000)),
        ] {
            assert!(!is_too_deep(&text), "{}", &text[..60]);
            assert!(with_room(|| syn::parse_file(&text).is_ok()), "{}", &text[..60]);
        }
        for text in [include_str!("../arguments.rs"), include_str!("mod.rs"), "fn f( {", "\"", ""] {
            assert!(!is_too_deep(text));
        }
    }
}
