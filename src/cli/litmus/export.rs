//! Writes the gallery to files, for herd7 and for whoever wants to change a test.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use racelab::report::Page;
use racelab_loom::litmus::gallery::gallery;

use crate::cli::arguments::UserError;

/// Writes each test to a file of its name in the folder, which is made if it is not there. A file that is
/// there already is left as it is, unless it is the very same.
pub fn run(folder: &Path) -> Result<ExitCode, UserError> {
    let cannot = |path: &Path, error: &std::io::Error| {
        UserError::new(format!(
            "cannot write {}: {error}; name a folder that you may write to",
            path.display()
        ))
    };
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let files: Vec<_> =
        gallery().iter().map(|entry| (folder.join(format!("{}.litmus", entry.name)), entry.text)).collect();
    let is_other = |(path, text): &&(_, &str)| fs::read_to_string(path).is_ok_and(|there| there != **text);
    if let Some((path, _)) = files.iter().find(is_other) {
        return Err(UserError::new(format!(
            "{} is there and is not the gallery's: nothing was written; name another folder",
            path.display()
        )));
    }
    for (path, text) in &files {
        fs::write(path, text).map_err(|error| cannot(path, &error))?;
    }
    Page::new().say(&format!("{} litmus tests written to {}", files.len(), folder.display()));
    Ok(ExitCode::SUCCESS)
}
