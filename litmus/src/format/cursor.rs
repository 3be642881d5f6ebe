//! Tokens read one after the other, within the limits on a test's size.

use super::error::{ParseError, Parsed, Position, wrong};
use super::lexer::Token;
use super::{MOST_NESTED, MOST_PARTS};
use crate::test::{Integer, Value};

/// The tokens and how far they are read.
pub(super) struct Cursor {
    tokens: Vec<(Token, Position)>,
    next: usize,
    depth: usize,
    parts: usize,
}

impl Cursor {
    /// Begins with the first. The last is the end.
    pub fn new(tokens: Vec<(Token, Position)>) -> Self {
        Cursor { tokens, next: 0, depth: 0, parts: 0 }
    }

    /// The place of the next one.
    pub fn place(&self) -> usize {
        self.next
    }

    /// Goes on reading at another place.
    pub fn jump(&mut self, place: usize) {
        self.next = place;
    }

    /// All of them, read or not.
    pub fn tokens(&self) -> &[(Token, Position)] {
        &self.tokens
    }

    /// Those that are not yet read.
    pub fn ahead(&self) -> &[(Token, Position)] {
        &self.tokens[self.next..]
    }

    /// The next one.
    pub fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    /// The one after the next.
    pub fn peek_second(&self) -> &Token {
        &self.tokens[(self.next + 1).min(self.tokens.len() - 1)].0
    }

    /// Where the next one stands.
    pub fn at(&self) -> Position {
        self.tokens[self.next].1
    }

    /// Reads it. At the end it stays there.
    pub fn take(&mut self) -> Token {
        let token = self.tokens[self.next].0.clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    /// Whether a symbol is next.
    pub fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(next) if *next == symbol)
    }

    /// Whether a word is next.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(next) if next == word)
    }

    /// Reads a symbol if it is next, and says whether it was.
    pub fn takes(&mut self, symbol: &str) -> bool {
        let is_next = self.is(symbol);
        if is_next {
            self.take();
        }
        is_next
    }

    /// Reads a word if it is next, and says whether it was.
    pub fn takes_word(&mut self, word: &str) -> bool {
        let is_next = self.is_word(word);
        if is_next {
            self.take();
        }
        is_next
    }

    /// The symbol that has to be next; `why` completes the sentence.
    pub fn expect(&mut self, symbol: &str, why: &str) -> Parsed<()> {
        if self.takes(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}` {why}"))) }
    }

    /// The word that has to be next, and where it stands.
    pub fn word(&mut self, what: &str) -> Parsed<(String, Position)> {
        let at = self.at();
        match self.peek() {
            Token::Word(word) => {
                let word = word.clone();
                self.take();
                Ok((word, at))
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// The number that has to be next, with its sign.
    pub fn value(&mut self, what: &str) -> Parsed<Value> {
        let at = self.at();
        let negative = self.takes("-");
        let Token::Number(number, _) = *self.peek() else { return Err(self.unexpected(what)) };
        self.take();
        let value = if negative { -Value::from(number) } else { Value::from(number) };
        match Integer::ALL.into_iter().any(|integer| integer.holds(value)) {
            true => Ok(value),
            false => wrong(at, "this number does not fit: values have up to 64 bits"),
        }
    }

    /// The error that something else was expected than what is next.
    pub fn unexpected(&self, expected: &str) -> ParseError {
        ParseError { at: self.at(), message: format!("expected {expected}, found {}", self.peek().named()) }
    }

    /// Counts a part of the test: one more operator, statement or term.
    pub fn count(&mut self) -> Parsed<()> {
        self.parts += 1;
        // Some of it may go again; what is left is counted when all is read.
        if self.parts > 4 * MOST_PARTS {
            let message = "statements, variables, operators and terms";
            return wrong(self.at(), format!("the test has more than {MOST_PARTS} {message}"));
        }
        Ok(())
    }

    /// Goes one level deeper, unless it is too deep already. Whoever calls it calls [`leave`](Cursor::leave).
    pub fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        // Likewise: parentheses that change nothing go.
        if self.depth > 3 * MOST_NESTED {
            return wrong(
                self.at(),
                format!("more than {MOST_NESTED} parentheses or blocks inside each other"),
            );
        }
        Ok(())
    }

    /// Goes back up.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }
}
