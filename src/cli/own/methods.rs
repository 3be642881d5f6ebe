//! Methods of std that say by their names whether they read or write.

/// What a pointer into a cell is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Reads,
    Writes,
}

/// Methods that are called through the pointer on what it points to, and only look at it. They are those of `Option`,
/// `MaybeUninit`, collections, texts, atomics and numbers.
#[rustfmt::skip]
const LOOKS: [&str; 57] = [
    "abs", "as_deref", "as_ptr", "as_ref", "as_slice", "as_str", "assume_init", "assume_init_read", "assume_init_ref",
    "back", "binary_search", "bytes", "capacity", "checked_add", "checked_sub", "chars", "clone", "cloned", "contains",
    "contains_key", "copied", "ends_with", "expect", "first", "front", "get", "is_empty", "is_err", "is_none",
    "is_none_or", "is_ok", "is_some", "is_some_and", "iter", "keys", "last", "len", "load", "max", "min", "peek", "pow",
    "saturating_add", "saturating_sub", "starts_with", "to_bits", "to_owned", "to_string", "to_vec", "unwrap",
    "unwrap_or", "unwrap_or_default", "values", "windows", "wrapping_add", "wrapping_mul", "wrapping_sub",
];

/// The same, and they change it.
#[rustfmt::skip]
const CHANGES: [&str; 56] = [
    "append", "as_deref_mut", "as_mut", "as_mut_ptr", "as_mut_slice", "assume_init_drop", "assume_init_mut", "back_mut",
    "chunks_mut", "clear", "clone_from", "clone_from_slice", "copy_from_slice", "dedup", "drain", "entry", "extend",
    "extend_from_slice", "fill", "first_mut", "front_mut", "get_mut", "get_or_insert", "get_or_insert_default",
    "get_or_insert_with", "insert", "iter_mut", "last_mut", "make_ascii_lowercase", "make_ascii_uppercase", "next",
    "pop", "pop_back", "pop_front", "push", "push_back", "push_front", "push_str", "remove", "replace", "reserve",
    "resize", "retain", "reverse", "rotate_left", "rotate_right", "sort", "sort_by", "sort_by_key", "sort_unstable",
    "swap_remove", "take", "take_if", "truncate", "values_mut", "write",
];

/// Methods of the pointer itself, or functions of `std::ptr` that take it first.
#[rustfmt::skip]
const READ: [&str; 7] =
    ["as_ref", "as_uninit_ref", "copy_to", "copy_to_nonoverlapping", "read", "read_unaligned", "read_volatile"];
#[rustfmt::skip]
const WRITE: [&str; 10] = [
    "as_mut", "copy_from", "copy_from_nonoverlapping", "drop_in_place", "replace", "swap", "write", "write_bytes",
    "write_unaligned", "write_volatile",
];

/// Methods of a pointer that give another into the same place.
const MOVES: [&str; 10] = [
    "add",
    "byte_add",
    "byte_sub",
    "cast",
    "cast_const",
    "cast_mut",
    "offset",
    "sub",
    "wrapping_add",
    "wrapping_sub",
];

/// Functions and methods that let no thread go on and learn nothing of what another has done.
const QUIET: [&str; 9] =
    ["default", "expect", "is_none", "is_null", "is_some", "len", "new", "unwrap", "unwrap_unchecked"];

/// Macros of std that do no more than what they are given, and only look at a place that they are given.
#[rustfmt::skip]
const MACROS: [&str; 21] = [
    "addr_of", "addr_of_mut", "assert", "assert_eq", "assert_ne", "dbg", "debug_assert", "debug_assert_eq",
    "debug_assert_ne", "eprint", "eprintln", "format", "format_args", "matches", "panic", "print", "println", "todo",
    "unimplemented", "unreachable", "vec",
];

/// What a method of this name does to what a pointer points to; `None` where that is not known.
pub(super) fn on_the_value(name: &str) -> Option<Kind> {
    among(name, &LOOKS, &CHANGES)
}

/// What a method of a pointer, or a function of `std::ptr`, does to what it points to.
pub(super) fn on_the_pointer(name: &str) -> Option<Kind> {
    among(name, &READ, &WRITE)
}

/// Whether a method of a pointer only makes another pointer of it.
pub(super) fn moves(name: &str) -> bool {
    MOVES.contains(&name)
}

/// Whether a function is known to have nothing to do with other threads: one of std's, or what makes a value of a variant
/// or a struct.
pub(super) fn is_quiet(name: &str) -> bool {
    QUIET.contains(&name) || moves(name) || name.starts_with(char::is_uppercase)
}

/// Whether a macro is known to.
pub(super) fn is_quiet_macro(name: &str) -> bool {
    MACROS.contains(&name)
}

fn among(name: &str, reads: &[&str], writes: &[&str]) -> Option<Kind> {
    match (reads.contains(&name), writes.contains(&name)) {
        (true, _) => Some(Kind::Reads),
        (false, true) => Some(Kind::Writes),
        (false, false) => None,
    }
}
