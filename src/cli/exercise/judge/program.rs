//! From the text of an answer to what was found in it: compiled, linked with the engine, and run.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::super::super::arguments::{Ends, UserError};
use super::super::super::interrupt::interrupted;
use super::super::super::own::libraries::Libraries;
use super::super::super::own::parent::{self, Heard};
use super::super::super::own::request::Request;
use super::super::super::own::source::Source;
use super::bench::{Bench, Place};
use super::limits::{ANSWER, COMPILER, EXECUTIONS, SECONDS, WHIMS, limit};

/// What the program that says the answer is called, among the tests.
pub const ANSWERED: &str = "racelab_answer::answer";

/// The name of the file that is run.
const PROGRAM: &str = "program";

/// What is to be compiled.
pub struct Text<'a> {
    /// The name of its file.
    pub file: &'a str,
    /// The text itself.
    pub text: &'a str,
    /// A constant that holds an answer.
    pub constant: Option<&'static str>,
    /// The lines in which nothing is to be stronger than it must be.
    pub within: Vec<(u64, u64)>,
}

/// Why there is no program.
pub enum Refusal {
    /// The compiler says why.
    Wrong(String),
    /// The compiler was stopped.
    Stopped,
    /// It compiles, but only because the region with this name takes in what stands around it.
    Open(String),
    /// It could not be asked.
    Error(UserError),
}

impl From<UserError> for Refusal {
    fn from(error: UserError) -> Refusal {
        Refusal::Error(error)
    }
}

/// A program, in a folder of its own.
pub struct Program {
    place: Place,
    request: Request,
}

/// Compiles it.
pub fn compile(bench: &Bench, text: &Text<'_>) -> Result<Program, Refusal> {
    let source = Source::of(Path::new(text.file), text.text.to_owned());
    let mut source = source.map_err(|error| Refusal::Wrong(error.to_string()))?;
    // The std of an answer has no way to name one.
    source.has_allocator = true;
    let mut written = source.written();
    if let Some(constant) = text.constant {
        source.scenarios.insert(ANSWERED.to_owned(), Vec::new());
        written += &format!(
            "#[cfg(test)] mod racelab_answer {{ #[test] fn answer() -> ::test::Outcome {{ ::test::Outcome::of(super::{constant}) }} }}\n"
        );
    }
    let place = bench.place()?;
    let root = place.path().join(text.file);
    fs::write(&root, format!("{}{written}", text.text)).map_err(|error| {
        UserError::new(format!("cannot write {}: {error}; make room there", root.display()))
    })?;
    let libraries = bench.libraries();
    let mut output = rustc(&libraries, &place, text.file)?;
    if unfit(&output).is_some() {
        let anew = bench.libraries_after(&libraries)?;
        output = rustc(&anew, &place, text.file)?;
    }
    if let Some(said) = unfit(&output) {
        return Err(UserError::new(format!(
            "the answer cannot be linked with racelab: {said}; was racelab built anew meanwhile? End this, and start it again"
        ))
        .into());
    }
    match output.status.code() {
        Some(0) => {}
        Some(_) => return Err(Refusal::Wrong(String::from_utf8_lossy(&output.stderr).into_owned())),
        None => return Err(Refusal::Stopped),
    }
    let request = Request {
        what: "grade".to_owned(),
        only: Vec::new(),
        file: text.file.to_owned(),
        outcomes: source.scenarios,
        lines: source.lines,
        reads: source.reads,
        writes: source.writes,
        ends: Ends { executions: Some(EXECUTIONS), seconds: Some(SECONDS), whims: WHIMS },
        all_outcomes: false,
        ascii: false,
        steps: false,
        all_frames: false,
        counterexamples: false,
        from: 0,
        within: text.within.clone(),
        sampling: None,
    };
    Ok(Program { place, request })
}

/// Has the compiler make the program.
fn rustc(libraries: &Libraries, place: &Place, file: &str) -> Result<Output, UserError> {
    let mut rustc = Command::new(&libraries.rustc);
    rustc.current_dir(place.path()).args(["--test", file, "--crate-name", "own", "--edition", "2024"]);
    rustc.args(["-C", "opt-level=0", "-C", "debuginfo=0", "-C", "strip=debuginfo"]);
    // No lint but for the one that ends what a compiler would compute for ever; what panics is told when it does.
    rustc.args(["-A", "warnings", "-A", "arithmetic_overflow", "-A", "unconditional_panic"]);
    for (name, library) in &libraries.submitted {
        rustc.arg("--extern").arg(format!("{name}={}", library.display()));
    }
    rustc.arg("-L").arg(format!("dependency={}", libraries.dependencies.display()));
    rustc.args(["-o", PROGRAM]);
    let colour = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    rustc.args(["--color", if colour { "always" } else { "never" }]);
    limit(&mut rustc, COMPILER);
    let output = rustc.stdin(Stdio::null()).output().map_err(|error| {
        UserError::new(format!(
            "{} does not start: {error}; put that Rust back, or build racelab with another",
            libraries.rustc.display()
        ))
    })?;
    if interrupted() {
        return Err(UserError::interrupted("interrupted while an answer was compiled"));
    }
    Ok(output)
}

/// What the compiler says of racelab's own libraries, if it is they that it does not take.
fn unfit(output: &Output) -> Option<String> {
    let said = anstream::adapter::strip_bytes(&output.stderr).into_vec();
    Libraries::complaint(&String::from_utf8_lossy(&said)).map(str::to_owned)
}

impl Program {
    /// Runs it: what it said of each scenario.
    pub fn run(&self) -> Result<Heard, UserError> {
        let mut command = Command::new(self.place.path().join(PROGRAM));
        // Neither the learner's folder nor his variables are its business.
        command.current_dir(self.place.path()).env_clear();
        limit(&mut command, ANSWER);
        let heard = parent::start(command, &self.request, |_| ())?;
        if interrupted() {
            return Err(UserError::interrupted("interrupted while an answer was explored"));
        }
        Ok(heard)
    }
}

/// What was found in each scenario: without the answer that a constant holds.
pub fn explored(heard: &Heard) -> impl Iterator<Item = &Value> {
    heard.answers.iter().filter(|answer| answer["explored"].is_string() && answer["explored"] != ANSWERED)
}

/// What the constant holds that is the answer, as `{:?}` prints it. `None` if that cannot be printed, or not in one way
/// only.
pub fn answered(heard: &Heard) -> Option<&str> {
    let answer = heard.answers.iter().find(|answer| answer["explored"] == ANSWERED)?;
    let is_one = answer["executions"] == 1 && answer["kind"].is_null();
    answer["outcomes"][0].as_str().filter(|_| is_one)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a program said of the constant that holds the answer.
    fn heard(executions: u64, kind: Option<&str>) -> Heard {
        let found =
            json!({ "explored": ANSWERED, "executions": executions, "kind": kind, "outcomes": ["[1, 2]"] });
        Heard { answers: vec![found], ..Heard::default() }
    }

    #[test]
    fn an_answer_is_read_only_where_it_can_be_printed_in_one_way_alone() {
        assert_eq!(answered(&heard(1, None)), Some("[1, 2]"));
        assert_eq!(answered(&heard(2, None)), None);
        assert_eq!(answered(&heard(1, Some("panic"))), None);
        assert_eq!(answered(&Heard::default()), None);
    }
}
