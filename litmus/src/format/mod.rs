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
//! * Locations: `atomic_int*`, `_Atomic int*`, `int*`, `volatile int*`, and all other integers of C of up to 64
//!   bits, with C's names for them and those of `stdint.h`. Values are converted where C converts them: to `int`
//!   before anything is done with a narrower one, to one type where two are put together or compared, and where
//!   they are assigned. Arithmetic wraps around, on signed types too. A number in a condition is compared as C
//!   would: `0:r=-1` is true of the greatest `unsigned`. Integers of 128 bits are taken for 64.
//! * `atomic_load`, `atomic_store`, `atomic_exchange`, `atomic_fetch_add`, `_sub`, `_or`, `_xor`, `_and`,
//!   `atomic_compare_exchange_strong` and `_weak` (herd's `SCAS` and `WCAS` too), with `_explicit` and an
//!   ordering or without and SeqCst; and `atomic_thread_fence`. Orderings that C and Rust forbid are errors (a
//!   Release load); `memory_order_consume` is Acquire.
//! * Plain accesses, `*x`. Each access says for itself whether it is atomic, however the location is declared:
//!   so herd has it. In C a plain access of an atomic is SeqCst; [`Plain::SeqCst`] asks for that reading.
//! * `if` and `else`, `?:`, variables, `+=` and its kin, `++` and `--` as statements, casts, and expressions. An
//!   access inside an expression is done first, from left to right; on the right of `&&` and `||`, and in `?:`,
//!   only if C would do it. What it gives goes to a variable without a name.
//! * The expected value of a compare-exchange. In C it is a pointer, to where the value found is put if it
//!   is another. herd knows no pointers to a thread's variables, so there it points to a location. Such a
//!   location belongs to one thread, and is one of its variables here; in herd's text it has the thread's
//!   number before its name: `P0_r1`. C's `&r1` is understood as well, but not by herd.
//! * Locks: `lock(m)` and `unlock(m)`, `mtx_lock` and their kin. A lock is an int, taken by an Acquire swap
//!   of 1 that finds 0 and given back by a Release store of 0. Executions in which a thread never gets it are
//!   not looked at.
//! * Loops: `while`, `do`, `for`. One that only loads atomics until a condition is no longer true becomes the
//!   last of its rounds, which is all that makes a difference. Others are followed for a number of rounds
//!   ([`Options::rounds`]), and an execution that needs more is cut off: "no" is then "not within so many
//!   rounds". `__VERIFIER_assume(value)`, which other checkers have, says directly which executions are looked at;
//!   `__racelab_rounds(2, value)` is where a loop was cut off after 2 rounds.
//! * A data race makes a program undefined wherever it is: in an execution that the filter leaves out too, and in
//!   the beginning of one whose assumption fails or that is cut off, since C runs that beginning. What a thread
//!   would do after an assumption that fails does not count.
//! * `regions`, which mean nothing to the models here.
//! * A question: `exists`, `~exists`, `forall`, `locations`, `filter` (only executions that end so count), and
//!   in a condition `0:a=1:b` and `x=[y]` beside numbers.
//! * A location in parentheses or cast to a pointer to its own type, `atomic_load((atomic_int*)x)`, and a value that is
//!   thrown away, `(void)atomic_load(x)`.
//! * `!`, `&&`, `||`, `?:`, `+=`, `++` and casts are understood as well, but not by herd.
//!
//! Where something is not taken as C has it, a [`Remark`] says so: [`read`] gives them with the test.
//!
//! # What is refused
//!
//! Each with an error that names it and its place. A test tries every line of this table.
//!
//! | what | for example | what is said |
//! | --- | --- | --- |
//! | pointers as values | `int r = x;` | pointers as values are not supported |
//! | pointers to pointers | `P0 (int** x) {}` | pointers as values are not supported |
//! | addresses in the initial state | `{ x = &y; }` | pointers as values are not supported |
//! | arrays | `{ int x[2]; }` | `x` is an array |
//! | types that are no integers | `double r = 1;` | `double` is not supported |
//! | structures | `P0 (struct s* x) {}` | the type `struct` is not supported |
//! | division and shifts | `int r = 7 / 2;` | `/` is not supported in an expression |
//! | `++` and `--` inside an expression | `int r = 1; int s = r++;` | `++` is supported as a statement alone |
//! | `break`, `continue`, `goto`, `switch`, `return` | `while (1) { break; }` | `break` is not supported |
//! | a loop without a condition | `for (;;) ;` | a loop without a condition never ends |
//! | functions but those above | `int r = READ_ONCE(x);` | `READ_ONCE` is not supported |
//! | Linux's updates with a mark | `int r = __atomic_add_unless{mb}(x, 1, 0);` | P0 has no variable `__atomic_add_unless` |
//! | functions of one's own | `f(x);` | `f` is not supported |
//! | an ordering that is not possible | `atomic_store_explicit(x, 1, memory_order_acquire);` | Acquire is not possible here |
//! | an expected value that threads share | `P0 (int* x, int* e) { SCAS(x, e, 1, memory_order_relaxed, memory_order_relaxed); } P1 (int* e) {}` | more than one thread has `e` |
//! | one name for two variables, one inside the other | `int r = 1; { int r = 2; }` | `r` is declared already |
//! | numbers of more than 64 bits | `int r = 18446744073709551616;` | `18446744073709551616` is not a number of up to 64 bits |
//! | words that make no type together | `short char r = 1;` | `char` makes no type with the words before it |
//! | a cast that makes a location another size | `atomic_store((char*)x, 1);` | `x` is `int`, and is cast to a pointer to `signed char` |
//! | a cast that makes a plain access atomic | `P0 (int* x) { *(atomic_int*)x = 1; }` | this cast makes a plain access atomic in C |
//! | a location of two types | `P0 (int* x) {} P1 (unsigned* x) {}` | `x` is `unsigned` here and `int` elsewhere |
//! | two variables of one name and of two types | `if (1) { int r = 1; } else { char r = 2; }` | `r` is `int` elsewhere in this thread |
//! | an expected value of another type than the location | `long e; atomic_compare_exchange_strong(x, &e, 1);` | the expected value is `long` |
//! | arithmetic on an atomic `bool` | `P0 (atomic_bool* x) { atomic_fetch_add(x, 1); }` | C has no such operation on an atomic `bool` |
//! | numbers that C reads as octal and herd as decimal | `int r = 010;` | `010`: C reads a number that begins with 0 as octal |
//! | names that mean something else | `int for = 1;` | `for` cannot be a name |
//! | addresses in a condition | `exists (x=y)` | a location's name alone is its address in herd |
//! | `static`, `typedef` and their kin | `static int r;` | `static` is not supported |
//! | characters | `int r = 'a';` | the character '\'' has no meaning here |
//! | strings | `int r = "a";` | expected a value, found `"` |
//! | numbers in other ways than whole, decimal or hexadecimal | `int r = 0b11;` | `0b11` is not a number of up to 64 bits |
//! | an assignment inside an expression | `int r; r = r = 1;` | expected `;` after a statement |
//! | a comma between expressions | `int r = (1, 2);` | expected `)` after the expression |
//! | `?:` without what stands between | `int r = 1 ?: 2;` | expected a value |
//! | values in braces | `int r = {1};` | expected a value |
//! | labels | `l: ;` | expected `=` or `(` after `l` |
//! | lines of the preprocessor | `#define A 1` | the character '#' has no meaning here |
//! | sums as initial values | `{ x = 1 + 1; }` | expected `;` after an initial value |
//! | other comparisons in a condition than `=` and `!=` | `exists (x > 1)` | expected `=` after what is looked at |
//! | tests for processors, in C++ and in OpenCL | `X86 SB` | a test in C11 begins with `C` and its name |
//! | `observed` | `observed x=1;` | `observed` is not supported |
//! | `with` | `exists (x=1) with a: exists` | `with` is not supported |
//!
//! And a test that is too large ([`MOST_THREADS`] and the constants beside it). Nothing that is read here can
//! take long or overflow a stack, and whatever is accepted can be written, by [`herd()`] and by [`rust()`].
//!
//! # The files, in reading order
//!
//! | file | what is in it |
//! | --- | --- |
//! | `error`, `remarks` | what is wrong with a text, and where; what a reader should know of how it was read |
//! | `lexer`, `header`, `cursor` | from characters to tokens; what stands before them; one after the other |
//! | `parser`, `initial`, `threads` | from tokens to a test: the initial state, and the threads' heads |
//! | `names`, `reserved` | which name means what, and which cannot be one |
//! | `types`, `type_names` | the types of C, and the words that they are made of |
//! | `statements`, `assignments`, `loops`, `expressions`, `calls`, `pointers` | what is in a thread |
//! | `condition` | the question |
//! | `size` | how large a test is that has been read |
//! | `settle` | a thread's variables put in order |
//! | `nested` | where parentheses are needed |
//! | `nameless` | which values are written inside the expression that uses them |
//! | `herd`, `herd_thread` | a test written as herd's text |
//! | `rust`, `rust_values` | a test's threads written as Rust |

mod assignments;
mod calls;
mod condition;
mod cursor;
mod error;
mod expressions;
mod header;
mod herd;
mod herd_thread;
mod initial;
mod lexer;
mod loops;
mod nameless;
mod names;
mod nested;
mod parser;
mod pointers;
mod remarks;
mod reserved;
mod rust;
mod rust_names;
mod rust_values;
mod settle;
mod size;
mod statements;
mod threads;
mod type_names;
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
