//! Compiles the reader's program, in a folder of the cache, and says where it is.
//!
//! The root of the program is a copy of the reader's file with a few lines after the last. What lies beside his file is
//! linked beside the copy, so that its modules and whatever it includes are found as they were; and the compiler is told
//! to call that folder by the reader's name for his. So errors and places are those of his lines.
//!
//! A program whose files are all as they were is not compiled again. Which files those are, the compiler says.

use std::fs::{self, File};
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::arguments::UserError;
use super::cache::{self, hash, refused};
use super::libraries::Libraries;
use super::source::Source;
use super::waited::{self, Waited};

/// How long a file may take to compile: a hundred lines take half a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no program.
pub enum Refusal {
    /// The compiler says so; what it says.
    Wrong(String),
    /// It could not be asked.
    Error(UserError),
}

impl From<UserError> for Refusal {
    fn from(error: UserError) -> Refusal {
        Refusal::Error(error)
    }
}

/// A compiled program, and the lock on its folder: as long as it is there, nobody compiles over it.
pub struct Compiled {
    /// Where it is.
    pub program: PathBuf,
    _lock: File,
}

/// Compiles it, unless it is there already.
pub fn compile(source: &Source, libraries: &Libraries) -> Result<Compiled, Refusal> {
    let path = fs::canonicalize(&source.path).unwrap_or_else(|_| source.path.clone());
    let (folder, lock) = cache::of_file(&path, &libraries.build)?;
    let (program, known) = (folder.join("program"), folder.join("known.json"));
    let text = source.text.clone() + &source.written();
    let edition = edition(&path);
    let options = format!("{:016x}", hash(&(&source.path, &text, edition)));
    if program.exists() && is_as_it_was(&known, &options) {
        return Ok(Compiled { program, _lock: lock });
    }
    let files = folder.join("src");
    let root = lay_out(&path, &files, &text).map_err(|error| refused(&files, &error))?;
    let beside = source.path.parent().unwrap_or(Path::new(""));
    let dependencies = folder.join("program.d");
    let mut rustc = Command::new(&libraries.rustc);
    rustc.arg("--test").arg(&root).args([
        "--crate-name",
        "own",
        "--edition",
        edition,
        "--cap-lints",
        "allow",
    ]);
    rustc.args(["-C", "opt-level=1", "-C", "debuginfo=0", "-C", "strip=debuginfo"]);
    rustc.args(["-A", "explicit_builtin_cfgs_in_flags"]);
    for (name, library) in &libraries.named {
        rustc.arg("--extern").arg(format!("{name}={}", library.display()));
    }
    rustc.arg("-L").arg(format!("dependency={}", libraries.dependencies.display()));
    rustc.arg("--remap-path-prefix").arg(format!("{}={}", files.display(), beside.display()));
    rustc.arg("-o").arg(&program);
    rustc.arg(format!("--emit=link={},dep-info={}", program.display(), dependencies.display()));
    let colour = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    rustc.args(["--color", if colour { "always" } else { "never" }]);
    let waited = waited::run(&mut rustc, PATIENCE).map_err(|error| {
        let rustc = libraries.rustc.display();
        UserError::new(format!(
            "{rustc} does not start: {error}; put that Rust back, or build racelab with another"
        ))
    })?;
    let output = match waited {
        Waited::Ended(output) => output,
        Waited::Interrupted => {
            return Err(UserError::interrupted("interrupted while your file was compiled").into());
        }
        Waited::TooLong => {
            return Err(UserError::new(format!(
                "{} is not compiled after {} s: look for a constant or a macro that goes on for ever",
                source.path.display(),
                PATIENCE.as_secs()
            ))
            .into());
        }
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // A few of its hints name the folder as it is.
        let here = if beside.as_os_str().is_empty() { Path::new(".") } else { beside };
        return Err(Refusal::Wrong(said.replace(&files.display().to_string(), &here.display().to_string())));
    }
    remember(&known, &options, &dependencies);
    Ok(Compiled { program, _lock: lock })
}

/// Writes the copy, and links to what lies beside the reader's file.
fn lay_out(path: &Path, files: &Path, text: &str) -> std::io::Result<PathBuf> {
    let _ = fs::remove_dir_all(files);
    fs::create_dir_all(files)?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    if let Some(folder) = path.parent() {
        for entry in fs::read_dir(folder)?.flatten() {
            if entry.file_name() != name {
                link(&entry.path(), &files.join(entry.file_name()))?;
            }
        }
    }
    let root = files.join(name);
    fs::write(&root, text)?;
    Ok(root)
}

#[cfg(unix)]
fn link(file: &Path, from: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(file, from)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Writes down what the program was compiled from, as the compiler says it: `program: a.rs b.rs`. Where that cannot be
/// read or written, it is compiled again the next time.
fn remember(known: &Path, options: &str, dependencies: &Path) {
    let Ok(said) = fs::read_to_string(dependencies) else { return };
    let Some((_, files)) = said.lines().next().and_then(|line| line.split_once(": ")) else { return };
    let files = files.replace("\\ ", "\0");
    let files = files.split(' ').filter(|file| !file.is_empty()).map(|file| file.replace('\0', " "));
    let contents: Vec<_> = files.map(|file| json!([file, content(&file)])).collect();
    let _ = fs::write(known, json!({ "options": options, "files": contents }).to_string());
}

fn is_as_it_was(known: &Path, options: &str) -> bool {
    let known = fs::read_to_string(known).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    known.is_some_and(|known| {
        let files = known["files"].as_array().into_iter().flatten();
        let mut changed =
            files.filter(|pair| pair[1] != json!(content(pair[0].as_str().unwrap_or_default())));
        known["options"] == options && changed.next().is_none()
    })
}

fn content(file: &str) -> Option<u64> {
    fs::read(file).ok().map(|bytes| hash(&bytes))
}

/// The edition of the package that the file lies in, by its Cargo.toml; the newest for a file by itself.
fn edition(path: &Path) -> &'static str {
    let package =
        path.ancestors().skip(1).find_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    let written = package.as_deref().into_iter().flat_map(str::lines).find_map(|line| {
        line.trim()
            .strip_prefix("edition")?
            .trim_start()
            .strip_prefix('=')?
            .trim()
            .trim_matches('"')
            .parse()
            .ok()
    });
    match written.unwrap_or(2024) {
        2015 => "2015",
        2018 => "2018",
        2021 => "2021",
        _ => "2024",
    }
}
