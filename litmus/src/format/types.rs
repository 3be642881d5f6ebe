//! The types of C that are understood, all of which are taken for `int`.

use super::cursor::Cursor;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::parser::POINTERS;
use crate::test::{Expression, Value};

/// What the words of a type say.
#[derive(Clone, Copy, Default)]
pub(super) struct Type {
    /// Whether accesses to it would be atomic in C.
    pub atomic: bool,
    /// Whether it is another type than `int`.
    pub other_width: bool,
    /// How many bits it has, if fewer than `int`.
    pub bits: Option<u32>,
    /// Whether it has no values below 0.
    pub unsigned: bool,
}

impl Type {
    /// Whether C would keep this constant as it is. A variable is an `int` here, so another constant is refused.
    pub fn holds(&self, value: Value) -> bool {
        let value = i64::from(value);
        match (self.bits, self.unsigned) {
            (Some(bits), true) => (0..1 << bits).contains(&value),
            (Some(bits), false) => (-(1 << (bits - 1))..1 << (bits - 1)).contains(&value),
            (None, true) => value >= 0,
            (None, false) => true,
        }
    }

    /// Refuses a value that is a constant and does not fit. What arithmetic makes of others is not looked at.
    pub fn check(&self, value: &Expression, at: Position) -> Parsed<()> {
        match value {
            Expression::Constant(value) if !self.holds(*value) => wrong(
                at,
                format!("{value} does not fit this type: C would change it, and all types are `int` here"),
            ),
            _ => Ok(()),
        }
    }
}

/// How many bits a word's type has, if they are fewer than `int`'s.
fn bits(word: &str) -> Option<u32> {
    match word {
        "bool" | "_Bool" => Some(1),
        "char" | "schar" | "uchar" | "int8_t" | "uint8_t" => Some(8),
        "short" | "ushort" | "int16_t" | "uint16_t" => Some(16),
        _ => None,
    }
}

/// Whether a word's type has no values below 0.
fn is_unsigned(word: &str) -> bool {
    word.starts_with('u') || word == "size_t" || word == "__uint128_t" || matches!(word, "bool" | "_Bool")
}

/// What one word says, if it is part of a type that is understood.
fn part(word: &str) -> Option<Type> {
    let of = |atomic, other_width| Some(Type { atomic, other_width, ..Type::default() });
    match word {
        "int" | "int32_t" | "signed" | "volatile" | "const" | "register" => of(false, false),
        "atomic_int" | "_Atomic" => of(true, false),
        // A mutex is an int that is 0 while nobody has it; `atomic_t` is Linux's int.
        "mtx_t" | "spinlock_t" | "pthread_mutex_t" | "atomic_t" => of(true, false),
        _ => {
            let plain = word.strip_prefix("atomic_").unwrap_or(word);
            OTHER_WIDTHS.contains(&plain).then(|| Type {
                atomic: plain != word,
                other_width: true,
                bits: bits(plain),
                unsigned: is_unsigned(plain),
            })
        }
    }
}

/// The names of other integers than `int`; each has an atomic twin, `atomic_` before it.
const OTHER_WIDTHS: [&str; 30] = [
    "bool",
    "_Bool",
    "char",
    "schar",
    "uchar",
    "short",
    "ushort",
    "uint",
    "unsigned",
    "long",
    "ulong",
    "llong",
    "ullong",
    "size_t",
    "ptrdiff_t",
    "intptr_t",
    "uintptr_t",
    "intmax_t",
    "uintmax_t",
    "int8_t",
    "uint8_t",
    "int16_t",
    "uint16_t",
    "uint32_t",
    "int64_t",
    "uint64_t",
    "int_fast32_t",
    "__int128",
    "__int128_t",
    "__uint128_t",
];

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
        let (mut found, mut seen) = (Type::default(), Vec::new());
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
                        return Ok(found);
                    }
                    return wrong(
                        at,
                        format!(
                            "the type {} is not supported: there are `atomic_int` and `int`",
                            quoted(&word)
                        ),
                    );
                };
                if seen.iter().filter(|known| **known == word).count() > usize::from(word == "long") {
                    return wrong(at, format!("{} twice in one type", quoted(&word)));
                }
                seen.push(word);
                self.take();
                found.atomic |= part.atomic;
                found.other_width |= part.other_width;
                found.bits = found.bits.or(part.bits);
                found.unsigned |= part.unsigned;
            } else if let Some(open) = open.pop() {
                return wrong(open, "this parenthesis is not closed");
            } else if seen.is_empty() {
                return wrong(at, "expected a type: `atomic_int` or `int`");
            } else {
                return Ok(found);
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
