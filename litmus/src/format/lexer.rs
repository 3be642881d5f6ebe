//! From characters to tokens: words, numbers and symbols, each with its place. Comments go.

use super::error::{Parsed, Position, quoted, wrong};
use crate::test::Integer;

/// The least piece of a text that means something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword.
    Word(String),
    /// A number of up to 64 bits, and its type in C: by its suffix, or by its size.
    Number(u64, Integer),
    /// Punctuation or an operator.
    Symbol(&'static str),
    /// After the last one.
    End,
}

impl Token {
    /// As an error message calls it.
    pub fn named(&self) -> String {
        match self {
            Token::Word(word) => quoted(word),
            Token::Number(number, _) => format!("`{number}`"),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end of the text".to_owned(),
        }
    }
}

/// Those that begin like a shorter one come before it.
const SYMBOLS: [&str; 46] = [
    "/\\", "\\/", "=>", "==", "!=", "<>", "<=", ">=", "&&", "||", "->", "<<", ">>", "++", "--", "+=", "-=",
    "*=", "&=", "|=", "^=", "(", ")", "{", "}", "[", "]", ";", ",", ":", "*", "&", "|", "^", "+", "-", "=",
    "<", ">", "!", "~", "/", "%", ".", "?", "\"",
];

/// A text and how far it is read.
pub(super) struct Lexer<'text> {
    rest: &'text str,
    at: Position,
}

impl<'text> Lexer<'text> {
    /// Begins at the beginning.
    pub fn new(text: &'text str) -> Self {
        Lexer { rest: text, at: Position { line: 1, column: 1 } }
    }

    /// Where it is.
    pub fn at(&self) -> Position {
        self.at
    }

    /// What is not yet read.
    pub fn rest(&self) -> &'text str {
        self.rest
    }

    /// Reads so many bytes, which end between two characters.
    pub fn take(&mut self, bytes: usize) -> &'text str {
        let (taken, rest) = self.rest.split_at(bytes);
        for character in taken.chars() {
            match character {
                '\n' => self.at = Position { line: self.at.line + 1, column: 1 },
                _ => self.at.column += 1,
            }
        }
        self.rest = rest;
        taken
    }

    /// Reads the characters that come first and are of a kind.
    pub fn take_while(&mut self, kind: impl Fn(char) -> bool) -> &'text str {
        self.take(self.rest.find(|character| !kind(character)).unwrap_or(self.rest.len()))
    }

    /// Skips space and comments. `(*` begins one outside the threads only, for in C it may be that a
    /// parenthesis opens before a pointer: `if (*x == 1)`.
    pub fn skip(&mut self, in_thread: bool) -> Parsed<()> {
        loop {
            self.take_while(char::is_whitespace);
            if self.rest.starts_with("//") {
                self.take_while(|character| character != '\n');
            } else if self.rest.starts_with("/*") {
                self.skip_comment("/*", "*/")?;
            } else if self.rest.starts_with("(*") && !in_thread {
                self.skip_comment("(*", "*)")?;
            } else {
                return Ok(());
            }
        }
    }

    fn skip_comment(&mut self, opening: &str, closing: &str) -> Parsed<()> {
        let start = self.at;
        // In OCaml's comments, which herd has, others may stand; in C's they may not.
        let nests = opening == "(*";
        let mut depth = 0;
        loop {
            if self.rest.starts_with(opening) && (nests || depth == 0) {
                depth += 1;
                self.take(opening.len());
            } else if self.rest.starts_with(closing) {
                depth -= 1;
                self.take(closing.len());
            } else if let Some(character) = self.rest.chars().next() {
                self.take(character.len_utf8());
            } else {
                return wrong(start, format!("this comment has no end: {closing} is missing"));
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// All tokens from here to the end, and the end itself.
    pub fn tokens(mut self) -> Parsed<Vec<(Token, Position)>> {
        let mut tokens = Vec::new();
        // The first block is the initial state. Those after it are threads.
        let (mut depth, mut blocks) = (0usize, 0);
        loop {
            self.skip(depth > 0 && blocks > 1)?;
            let at = self.at;
            let token = self.token()?;
            match token {
                Token::Symbol("{") => {
                    blocks += usize::from(depth == 0);
                    depth += 1;
                }
                Token::Symbol("}") => depth = depth.saturating_sub(1),
                _ => {}
            }
            let end = token == Token::End;
            tokens.push((token, at));
            if end {
                return Ok(tokens);
            }
        }
    }

    fn token(&mut self) -> Parsed<Token> {
        let is_part_of_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        if first.is_ascii_digit() {
            let at = self.at;
            return number(self.take_while(is_part_of_word), at);
        }
        if is_part_of_word(first) {
            return Ok(Token::Word(self.take_while(is_part_of_word).to_owned()));
        }
        match SYMBOLS.into_iter().find(|symbol| self.rest.starts_with(symbol)) {
            Some(symbol) => {
                self.take(symbol.len());
                Ok(Token::Symbol(symbol))
            }
            None => wrong(self.at, format!("the character {first:?} has no meaning here")),
        }
    }
}

/// A number as C has it, with or without a suffix that says how wide it is.
fn number(digits: &str, at: Position) -> Parsed<Token> {
    let bare = digits.trim_end_matches(['u', 'U', 'l', 'L']);
    let hexadecimal = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X"));
    let has_suffix = bare.len() < digits.len();
    let is_suffix = || {
        let suffix = digits[bare.len()..].to_ascii_lowercase();
        matches!(suffix.as_str(), "u" | "l" | "ul" | "lu" | "ll" | "ull" | "llu")
    };
    let value = match hexadecimal {
        _ if has_suffix && !is_suffix() => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()
        }
        Some(_) => None,
        None => bare.parse().ok(),
    };
    let octal = bare.starts_with('0').then(|| u64::from_str_radix(bare, 8).ok());
    match value {
        Some(value) if hexadecimal.is_none() && octal.is_some_and(|octal| octal != Some(value)) => {
            let message = "C reads a number that begins with 0 as octal, herd as decimal: leave out the 0";
            wrong(at, format!("{}: {message}", quoted(digits)))
        }
        Some(value) => {
            let suffix = digits[bare.len()..].to_ascii_lowercase();
            match type_of(value, &suffix, hexadecimal.is_some()) {
                Some(integer) => Ok(Token::Number(value, integer)),
                None => {
                    wrong(at, format!("{} does not fit C's `long`: write a `u` after it", quoted(digits)))
                }
            }
        }
        None => wrong(at, format!("{} is not a number of up to 64 bits", quoted(digits))),
    }
}

/// The type of a number in C: the first that holds it, of those that its suffix leaves. Of a decimal one without a
/// `u` it is a signed one; C has none if that is too narrow.
fn type_of(value: u64, suffix: &str, is_hexadecimal: bool) -> Option<Integer> {
    let (unsigned, long) = (suffix.contains('u'), suffix.contains('l'));
    let fits = |integer: &Integer| {
        (unsigned || is_hexadecimal || integer.is_signed())
            && (!unsigned || !integer.is_signed())
            && (!long || integer.bits() == 64)
            && integer.holds(value.into())
    };
    [Integer::I32, Integer::U32, Integer::I64, Integer::U64].into_iter().find(fits)
}
