//! Where the libraries are that a reader's program is linked with: those of this very build.
//!
//! Cargo knows, so it is asked, once for each build of this program: it compiles what is not there yet, a second's work
//! after a build, and says in which file each library is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::super::arguments::UserError;
use super::super::explore;
use super::cache;
use super::waited::{self, Waited};

/// Where they are.
#[derive(Clone, Debug)]
pub struct Libraries {
    /// The compiler that they were compiled by.
    pub rustc: PathBuf,
    /// Each by the name that a program knows it by.
    pub named: Vec<(String, PathBuf)>,
    /// The same for the answer to an exercise.
    pub submitted: Vec<(String, PathBuf)>,
    /// Where those are that they are made of.
    pub dependencies: PathBuf,
    /// What they are those of, in a text that no other build has.
    pub build: String,
}

/// The names that a program knows them by, and what they are called here. `core` and `alloc` are parts of std, and so
/// the same library will do; `racelab` is what is written for racelab itself.
const NAMES: [(&str, &str); 8] = [
    ("std", "racelab_std"),
    ("core", "racelab_std"),
    ("alloc", "racelab_std"),
    ("crossbeam", "racelab_crossbeam"),
    ("crossbeam_channel", "racelab_crossbeam_channel"),
    ("crossbeam_utils", "racelab_crossbeam_utils"),
    ("racelab", "racelab_loom"),
    ("test", "racelab_own"),
];

/// The same for the answer to an exercise, whose std lacks what reaches out of the program.
const SUBMITTED: [(&str, &str); 7] = [
    ("std", "racelab_std_submitted"),
    ("core", "racelab_std_submitted"),
    ("alloc", "racelab_std_submitted"),
    ("crossbeam", "racelab_crossbeam"),
    ("crossbeam_channel", "racelab_crossbeam_channel"),
    ("crossbeam_utils", "racelab_crossbeam_utils"),
    ("test", "racelab_own"),
];

/// What rustc says of a library that is not what it was, or is not there.
const UNFIT: [&str; 7] = [
    "error[E0460]",
    "error[E0461]",
    "error[E0462]",
    "error[E0514]",
    "error[E0786]",
    "extern location for ",
    "required to be available in rlib format",
];

/// The file in which they are remembered.
const KNOWN: &str = "libraries.json";

/// How long they may take to build.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// The package that is built for it.
const PACKAGE: &str = "racelab-own";

impl Libraries {
    /// Those of this build.
    pub fn find() -> Result<Libraries, UserError> {
        Libraries::find_in(&cache::folder()?)
    }

    /// The same; they are remembered in this folder.
    pub fn find_in(folder: &Path) -> Result<Libraries, UserError> {
        let program = env::current_exe().map_err(|error| UserError::new(format!("this program: {error}")))?;
        let build = build(&program);
        let known = folder.join(KNOWN);
        let there = fs::read_to_string(&known).ok();
        if let Some(libraries) = there.and_then(|text| Libraries::from_json(&text, &build)) {
            return Ok(libraries);
        }
        let libraries = ask_cargo(&program, build)?;
        fs::write(&known, libraries.to_json()).map_err(|error| cache::refused(&known, &error))?;
        Ok(libraries)
    }

    /// Forgets those that are remembered in this folder, and finds them anew.
    pub fn find_anew(folder: &Path) -> Result<Libraries, UserError> {
        // Where it cannot be removed, it was not there, or is of no use all the same.
        let _ = fs::remove_file(folder.join(KNOWN));
        Libraries::find_in(folder)
    }

    /// Whether the compiler complains of the libraries, and not of the program: they have been built anew since they were
    /// found, or are being built now. What it says then, in a line.
    pub fn complaint(said: &str) -> Option<&str> {
        // Of a crate that is not there a program may be the cause as well.
        let is_ours = |line: &str| {
            UNFIT.iter().any(|code| line.contains(code))
                || line.contains("error[E0463]") && line.contains("`racelab_")
        };
        said.lines().find(|line| is_ours(line))
    }

    fn to_json(&self) -> String {
        let pairs = |named: &[(String, PathBuf)]| {
            named.iter().map(|(name, path)| json!([name, path])).collect::<Vec<_>>()
        };
        json!({
            "rustc": self.rustc,
            "named": pairs(&self.named),
            "submitted": pairs(&self.submitted),
            "dependencies": self.dependencies,
            "build": self.build,
        })
        .to_string()
    }

    /// What was kept, if it is of this build and still there.
    fn from_json(text: &str, build: &str) -> Option<Libraries> {
        let value: Value = serde_json::from_str(text).ok()?;
        let path = |value: &Value| value.as_str().map(PathBuf::from).filter(|path| path.exists());
        let pairs = |value: &Value| -> Option<Vec<(String, PathBuf)>> {
            let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), path(&pair[1])?));
            value.as_array()?.iter().map(pair).collect()
        };
        let libraries = Libraries {
            rustc: value["rustc"].as_str()?.into(),
            named: pairs(&value["named"])?,
            submitted: pairs(&value["submitted"])?,
            dependencies: path(&value["dependencies"])?,
            build: value["build"].as_str()?.to_owned(),
        };
        let is_whole = libraries.named.len() == NAMES.len() && libraries.submitted.len() == SUBMITTED.len();
        (libraries.build == build && is_whole).then_some(libraries)
    }
}

/// A text that changes whenever this program is built anew.
fn build(program: &Path) -> String {
    let made = fs::metadata(program).and_then(|file| file.modified()).ok();
    let made = made.and_then(|made| made.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("{} {}", program.display(), made.as_nanos())
}

/// Has cargo build the libraries, as it has built this program, and say where they are.
fn ask_cargo(program: &Path, build: String) -> Result<Libraries, UserError> {
    let _bar = explore::waiting("building what your files are linked with: once, for a minute or two");
    let cargo = beside_cargo("cargo");
    let clone = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(&cargo);
    command.args(["build", "--quiet", "--package", PACKAGE, "--message-format", "json-render-diagnostics"]);
    command.arg("--manifest-path").arg(clone.join("Cargo.toml"));
    if let Some(target) = target(program) {
        command.arg("--target-dir").arg(target);
    }
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let waited = waited::run(&mut command, PATIENCE).map_err(|error| {
        UserError::new(format!(
            "cannot find the libraries of this build: {} does not start ({error}); your files are compiled with the \
             Rust that racelab was built with, so put that back",
            cargo.display()
        ))
    })?;
    let output = match waited {
        Waited::Ended(output) => output,
        Waited::Interrupted => {
            return Err(UserError::interrupted("interrupted while the libraries were built"));
        }
        Waited::TooLong => {
            return Err(UserError::new(format!(
                "the libraries of this build are not built after {} minutes: try `cargo build --package {PACKAGE}` in {}",
                PATIENCE.as_secs() / 60,
                clone.display()
            )));
        }
    };
    let artifacts = String::from_utf8_lossy(&output.stdout);
    let artifacts = artifacts.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let libraries: Vec<_> = artifacts.filter_map(|artifact| library(&artifact)).collect();
    let path = |name: &str| libraries.iter().find(|(known, _)| known == name).map(|(_, path)| path.clone());
    let pairs = |names: &[(&str, &str)]| -> Option<Vec<_>> {
        names.iter().map(|(name, library)| Some(((*name).to_owned(), path(library)?))).collect()
    };
    let dependencies = path("racelab_engine").and_then(|path| Some(path.parent()?.to_owned()));
    match (pairs(&NAMES), pairs(&SUBMITTED), dependencies) {
        (Some(named), Some(submitted), Some(dependencies)) if output.status.success() => {
            Ok(Libraries { rustc: beside_cargo("rustc"), named, submitted, dependencies, build })
        }
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo named none");
            Err(UserError::new(format!(
                "cannot find the libraries of this build: {said}; try `cargo build --package {PACKAGE}` in {}",
                clone.display()
            )))
        }
    }
}

/// The name and the file of a library that cargo has told of.
fn library(artifact: &Value) -> Option<(String, PathBuf)> {
    let mut files = artifact["filenames"].as_array()?.iter().filter_map(Value::as_str);
    let file = files.rfind(|file| file.ends_with(".rlib"))?;
    Some((artifact["target"]["name"].as_str()?.replace('-', "_"), file.into()))
}

/// A tool of the Rust that compiled this program: cargo says at that time where it is itself.
fn beside_cargo(tool: &str) -> PathBuf {
    let there = option_env!("CARGO").map(|cargo| Path::new(cargo).with_file_name(tool));
    there.filter(|path| path.exists()).unwrap_or_else(|| tool.into())
}

/// The target folder that this program lies in, if it does.
fn target(program: &Path) -> Option<&Path> {
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists())?;
    Some(target)
}
