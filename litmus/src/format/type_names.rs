//! The words of C's types, and what each of them says.

use super::types::Type;
use crate::test::Integer;

/// What one word of a type says.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// `const`, `volatile`: nothing that counts here.
    Nothing,
    /// `_Atomic`.
    Atomic,
    /// `signed` or `unsigned`: which of the two.
    Signed(bool),
    /// A type, which other words may make another one: `long` in `unsigned long`.
    Base(Integer),
    /// A type of 128 bits, and what is left of it.
    Wide(Integer),
    /// A type by itself: `uint8_t`.
    Whole(Type),
}

/// What a word says, if it is part of a type that is understood.
pub(super) fn part(word: &str) -> Option<Part> {
    use Integer::{Bool, I8, I16, I32, I64};
    Some(match word {
        "volatile" | "const" | "register" => Part::Nothing,
        "_Atomic" => Part::Atomic,
        "signed" | "__signed__" => Part::Signed(true),
        "unsigned" => Part::Signed(false),
        "bool" | "_Bool" => Part::Base(Bool),
        "char" => Part::Base(I8),
        "short" => Part::Base(I16),
        "int" => Part::Base(I32),
        "long" => Part::Base(I64),
        // A mutex is an int that is 0 while nobody has it; `atomic_t` is Linux's int.
        "mtx_t" | "spinlock_t" | "pthread_mutex_t" | "atomic_t" => {
            Part::Whole(Type { atomic: true, ..Type::default() })
        }
        "__int128" | "int128_t" | "__int128_t" => Part::Wide(I64),
        "uint128_t" | "__uint128_t" => Part::Wide(Integer::U64),
        _ => {
            let plain = word.strip_prefix("atomic_");
            let (integer, is_open) = of_one_word(plain.unwrap_or(word))?;
            // Without `atomic_` before them these are no types of C.
            let is_short = ["schar", "uchar", "llong", "ullong"].contains(&word);
            (!is_short).then_some(Part::Whole(Type {
                atomic: plain.is_some(),
                integer,
                is_open,
                is_wide: false,
            }))?
        }
    })
}

/// The type that has a name of one word: `atomic_` may stand before it. And whether C leaves it open.
fn of_one_word(word: &str) -> Option<(Integer, bool)> {
    use Integer::{Bool, I8, I16, I32, I64, U8, U16, U32, U64};
    let sized = |bits: &str, is_unsigned: bool| {
        let integer = match bits {
            "8" => I8,
            "16" => I16,
            "32" => I32,
            "64" | "max" | "ptr" => I64,
            _ => return None,
        };
        Some(if is_unsigned { unsigned(integer) } else { integer })
    };
    // `int8_t`, `uint_least16_t`, `uintptr_t`.
    if let Some(name) = word.strip_suffix("_t") {
        let (name, is_unsigned) = name.strip_prefix('u').map_or((name, false), |name| (name, true));
        let Some(bits) = name.strip_prefix("int") else {
            return match word {
                "size_t" => Some((U64, true)),
                "ptrdiff_t" | "ssize_t" => Some((I64, true)),
                _ => None,
            };
        };
        let least = bits.strip_prefix("_least");
        return match bits.strip_prefix("_fast") {
            Some("8") => Some((sized("8", is_unsigned)?, true)),
            Some("16" | "32" | "64") => Some((sized("64", is_unsigned)?, true)),
            Some(_) => None,
            None => Some((sized(least.unwrap_or(bits), is_unsigned)?, matches!(bits, "max" | "ptr"))),
        };
    }
    Some(match word {
        "bool" => (Bool, false),
        "char" => (I8, true),
        "schar" => (I8, false),
        "uchar" => (U8, false),
        "short" => (I16, false),
        "ushort" => (U16, false),
        "int" => (I32, false),
        "uint" => (U32, false),
        "long" | "llong" => (I64, word == "long"),
        "ulong" | "ullong" => (U64, word == "ulong"),
        _ => return None,
    })
}

/// The unsigned twin of a type.
pub(super) fn unsigned(integer: Integer) -> Integer {
    use Integer::{I8, I16, I32, I64, U8, U16, U32, U64};
    match integer {
        I8 => U8,
        I16 => U16,
        I32 => U32,
        I64 => U64,
        other => other,
    }
}
