//! Which test is meant: one of the gallery, or one in a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use racelab_loom::litmus::format::{self, LONGEST_TEXT, Options, Reading, Remark};
use racelab_loom::litmus::{Test, gallery};

use crate::cli::RACELAB;
use crate::cli::arguments::UserError;
use crate::cli::attend::while_wanted;
use crate::cli::files::ResultFile;

/// A test, and what was typed to name it.
pub struct Named {
    /// The test.
    pub test: Test,
    /// What is to be said of how its text was understood.
    pub remarks: Vec<Remark>,
    /// What was typed.
    pub typed: String,
    /// The file that it was read from, if it was.
    file: PathBuf,
    /// The text, where it was made of a scenario.
    pub made: Option<String>,
}

impl Named {
    /// Makes sure that results do not go where the test itself is read from.
    pub fn stays(&self, results: &[Option<&Path>]) -> Result<(), UserError> {
        ResultFile::spare(&self.file, results)
    }
}

/// The test with this name: of the gallery, or else in the file with this path.
pub fn named(name: &str, options: &Options) -> Result<Named, UserError> {
    let text = match gallery::find(name) {
        Some(entry) => entry.text.to_owned(),
        None => read(name)?,
    };
    let Reading { test, remarks } =
        format::read(&text, options).map_err(|error| UserError::new(format!("{name}:{error}")))?;
    Ok(Named { test, remarks, typed: name.to_owned(), file: name.into(), made: None })
}

/// The test with this text, made of a scenario of a reader's file.
pub fn made(
    file: &Path,
    scenario: Option<&str>,
    text: String,
    options: &Options,
) -> Result<Named, UserError> {
    let typed: Vec<_> = [file.display().to_string()].into_iter().chain(scenario.map(str::to_owned)).collect();
    let typed = typed.join(" ");
    let Reading { test, remarks } = format::read(&text, options)
        .map_err(|error| UserError::new(format!("{typed} does not make a valid litmus test: {error}")))?;
    Ok(Named { test, remarks, typed, file: file.to_owned(), made: Some(text) })
}

fn beginning(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file, and no more of it than a litmus test can have.
fn read(path: &str) -> Result<String, UserError> {
    let there = std::fs::metadata(path);
    if there.as_ref().is_ok_and(std::fs::Metadata::is_dir) && !path.ends_with(".litmus") {
        return Err(UserError::new(format!(
            "'{path}' is a folder, and neither a file nor a test of the gallery ({RACELAB} litmus lists the gallery)"
        )));
    }
    // A pipe will do as well as a file.
    if !there.is_ok_and(|there| !there.is_dir()) && !path.ends_with(".litmus") {
        let meant = match &gallery::similar(path)[..] {
            [] => String::new(),
            similar => format!("; did you mean {}?", similar.join(" or ")),
        };
        return Err(UserError::new(format!(
            "no test of the gallery and no file is called '{path}'{meant} ({RACELAB} litmus lists the gallery)"
        )));
    }
    let to_read = path.to_owned();
    // A pipe that nobody writes to is waited for until Ctrl-C.
    let bytes = while_wanted("reading a file", &format!("{path} was not read"), move || beginning(&to_read))?;
    let bytes = bytes.map_err(|error| UserError::new(format!("cannot read {path}: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        UserError::new(format!("{path} is no litmus test: it is not text (UTF-8) from byte {at} on"))
    })
}
