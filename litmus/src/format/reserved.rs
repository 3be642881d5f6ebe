//! Names that mean something already.

use super::MOST_LETTERS;
use super::error::{Parsed, Position, quoted, wrong};
use super::names::thread_number;
use super::types::is_part_of_type;

/// The keywords of C up to C23, but for those that are parts of a type.
const KEYWORDS: [&str; 51] = [
    "alignas",
    "alignof",
    "auto",
    "break",
    "case",
    "constexpr",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "nullptr",
    "restrict",
    "return",
    "sizeof",
    "static",
    "static_assert",
    "struct",
    "switch",
    "thread_local",
    "typedef",
    "typeof",
    "typeof_unqual",
    "union",
    "void",
    "while",
    "_Alignas",
    "_Alignof",
    "_BitInt",
    "_Complex",
    "_Decimal128",
    "_Decimal32",
    "_Decimal64",
    "_Generic",
    "_Imaginary",
    "_Noreturn",
    "_Static_assert",
    "_Thread_local",
    "asm",
    "true",
    "false",
    "NULL",
    "__VERIFIER_assume",
    "__racelab_rounds",
];

/// Words of a condition and of what stands around it.
const QUESTION: [&str; 9] =
    ["not", "exists", "forall", "final", "filter", "locations", "with", "observed", "ATOMIC_INIT"];

/// Whether a location or a variable may not have this name.
pub(super) fn is_reserved(name: &str) -> bool {
    KEYWORDS.contains(&name)
        || QUESTION.contains(&name)
        || is_part_of_type(name)
        || thread_number(name).is_some()
        || name.starts_with("atomic_")
        || name.starts_with("memory_order")
}

/// Fails unless a location or a variable may have this name.
pub(super) fn acceptable(name: &str, at: Position) -> Parsed<()> {
    if is_reserved(name) {
        return wrong(at, format!("{} cannot be a name: it means something else already", quoted(name)));
    } else if name.len() > MOST_LETTERS {
        return wrong(at, format!("the name {} has more than {MOST_LETTERS} letters", quoted(name)));
    }
    Ok(())
}
