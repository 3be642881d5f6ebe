//! Writes the gallery to files, for herd7 and for whoever wants to change a test.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use racelab::report::{Page, counted, printable};
use racelab_loom::litmus::gallery::gallery;

use crate::cli::arguments::UserError;
use crate::cli::replace::{replace, target};

/// Takes back what was written before something went wrong, and the folders that were made for it. What cannot be
/// removed stays: there is a complaint already.
fn remove(written: &[(PathBuf, &str)], made: &[&Path]) {
    for (path, _) in written {
        let _ = fs::remove_file(path);
    }
    for folder in made {
        let _ = fs::remove_dir(folder);
    }
}

/// Writes each test to a file of its name in the folder, which is made if it is not there. A file that is
/// there already is left as it is: if it is another than the gallery's, nothing is written at all.
pub fn run(folder: &Path) -> Result<ExitCode, UserError> {
    let cannot = |path: &Path, error: &io::Error| {
        UserError::new(format!(
            "cannot write {}: {error}; name a folder that you may write to",
            path.display()
        ))
    };
    // From the folder itself upwards.
    let is_made = |folder: &&Path| folder.as_os_str() != "" && !folder.exists();
    let made: Vec<_> = folder.ancestors().take_while(is_made).collect();
    fs::create_dir_all(folder).map_err(|error| {
        remove(&[], &made);
        cannot(folder, &error)
    })?;
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
    for (written, (path, text)) in missing.iter().enumerate() {
        target(path).and_then(|target| replace(&target, text.as_bytes())).map_err(|error| {
            remove(&missing[..written], &made);
            cannot(path, &error)
        })?;
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
