//! The types of C that are understood, all of which are taken for `int`.

use super::cursor::Cursor;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::parser::POINTERS;

/// What the words of a type say.
#[derive(Clone, Copy, Default)]
pub(super) struct Type {
    /// Whether accesses to it would be atomic in C.
    pub atomic: bool,
    /// Whether it is another type than `int`.
    pub other_width: bool,
}

/// What one word says, if it is part of a type that is understood.
fn part(word: &str) -> Option<Type> {
    let of = |atomic, other_width| Some(Type { atomic, other_width });
    match word {
        "int" | "int32_t" | "signed" | "volatile" | "const" | "register" => of(false, false),
        "atomic_int" | "_Atomic" => of(true, false),
        // A mutex is an int that is 0 while nobody has it; `atomic_t` is Linux's int.
        "mtx_t" | "spinlock_t" | "pthread_mutex_t" | "atomic_t" => of(true, false),
        _ => {
            let plain = word.strip_prefix("atomic_").unwrap_or(word);
            OTHER_WIDTHS.contains(&plain).then_some(Type { atomic: plain != word, other_width: true })
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
