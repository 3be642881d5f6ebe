//! The types of C that are understood: its integers, made of words. What each word says is in `type_names`.

use super::cursor::Cursor;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::parser::POINTERS;
use super::type_names::{Part, part, unsigned};
use crate::test::Integer;

/// What the words of a type say.
#[derive(Clone, Copy, Default)]
pub(super) struct Type {
    /// Whether accesses to it would be atomic in C.
    pub atomic: bool,
    /// What it holds.
    pub integer: Integer,
    /// Whether C leaves its width open, or whether it has values below 0.
    pub is_open: bool,
    /// Whether it has 128 bits in C, of which 64 are left here.
    pub is_wide: bool,
}

/// The words of a type as far as they are read.
#[derive(Default)]
struct Words {
    atomic: bool,
    signed: Option<bool>,
    base: Option<Integer>,
    whole: Option<Type>,
    /// How often `long` was there.
    longs: usize,
    is_wide: bool,
}

impl Words {
    /// Takes one more. Says whether they still make a type.
    fn take(&mut self, part: Part) -> bool {
        use Integer::{Bool, I16, I32, I64};
        match part {
            Part::Nothing => {}
            Part::Atomic => self.atomic = true,
            Part::Signed(signed) if self.signed.is_none() => self.signed = Some(signed),
            Part::Wide(integer) if self.base.is_none() => {
                (self.base, self.is_wide) = (Some(integer), true);
            }
            Part::Whole(found) if self.whole.is_none() => self.whole = Some(found),
            Part::Base(new) => {
                self.longs += usize::from(new == I64);
                self.base = Some(match (self.base, new) {
                    (None, new) => new,
                    // `long int`, and `int long`.
                    (Some(other @ (I16 | I64)), I32) | (Some(I32), other @ (I16 | I64)) => other,
                    (Some(I64), I64) if self.longs == 2 => I64,
                    _ => return false,
                });
            }
            Part::Signed(_) | Part::Wide(_) | Part::Whole(_) => return false,
        }
        let is_alone = self.whole.is_some() || self.base == Some(Bool);
        let has_base = self.whole.is_some() && self.base.is_some();
        !(is_alone && self.signed.is_some() || has_base)
    }

    /// The type that they make: an `int`, if they do not say.
    fn found(&self) -> Type {
        if let Some(whole) = self.whole {
            return Type { atomic: whole.atomic || self.atomic, ..whole };
        }
        let base = self.base.unwrap_or_default();
        let integer = if self.signed == Some(false) { unsigned(base) } else { base };
        let is_open = base == Integer::I8 && self.signed.is_none() || base == Integer::I64 && self.longs == 1;
        Type { atomic: self.atomic, integer, is_open, is_wide: self.is_wide }
    }
}

/// Whether a word is part of a type.
pub(super) fn is_part_of_type(word: &str) -> bool {
    part(word).is_some()
}

impl Cursor {
    /// Whether a word of a type is next.
    pub fn is_type(&self) -> bool {
        matches!(self.peek(), Token::Word(word) if is_part_of_type(word))
    }

    /// The words of a type: `int`, `unsigned long`, `_Atomic(int)`, `volatile int`; up to what is no such word.
    pub fn words_of_type(&mut self) -> Parsed<Type> {
        let at = self.at();
        let (mut words, mut seen) = (Words::default(), Vec::new());
        let mut open: Vec<Position> = Vec::new();
        loop {
            if self.is("(") {
                open.push(self.at());
                self.take();
            } else if self.is(")") && open.pop().is_some() {
                self.take();
            } else if let (Token::Word(word), at) = (self.peek().clone(), self.at()) {
                let Some(part) = part(&word) else {
                    // A name follows the type.
                    if !seen.is_empty() && open.is_empty() && !self.is_second_type_or_star() {
                        return Ok(words.found());
                    }
                    return wrong(
                        at,
                        format!(
                            "the type {} is not supported: there are C's integers, atomic or not",
                            quoted(&word)
                        ),
                    );
                };
                if seen.contains(&word) && word != "long" {
                    return wrong(at, format!("{} twice in one type", quoted(&word)));
                } else if !words.take(part) {
                    return wrong(at, format!("{} makes no type with the words before it", quoted(&word)));
                }
                seen.push(word);
                self.take();
            } else if let Some(open) = open.pop() {
                return wrong(open, "this parenthesis is not closed");
            } else if seen.is_empty() {
                return wrong(at, "expected a type: `atomic_int` or `int`");
            } else {
                return Ok(words.found());
            }
        }
    }

    /// Whether the word that is next must be part of a type, going by what comes after it.
    fn is_second_type_or_star(&self) -> bool {
        matches!(self.peek_second(), Token::Symbol("*")) || matches!(self.peek_second(), Token::Word(_))
    }

    /// The type in the parentheses of a cast, which have been opened.
    pub fn type_of_cast(&mut self) -> Parsed<Type> {
        let found = self.words_of_type()?;
        if self.is("*") {
            return wrong(self.at(), POINTERS);
        }
        self.expect(")", "after the type")?;
        Ok(found)
    }
}
