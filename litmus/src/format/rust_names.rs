//! Names that C allows and Rust does not: `let`, `mut`, `_`.
//!
//! A keyword of Rust is written raw, `r#let`. The few names that cannot even be raw get a `_` at their end. Only
//! the program is written so; a question and an outcome keep the names of the test.

use super::nameless::written_names;
use crate::test::Test;

/// The keywords of Rust's 2024 edition that are not C's as well, in use or reserved.
const KEYWORDS: [&str; 39] = [
    "abstract", "as", "async", "await", "become", "box", "dyn", "enum", "extern", "final", "fn", "gen",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "static", "struct", "trait", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
    "yield", "true", "false",
];

/// What is no name, not even raw.
const NEVER_NAMES: [&str; 5] = ["_", "crate", "self", "super", "Self"];

/// What the variables of a thread and the locations are called in Rust.
pub(super) struct Names {
    pub registers: Vec<String>,
    pub locations: Vec<String>,
}

impl Names {
    /// The names of a thread's variables, and of all locations.
    pub fn new(test: &Test, thread: usize) -> Self {
        let registers = written_names(test, thread);
        let locations = test.locations.iter().map(|location| location.name.clone()).collect::<Vec<_>>();
        let taken = |name: &String| registers.contains(name) || locations.contains(name);
        let in_rust = |name: &String| {
            if KEYWORDS.contains(&name.as_str()) {
                return format!("r#{name}");
            }
            let mut name = name.clone();
            if NEVER_NAMES.contains(&name.as_str()) {
                name.push('_');
                while taken(&name) {
                    name.push('_');
                }
            }
            name
        };
        let registers_in_rust = registers.iter().map(in_rust).collect();
        let locations_in_rust = locations.iter().map(in_rust).collect();
        Names { registers: registers_in_rust, locations: locations_in_rust }
    }
}
