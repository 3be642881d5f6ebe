//! A program of locks and plain steps, described for stepping through.

use super::listing::Listing;

/// A program: what its threads share, and what each of them does.
#[derive(Clone, Debug)]
pub struct Program {
    /// What is shared. All hold 0 at first.
    pub shared: Vec<Place>,
    /// The threads.
    pub threads: Vec<Thread>,
    /// The outcome, given what is shared and the registers of each thread.
    pub outcome: fn(&[i32], &[Vec<i32>]) -> String,
}

/// A shared variable.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its name.
    pub name: &'static str,
    /// Whether it is behind a lock of its own, as what is in a `Mutex` is.
    pub locked: bool,
}

/// A thread: its source, its registers, and its steps.
#[derive(Clone, Debug)]
pub struct Thread {
    /// What it is called.
    pub name: &'static str,
    /// The source that it stands for.
    pub listings: Vec<Listing>,
    /// The names of its own variables. All hold 0 at first.
    pub registers: Vec<&'static str>,
    /// What it does, from first to last.
    pub steps: Vec<Instruction>,
}

/// A step: everything in it happens at once, as far as another thread can tell.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// The lines of the source that it is at.
    pub at: Vec<&'static str>,
    /// What it does there, one after the other. Only the first can be a [`Lock`](Action::Lock).
    pub does: Vec<Action>,
}

/// What a step does. Places and registers are meant by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes the lock of a place; not possible while another thread holds it.
    Lock(usize),
    /// Gives it back.
    Unlock(usize),
    /// Copies what is in a place into a register.
    Read(usize, usize),
    /// Copies what is in a register into a place.
    Write(usize, usize),
    /// Adds 1 to a register.
    StepCopy(usize),
    /// Adds 1 to what is in a place.
    StepShared(usize),
    /// Works on what is its own; nothing that is shown here changes.
    Compute(&'static str),
}
