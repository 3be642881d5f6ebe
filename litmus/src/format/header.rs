//! What stands before the first brace: the architecture, the name, and what the test is about.

use super::error::{Parsed, quoted, wrong};
use super::lexer::Lexer;

/// The head of a test.
pub(super) struct Header {
    pub name: String,
    pub about: Option<String>,
}

/// The most letters of a test's name.
const LONGEST_NAME: usize = 200;

/// Reads up to the brace that opens the initial state.
///
/// herd's generators leave lines here such as `Cycle=PodWR Fre` or `Orig=...`: they say how the test
/// was made, and are skipped.
pub(super) fn header(lexer: &mut Lexer<'_>) -> Parsed<Header> {
    lexer.skip(false)?;
    let at = lexer.at();
    match lexer.take_while(|character| !character.is_whitespace() && character != '{') {
        "C" => {}
        "" => return wrong(at, "there is no litmus test here: one begins with `C` and its name"),
        other => {
            let other = quoted(other);
            return wrong(at, format!("a test in C11 begins with `C` and its name, this one with {other}"));
        }
    }
    lexer.take_while(|character| character == ' ' || character == '\t');
    let at = lexer.at();
    let name = lexer.take_while(|character| !character.is_whitespace() && character != '{').to_owned();
    if name.is_empty() {
        return wrong(at, "the test has no name: it stands after `C`, on the same line");
    }
    if name.chars().count() > LONGEST_NAME {
        return wrong(at, format!("the test's name {} has more than {LONGEST_NAME} letters", quoted(&name)));
    }
    let mut about = None;
    loop {
        lexer.skip(false)?;
        let at = lexer.at();
        if lexer.rest().starts_with('{') {
            return Ok(Header { name, about });
        } else if lexer.rest().starts_with('"') {
            lexer.take(1);
            let text = lexer.take_while(|character| character != '"');
            if lexer.rest().is_empty() {
                return wrong(at, "this text has no end: \" is missing");
            }
            lexer.take(1);
            // A text over several lines becomes one.
            about = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
        } else {
            let line = lexer.take_while(|character| character != '\n' && character != '{');
            let key = line.split_once('=').map_or("", |(key, _)| key);
            if key.is_empty() || !key.chars().all(|character| character.is_ascii_alphanumeric()) {
                return wrong(at, "after the name the initial state is expected: `{ x = 0; }` or `{}`");
            }
        }
    }
}
