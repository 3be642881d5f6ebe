//! Writes the gallery to files, for herd7 and for whoever wants to change a test.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::ExitCode;

use racelab::report::{Page, counted, printable};
use racelab_loom::litmus::gallery::gallery;

use crate::cli::arguments::UserError;
use crate::cli::replace::{replace, target};

/// Writes each test to a file of its name in the folder, which is made if it is not there. A file that is
/// there already is left as it is: if it is another than the gallery's, nothing is written at all.
pub fn run(folder: &Path) -> Result<ExitCode, UserError> {
    let cannot = |path: &Path, error: &io::Error| {
        UserError::new(format!(
            "cannot write {}: {error}; name a folder that you may write to",
            path.display()
        ))
    };
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let mut missing = Vec::new();
    for entry in gallery() {
        let path = folder.join(format!("{}.litmus", entry.name));
        match fs::read(&path) {
            Ok(there) if there == entry.text.as_bytes() => {}
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push((path, entry.text)),
            Ok(_) | Err(_) => {
                return Err(UserError::new(format!(
                    "{} is there and is not the gallery's: nothing was written; name another folder",
                    path.display()
                )));
            }
        }
    }
    for (path, text) in &missing {
        target(path)
            .and_then(|target| replace(&target, text.as_bytes()))
            .map_err(|error| cannot(path, &error))?;
    }
    let (all, there) = (gallery().len(), gallery().len() - missing.len());
    let folder = printable(&folder.display().to_string());
    let mut page = Page::new();
    match there {
        0 => page.say(&format!("{all} litmus tests written to {folder}")),
        _ => page.say(&format!(
            "{} written to {folder}; {there} were there already",
            counted(missing.len() as u64, "litmus test")
        )),
    }
    Ok(ExitCode::SUCCESS)
}
