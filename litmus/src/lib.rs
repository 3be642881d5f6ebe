#![deny(missing_docs)]
//! Litmus tests: small programs that show a memory model best.
//!
//! A litmus test is a few threads of a few operations each and a question: can it end so? This crate reads
//! and writes such tests, holds a gallery of them, and says what a memory model allows. It knows no threads
//! and runs nothing: what loom explores of a test and what a machine shows are `racelab`'s own `litmus` room.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`test`](mod@test) | what a litmus test is |
//! | [`format`](mod@format) | herd's text format, read and written; the same program in Rust |
//! | [`gallery`](mod@gallery) | our own tests, by what they are about |
//! | [`checker`] | what a memory model allows it to do: C++20, RC11, x86-TSO |
//! | [`why`](mod@why) | why it allows an outcome or forbids it, in words and as a drawing |
//! | [`markup`] | text within HTML and SVG |

pub mod checker;
pub mod format;
pub mod gallery;
pub mod markup;
pub mod test;
pub mod why;

pub use test::{Outcome, Test};
