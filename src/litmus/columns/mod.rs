//! The columns of a litmus test, side by side: what the language allows, what the engine and loom
//! explore, and what this machine was seen to do.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `rows` | one row for each outcome, one cell for each column |
//! | `notes` | why a cell differs from C++20's, a sentence each |
//! | `others` | what models say that nobody has asked for: the notes compare with them |
//! | [`divergence`] | where loom differs, and why |
//! | `text` | the columns as text |
//! | `html` | the columns as HTML, for the book |

pub mod divergence;
mod html;
mod notes;
mod others;
mod rows;
mod text;

use std::collections::BTreeMap;

pub use rows::{Cell, ENGINE, LOOM, Row, Says};
pub use text::{initial, program, question};

use self::divergence::Causes;
use super::checker::{Axiom, Behaviour, Limits, Model, Tried};
use super::explored::Explored;
use super::on_engine::Found;
use super::test::{Outcome, Test};

/// A litmus test, and what each column says of it.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The test.
    pub test: Test,
    /// What C++20's axioms allow, and so Rust.
    pub language: Behaviour,
    /// If values come out of thin air in C++20: those that were tried.
    pub thin_air: Option<Tried>,
    /// If executions of C++20's were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
    /// What the engine explores.
    pub engine: Found,
    /// What loom explores.
    pub loom: Explored,
    /// Why loom's column is not the language's.
    pub causes: Causes,
    /// What this machine was seen to do.
    pub machine: Machine,
    /// What other models allow, where they are asked for.
    pub beside: Vec<Beside>,
    /// What the checker may do for the notes, each time that they are written.
    pub limits: Limits,
}

/// The column of another model.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The model.
    pub model: Model,
    /// The axiom of it that is switched off, if one is.
    pub without: Option<Axiom>,
    /// What it allows.
    pub allowed: Behaviour,
    /// If values come out of thin air in it: those that were tried.
    pub thin_air: Option<Tried>,
    /// If executions of it were cut off because a loop would go on: after how many rounds.
    pub rounds: Option<usize>,
}

impl Beside {
    /// What stands above the column.
    pub fn name(&self) -> String {
        match self.without {
            None => self.model.name.to_owned(),
            Some(axiom) => format!("without {axiom}"),
        }
    }
}

/// The column of this machine.
#[derive(Clone, Debug)]
pub enum Machine {
    /// Nobody asked for it.
    Unasked,
    /// The test was not run here, and why.
    NotRun(String),
    /// What was seen.
    Seen(Seen),
}

/// What this machine was seen to do.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How often each outcome was seen.
    pub counts: BTreeMap<Outcome, u64>,
    /// Out of how many runs.
    pub runs: u64,
    /// How many of the runs do not count.
    pub left_out: u64,
    /// Where, in words: `x86_64, 2 cores, ...`.
    pub place: String,
    /// Whether its threads were kept on cores.
    pub pinned: bool,
    /// Whether the test has more threads than there are cores.
    pub crowded: bool,
    /// Whether the processor's model is x86-TSO.
    pub is_x86: bool,
}
