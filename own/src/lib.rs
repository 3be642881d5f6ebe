#![cfg_attr(not(loom), deny(missing_docs))]
#![cfg_attr(loom, allow(missing_docs))]
#![cfg(not(loom))]
//! What a reader's own file is linked with to be explored.
//!
//! `rustc --test` puts a `main` into the file that hands a list of its tests to a crate called `test`, which is Rust's
//! own harness. `racelab check FILE.rs` says `--extern test=` and the path of this library, so the list comes here: the
//! tests of all the file's modules, private ones and such as a macro wrote too, with their names and places. What of the
//! file is to be explored and is no test (a scenario, `main`) is made one by a few lines after the reader's last.
//!
//! The names in this file are those that rustc 1.95 writes. They are no part of what Rust promises, and so they are all
//! here, and none of them is used for more than a hand-over to [`racelab::cli::own::child`].

mod statics;

use std::fmt::Debug;
use std::process::ExitCode;

use racelab::cli::own::child::{self, PlainMemory, Test};
use racelab_std::cell::{Use, classify, unclear};

pub use racelab_loom::explore::aborts::memory::Memory;
pub use statics::Static;

pub use ShouldPanic::{No, Yes, YesWithMessage};
pub use TestFn::StaticTestFn;
pub use TestName::StaticTestName;

/// A test.
#[derive(Debug)]
pub struct TestDescAndFn {
    /// What is known of it.
    pub desc: TestDesc,
    /// How it is run.
    pub testfn: TestFn,
}

/// What rustc knows of a test.
#[allow(missing_docs)]
#[derive(Debug)]
pub struct TestDesc {
    pub name: TestName,
    pub ignore: bool,
    pub ignore_message: Option<&'static str>,
    pub source_file: &'static str,
    pub start_line: usize,
    pub start_col: usize,
    pub end_line: usize,
    pub end_col: usize,
    pub should_panic: ShouldPanic,
    pub compile_fail: bool,
    pub no_run: bool,
    pub test_type: TestType,
}

/// A test's name.
#[derive(Debug)]
pub enum TestName {
    /// With the modules that it is in.
    StaticTestName(&'static str),
}

/// A test's function.
#[derive(Debug)]
pub enum TestFn {
    /// It calls the test and gives what that returned to [`assert_test_result`].
    StaticTestFn(fn() -> String),
}

/// Whether a test is to panic.
#[derive(Clone, Copy, Debug)]
pub enum ShouldPanic {
    /// It is not.
    No,
    /// It is.
    Yes,
    /// It is, with this in its message.
    YesWithMessage(&'static str),
}

/// What kind of a test it is: always a unit test here.
#[allow(missing_docs)]
#[derive(Debug)]
pub enum TestType {
    UnitTest,
    IntegrationTest,
    DocTest,
    Unknown,
}

/// Where the `main` that rustc writes goes.
pub fn test_main_static(tests: &[&TestDescAndFn]) {
    let tests = tests.iter().map(|TestDescAndFn { desc, testfn: StaticTestFn(run) }| {
        let StaticTestName(name) = desc.name;
        let left_out = match (desc.ignore, desc.should_panic) {
            (true, _) => Some("ignored"),
            (false, Yes | YesWithMessage(_)) => Some("should_panic"),
            (false, No) => None,
        };
        Test { name, file: desc.source_file, line: desc.start_line, run: *run, left_out }
    });
    let told = |reads: &[(String, u32, u32)], writes: &[(String, u32, u32)]| {
        let reads = reads.iter().map(|place| (place.clone(), Use::Reads));
        classify(reads.chain(writes.iter().map(|place| (place.clone(), Use::Writes))));
    };
    let memory = PlainMemory { told, unclear, restore: statics::restore };
    child::run(&tests.collect::<Vec<_>>(), &memory);
}

/// Takes note of the reader's statics, for the lines that are added to his.
pub fn statics(statics: &[Static]) {
    statics::note(statics);
}

/// What gives a reader's program its memory, for the lines that are added to his.
pub const MEMORY: Memory = Memory::OF_A_PROGRAM;

/// The outcome of a test, from what it returned.
///
/// # Panics
///
/// If that is an error.
pub fn assert_test_result(result: impl Ends) -> String {
    result.outcome()
}

/// What a function may return that is explored.
pub trait Ends {
    /// The outcome.
    ///
    /// # Panics
    ///
    /// If it is an error.
    fn outcome(self) -> String;
}

/// The outcome of a scenario, for the lines that are added to the reader's.
#[derive(Debug)]
pub struct Outcome(String);

impl Outcome {
    /// Of `main`.
    pub fn returned(result: impl Ends) -> Outcome {
        Outcome(result.outcome())
    }

    /// What is reported.
    pub fn of(value: impl Debug) -> Outcome {
        Outcome(format!("{value:?}"))
    }
}

impl Ends for Outcome {
    fn outcome(self) -> String {
        self.0
    }
}

impl Ends for () {
    fn outcome(self) -> String {
        child::COMPLETE.to_owned()
    }
}

impl<T: Ends, E: Debug> Ends for Result<T, E> {
    fn outcome(self) -> String {
        match self {
            Ok(value) => value.outcome(),
            Err(error) => panic!("it returned an error: {error:?}"),
        }
    }
}

impl Ends for ExitCode {
    fn outcome(self) -> String {
        assert!(self == ExitCode::SUCCESS, "it returned {self:?}");
        child::COMPLETE.to_owned()
    }
}
