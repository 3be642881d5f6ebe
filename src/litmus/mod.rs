//! Litmus tests: small programs that show a memory model best.
//!
//! A litmus test is a few threads of a few operations each and a question: can it end so? This room
//! answers it three times, side by side: what the language allows, what loom explores, and what
//! the processor at hand was seen to do.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`test`](mod@test) | what a litmus test is |
//! | [`format`](mod@format) | herd's text format, read and written; the same program in Rust |
//! | [`gallery`](mod@gallery) | our own tests, by what they are about |
//! | [`checker`] | what a memory model allows it to do: C++20, RC11, x86-TSO |
//! | `thread` | its threads made to run: one interpreter, in both builds |
//! | `explored` | loom build only: the outcomes that loom reaches |
//! | `columns` | loom build only: what all of them say, side by side |
//! | `both` | std build only: asks all of them, in both builds |
//! | `machine` | std build only: the outcomes that this machine shows |

#[cfg(not(loom))]
pub mod both;
pub mod checker;
#[cfg(loom)]
pub mod columns;
#[cfg(loom)]
pub mod explored;
pub mod format;
pub mod gallery;
#[cfg(not(loom))]
pub mod machine;
pub mod test;
mod thread;

pub use test::{Outcome, Test};
