//! `racelab check FILE.rs`, `explain FILE.rs`, `weaken FILE.rs`: a file that the reader wrote, explored as it is.
//!
//! The file is compiled with another `std` (see [`racelab_std`](../../racelab_std/index.html)) and another test harness
//! (see `own/`), and linked with all of this program; that makes a program that explores the file's tests, scenarios or
//! `main` and tells of them. It runs in a process of its own.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `source`, `modules`, `mark`, `outcomes`, `room` | the file and its modules, parsed: what is to be explored |
//! | `uses`, `followed`, `methods` | what pointers into cells are used for |
//! | `unwatched`, `raw`, `types` | plain memory that the engine does not see |
//! | `statics` | what outlives an execution |
//! | `taken` | what of std the engine has taken the place of |
//! | `libraries`, `cache`, `compile`, `waited` | from the file to the program |
//! | `errors` | what the compiler says |
//! | `request` | what the program is to do |
//! | [`child`], `os`, `unclear` | in the program: it does so |
//! | `parent` | starts the program and listens to it |
//! | `graded` | in the program: what it says of an exercise |
//! | `told` | what is shown of what it said |
//! | `weakened` | the table of sites, trial by trial |
//! | `watch`, `keys` | again after each save |

pub(super) mod cache;
pub mod child;
pub(super) mod compile;
mod errors;
mod followed;
mod graded;
pub(super) mod keys;
pub(super) mod libraries;
pub(super) mod mark;
mod methods;
mod modules;
mod os;
pub(super) mod outcomes;
pub(super) mod parent;
mod raw;
pub(super) mod request;
pub(super) mod room;
pub(super) mod source;
mod statics;
mod taken;
mod told;
mod types;
mod unclear;
mod unwatched;
mod uses;
mod waited;
mod watch;
mod weakened;

use std::io::{Write, stderr};
use std::path::Path;
use std::process::ExitCode;

use super::arguments::{Ends, Explain, Own, Second, UserError, Weaken};
use super::files::ResultFile;
use super::interrupt;
use racelab_loom::explore::sampled::Sampling;

use compile::{Compiled, Refusal, compile};
use libraries::Libraries;
use request::Request;
use source::Source;

/// The lines of a text that are marks of scenarios.
pub(super) fn marks(text: &str) -> impl Iterator<Item = usize> {
    mark::all(text).map(|(line, _)| line)
}

/// The file that is named, if it is one: anything that ends in `.rs`, and nothing else beside it.
pub fn file(names: &[String]) -> Result<Option<&Path>, UserError> {
    let is_file = |name: &&String| Path::new(name).extension().is_some_and(|extension| extension == "rs");
    match (names.iter().find(is_file), names) {
        (None, _) => Ok(None),
        (Some(name), [_]) => Ok(Some(Path::new(name))),
        (Some(name), _) => Err(UserError::new(format!(
            "{name} is a file: name nothing else beside it, it has a page of its own"
        ))),
    }
}

/// Refuses what can only be asked of a file.
pub fn only_of_a_file(asked: &Own) -> Result<(), UserError> {
    match asked {
        Own { watch: true, .. } => Err(UserError::new("--watch is for a file of your own, such as lock.rs")),
        Own { only, .. } if !only.is_empty() => Err(UserError::new(
            "--only is for a file of your own, such as lock.rs: name what to explore itself",
        )),
        Own { .. } => Ok(()),
    }
}

/// Explores what is in the file.
pub fn check(file: &Path, own: &Own, with: Option<Second>, ends: Ends) -> Result<ExitCode, UserError> {
    if with.is_some() {
        return Err(UserError::new(
            "--with loom is for racelab's own scenarios: a file is explored by the engine",
        ));
    }
    repeated(file, own, &|| ready(file, own, "check", ends)?.map_or_else(Ok, |ready| told::check(&ready)))
}

/// Explains what is in the file.
pub fn explain(file: &Path, arguments: &Explain) -> Result<ExitCode, UserError> {
    if arguments.with.is_some() {
        return Err(UserError::new(
            "--with loom is for racelab's own scenarios: a file is explored by the engine",
        ));
    }
    explain_or_sample(file, arguments, None)
}

/// Draws executions of what is in the file.
pub fn sample(file: &Path, arguments: &Explain, sampling: Sampling) -> Result<ExitCode, UserError> {
    explain_or_sample(file, arguments, Some(sampling))
}

fn explain_or_sample(
    file: &Path,
    arguments: &Explain,
    sampling: Option<Sampling>,
) -> Result<ExitCode, UserError> {
    let results = [&arguments.shown.json, &arguments.shown.svg, &arguments.shown.html];
    ResultFile::spare(file, &results.map(Option::as_deref))?;
    repeated(file, &arguments.own, &|| {
        let ready = ready(file, &arguments.own, "explain", arguments.limits)?;
        let as_asked = |ready: Ready| {
            let request = Request { sampling, ..ready.request };
            told::explain(&Ready { request, ..ready }, arguments)
        };
        ready.map_or_else(Ok, as_asked)
    })
}

/// What the scenario with this name is as a litmus test, in herd's format; the only one that there is, if none is named.
/// The inner `Err` is the exit code where the compiler has something to say, which it has said.
pub fn as_litmus(
    file: &Path,
    scenario: Option<&str>,
    ends: Ends,
) -> Result<Result<String, ExitCode>, UserError> {
    let own = Own { only: scenario.map(str::to_owned).into_iter().collect(), watch: false };
    let ready = match ready(file, &own, "litmus", ends)? {
        Ok(ready) => ready,
        Err(code) => return Ok(Err(code)),
    };
    let [test] = ready.tests.as_slice() else {
        let names: Vec<_> = ready.tests.iter().map(|test| test.name.as_str()).collect();
        return Err(UserError::new(format!(
            "{} has several scenarios: name one of {} after the file",
            file.display(),
            names.join(", ")
        )));
    };
    let request = Request { only: vec![test.name.clone()], ..ready.request };
    let heard = parent::run(&ready.compiled.program, &request, |_| ())?;
    if interrupt::interrupted() {
        return Err(UserError::interrupted("interrupted before there was a litmus test"));
    }
    let said = |name: &str| heard.answers.iter().find_map(|answer| answer[name].as_str());
    match (said("litmus"), said("refused")) {
        (Some(text), _) => Ok(Ok(text.to_owned())),
        (None, Some(why)) => {
            Err(UserError::new(format!("{} is no litmus test: it {why}", ready.tests[0].name)))
        }
        (None, None) => Err(UserError::failure(format!(
            "your program did not come back: {}",
            heard.ended.as_deref().unwrap_or("it ended its process by itself")
        ))),
    }
}

/// Weakens what is in the file.
pub fn weaken(file: &Path, arguments: &Weaken) -> Result<ExitCode, UserError> {
    ResultFile::spare(file, &[arguments.json.as_deref()])?;
    repeated(file, &arguments.own, &|| {
        let ready = ready(file, &arguments.own, "weaken", arguments.limits)?;
        ready.map_or_else(Ok, |ready| weakened::weaken(&ready, arguments))
    })
}

fn repeated(
    file: &Path,
    own: &Own,
    work: &dyn Fn() -> Result<ExitCode, UserError>,
) -> Result<ExitCode, UserError> {
    if own.watch { watch::watch(file, work) } else { work() }
}

/// A program that is there, and what is asked of it.
struct Ready {
    source: Source,
    compiled: Compiled,
    request: Request,
    tests: Vec<Listed>,
}

/// A test of the program.
struct Listed {
    name: String,
    /// Where it is: `lock.rs:12`.
    place: String,
    left_out: Option<String>,
}

/// Compiles the file and lists its tests. The inner `Err` is the exit code where the compiler has something to say,
/// which it has said.
fn ready(file: &Path, own: &Own, what: &str, ends: Ends) -> Result<Result<Ready, ExitCode>, UserError> {
    if !cfg!(unix) {
        return Err(UserError::new("a file of your own is explored on Linux and macOS only, so far"));
    }
    let source = Source::read(file)?;
    let mut compiled = compile(&source, &Libraries::find()?);
    if let Err(Refusal::Wrong(said)) = &compiled
        && Libraries::complaint(said).is_some()
    {
        compiled = compile(&source, &Libraries::find_anew(&cache::folder()?)?);
    }
    let compiled = match compiled {
        Ok(compiled) => compiled,
        Err(Refusal::Error(error)) => return Err(error),
        Err(Refusal::Wrong(said)) => {
            // Whoever cannot be told goes without.
            let _ = stderr().write_all(errors::told(&said, &source).as_bytes());
            return Ok(Err(ExitCode::from(2)));
        }
    };
    let mut request = Request {
        what: "list".to_owned(),
        only: Vec::new(),
        file: file.display().to_string(),
        outcomes: source.scenarios.clone(),
        lines: source.lines.clone(),
        reads: source.reads.clone(),
        writes: source.writes.clone(),
        ends,
        all_outcomes: false,
        ascii: false,
        steps: false,
        all_frames: false,
        counterexamples: false,
        from: 0,
        within: Vec::new(),
        sampling: None,
    };
    let tests = list(&compiled, &request)?;
    request.what = what.to_owned();
    request.only = own.only.clone();
    let tests = chosen(file, tests, &request)?;
    Ok(Ok(Ready { source, compiled, request, tests }))
}

/// A place, without the folder: `lock.rs:12`.
fn shown(file: &str, line: u64) -> String {
    let name = Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy());
    format!("{name}:{line}")
}

/// All the tests that the program has, those of the root's first lines first.
fn list(compiled: &Compiled, request: &Request) -> Result<Vec<Listed>, UserError> {
    let heard = parent::run(&compiled.program, request, |_| ())?;
    if interrupt::interrupted() {
        return Err(UserError::interrupted("interrupted before anything was explored"));
    }
    if let Some(ended) = heard.ended {
        return Err(UserError::failure(format!("your program ended before anything was explored: {ended}")));
    }
    let test = |answer: &serde_json::Value| {
        let (file, line) = (answer["file"].as_str()?, answer["line"].as_u64()?);
        let listed = Listed {
            name: answer["test"].as_str()?.to_owned(),
            place: shown(file, line),
            left_out: answer["left_out"].as_str().map(str::to_owned),
        };
        // Those of the file that is named come first.
        Some(((file != request.file, file.to_owned(), line), listed))
    };
    let mut tests: Vec<_> = heard.answers.iter().filter_map(test).collect();
    tests.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(tests.into_iter().map(|(_, test)| test).collect())
}

/// Those that are wanted. A name that nothing has is bad input, and so is a file with nothing in it.
fn chosen(file: &Path, tests: Vec<Listed>, request: &Request) -> Result<Vec<Listed>, UserError> {
    let file = file.display();
    if tests.is_empty() {
        return Err(UserError::new(format!(
            "{file} has nothing to explore: give it a #[test], a fn main, or a function with the line \
             `// racelab: scenario` above it"
        )));
    }
    for only in &request.only {
        let one = Request { only: vec![only.clone()], ..request.clone() };
        if !tests.iter().any(|test| one.wants(&test.name)) {
            let names: Vec<_> = tests.iter().map(|test| test.name.as_str()).collect();
            return Err(UserError::new(format!(
                "{file} has nothing called '{only}': choose from {}",
                names.join(", ")
            )));
        }
    }
    Ok(tests.into_iter().filter(|test| request.wants(&test.name)).collect())
}
