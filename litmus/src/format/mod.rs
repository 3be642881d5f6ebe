//! Litmus tests as text: herd's format for C11, read and written, and the same program in Rust.
//!
//! [herd7](https://github.com/herd/herdtools7) is the field's simulator of memory models, and its format is
//! the one in which tests are published. This one is called `SB`:
//!
//! ```text
//! C SB
//! "Two threads each store, then load what the other stores"
//!
//! { x = 0; y = 0; }
//!
//! P0 (atomic_int* x, atomic_int* y) {
//!   atomic_store_explicit(x, 1, memory_order_relaxed);
//!   int r0 = atomic_load_explicit(y, memory_order_relaxed);
//! }
//!
//! P1 (atomic_int* x, atomic_int* y) {
//!   atomic_store_explicit(y, 1, memory_order_relaxed);
//!   int r0 = atomic_load_explicit(x, memory_order_relaxed);
//! }
//!
//! exists (0:r0=0 /\ 1:r0=0)
//! ```
//!
//! The initial state comes first, then the threads, whose parameters are the locations that they use, then
//! the question: `/\` is "and", `\/` is "or", `0:r0` is thread 0's variable `r0`, and `x` is what location
//! `x` holds in the end. What has no initial value begins at 0.
//!
//! # What is understood
//!
//! * Locations `atomic_int*` (or `_Atomic int*`), and non-atomic ones: `int*`, `volatile int*`. herd lets one
//!   location have accesses of both kinds, and takes a plain `*x` for a non-atomic one even where `x` is
//!   atomic, where C has SeqCst. Here that is an error which says what to write instead.
//! * `atomic_load`, `atomic_store`, `atomic_exchange`, `atomic_fetch_add`, `_sub`, `_or`, `_xor`, `_and` and
//!   `atomic_compare_exchange_strong`, with `_explicit` and an ordering or without and SeqCst; and
//!   `atomic_thread_fence`. Orderings that C and Rust forbid are errors (a Release load).
//! * `if` and `else`, variables of type `int`, and expressions. An access inside an expression is done
//!   first, from left to right, and what it gives goes to a variable without a name.
//! * The expected value of a compare-exchange. In C it is a pointer, to where the value found is put if it
//!   is another. herd knows no pointers to a thread's variables, so there it points to a location. Such a
//!   location belongs to one thread, and is one of its variables here; in herd's text it has the thread's
//!   number before its name: `P0_r1`. C's `&r1` is understood as well, but not by herd.
//! * `!`, `&&` and `||` are understood as well, but not by herd.
//!
//! Loops, pointers as values, `consume`, weak compare-exchange, locks, and types of other sizes are not.
//! Each is an error that names it and its place. So is a test that is too large ([`MOST_THREADS`] and the
//! constants beside it): nothing that is read here can take long or overflow a stack.
//!
//! # The files, in reading order
//!
//! | file | what is in it |
//! | --- | --- |
//! | `error` | what is wrong with a text, and where |
//! | `lexer`, `header`, `cursor` | from characters to tokens; what stands before them; one after the other |
//! | `parser` | from tokens to a test: the initial state and the threads' heads |
//! | `names` | which name means what |
//! | `statements`, `expressions`, `calls` | what is in a thread |
//! | `condition` | the question |
//! | `nameless` | which values are written inside the expression that uses them |
//! | `herd`, `herd_thread` | a test written as herd's text |
//! | `rust`, `rust_values` | a test's threads written as Rust |

mod calls;
mod condition;
mod cursor;
mod error;
mod expressions;
mod header;
mod herd;
mod herd_thread;
mod lexer;
mod loops;
mod nameless;
mod names;
mod nested;
mod parser;
mod remarks;
mod reserved;
mod rust;
mod rust_values;
mod settle;
mod size;
mod statements;
mod types;

pub use error::{ParseError, Position};
pub use herd::herd;
pub use parser::read;
pub use remarks::Remark;
pub use rust::{Line, rust, rust_lines};

/// The longest text that is read, in bytes.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// The most threads of a test.
pub const MOST_THREADS: usize = 8;

/// The most locations of a test.
pub const MOST_LOCATIONS: usize = 32;

/// The most operations of a test: loads, stores, read-modify-writes and fences, in all threads together.
pub const MOST_OPERATIONS: usize = 64;

/// The most parts of a test: statements, operators and terms.
pub const MOST_PARTS: usize = 1_000;

/// The most parentheses, blocks and calls inside each other.
pub const MOST_NESTED: usize = 40;

/// The most letters of the name of a location or of a variable.
pub const MOST_LETTERS: usize = 64;

/// The most rounds of a loop that can be asked for.
pub const MOST_ROUNDS: usize = 16;

/// What a text is taken for where herd and C differ, or leave something open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What a plain access of a location is that is declared atomic.
    pub plain: Plain,
    /// How many rounds of a loop are followed, from 1 to [`MOST_ROUNDS`].
    pub rounds: usize,
}

impl Default for Options {
    /// As herd: non-atomic, and 2 rounds.
    fn default() -> Self {
        Options { plain: Plain::NonAtomic, rounds: 2 }
    }
}

/// What a plain access of an atomic location is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plain {
    /// A non-atomic access, as herd has it.
    #[default]
    NonAtomic,
    /// A SeqCst access, as C has it, where the thread's parameter is declared atomic.
    SeqCst,
}

/// What a text was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The test.
    pub test: crate::Test,
    /// What a reader should know of how the text was understood.
    pub remarks: Vec<Remark>,
}

/// Reads a test in herd's format, as herd does. The error says in one line what was expected, and where.
pub fn parse(text: &str) -> Result<crate::Test, ParseError> {
    read(text, &Options::default()).map(|reading| reading.test)
}
