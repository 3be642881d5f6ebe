//! Files for results.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::arguments::UserError;

/// A file for results, or standard output (`-`).
///
/// That it can be written is found out before the work is done that goes into it, and what it held
/// before stays until there is something to take its place.
pub enum ResultFile {
    /// A file, by its path.
    File(PathBuf, File),
    /// Standard output.
    Stdout,
}

impl ResultFile {
    /// Opens a file that was asked for, if one was.
    pub fn open(path: Option<&Path>) -> Result<Option<Self>, UserError> {
        let Some(path) = path else { return Ok(None) };
        if path.as_os_str() == "-" {
            return Ok(Some(ResultFile::Stdout));
        }
        match File::options().write(true).create(true).truncate(false).open(path) {
            Ok(file) => Ok(Some(ResultFile::File(path.to_owned(), file))),
            Err(error) => Err(unwritable(path, &error)),
        }
    }

    /// Opens the files for JSON and for a drawing, where they were asked for. Standard output has room for
    /// one of them.
    pub fn open_both(json: Option<&Path>, svg: Option<&Path>) -> Result<[Option<Self>; 2], UserError> {
        let is_stdout = |path: &Path| path.as_os_str() == "-";
        if json.is_some_and(is_stdout) && svg.is_some_and(is_stdout) {
            return Err(UserError::new(
                "only one of --json and --svg can be -: give the other the name of a file",
            ));
        }
        Ok([ResultFile::open(json)?, ResultFile::open(svg)?])
    }

    /// Whether results go to standard output, which is then to hold nothing else.
    pub fn is_stdout(file: &Option<Self>) -> bool {
        matches!(file, Some(ResultFile::Stdout))
    }

    /// Writes results, where a file was asked for.
    pub fn write(file: &mut Option<Self>, results: &str) -> Result<(), UserError> {
        match file {
            None => Ok(()),
            Some(ResultFile::File(path, file)) => {
                let written = file.set_len(0).and_then(|()| writeln!(file, "{results}"));
                written.map_err(|error| unwritable(path, &error))
            }
            Some(ResultFile::Stdout) => match writeln!(std::io::stdout(), "{results}") {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    Err(unwritable(Path::new("-"), &error))
                }
                _ => Ok(()),
            },
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> UserError {
    let path = path.display();
    UserError::new(format!("cannot write {path}: {error}; name a file in a folder that you may write to"))
}
