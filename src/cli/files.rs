//! Files for results.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use racelab::report::Page;

use super::arguments::UserError;
use super::attend::attended;
use super::replace::{probe, replace, target};

/// A file for results, or standard output (`-`).
///
/// That it can be written is found out before the work is done that goes into it, and what it held
/// before stays until there is something to take its place.
pub enum ResultFile {
    /// A file that is replaced in one piece: the path that was typed, and where it leads.
    Whole(PathBuf, PathBuf),
    /// A pipe or a device, which is written as it is.
    Straight(PathBuf, File),
    /// Standard output, by the path that was typed.
    Stdout(PathBuf),
}

impl ResultFile {
    /// Opens a file that was asked for, if one was.
    pub fn open(path: Option<&Path>) -> Result<Option<Self>, UserError> {
        let Some(path) = path else { return Ok(None) };
        if path.as_os_str() == "-" || is_stream(path, &io::stdout()) {
            return Ok(Some(ResultFile::Stdout(path.to_owned())));
        }
        let there = path.metadata();
        let is_file = there.as_ref().map_or(true, |there| there.is_file() || there.is_dir());
        if is_file && !is_stream(path, &io::stderr()) {
            let target = target(path).and_then(|target| probe(&target).map(|()| target));
            return match target {
                Ok(target) => Ok(Some(ResultFile::Whole(path.to_owned(), target))),
                Err(error) => Err(unwritable(path, &error)),
            };
        }
        // A pipe can be opened only once somebody reads from it, and that may be never.
        let to_open = path.to_owned();
        match attended("opening a file", move || File::options().append(true).open(to_open))? {
            Ok(Ok(file)) => Ok(Some(ResultFile::Straight(path.to_owned(), file))),
            Ok(Err(error)) => Err(unwritable(path, &error)),
            Err(_) => {
                Err(UserError::interrupted(format!("interrupted: nobody reads from {}", path.display())))
            }
        }
    }

    /// Opens the files that were asked for, each by an option of its own. One file has room for one of them.
    pub fn open_each<const N: usize>(
        asked: [(&str, Option<&Path>); N],
    ) -> Result<[Option<Self>; N], UserError> {
        let mut files = [const { None }; N];
        for (number, (option, path)) in asked.into_iter().enumerate() {
            let file = ResultFile::open(path)?;
            for (before, (other, _)) in files.iter().zip(asked).take(number) {
                match (before, &file) {
                    (Some(ResultFile::Stdout(_)), Some(ResultFile::Stdout(_))) => {
                        return Err(UserError::new(format!(
                            "only one of {other} and {option} can be standard output: give the other the name of a \
                             file"
                        )));
                    }
                    (Some(one), Some(file)) if one.is_same(file) => {
                        return Err(UserError::new(format!(
                            "{other} and {option} are the same file, {}: give each a name of its own",
                            one.path().display()
                        )));
                    }
                    _ => {}
                }
            }
            files[number] = file;
        }
        Ok(files)
    }

    /// The path that was typed.
    fn path(&self) -> &Path {
        match self {
            ResultFile::Whole(path, _) | ResultFile::Straight(path, _) | ResultFile::Stdout(path) => path,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (ResultFile::Whole(_, one), ResultFile::Whole(_, other)) => {
                // Or two names of one file.
                let identity = |path: &Path| File::open(path).ok().and_then(|file| identity(&file));
                one == other || identity(one).is_some_and(|one| Some(one) == identity(other))
            }
            (ResultFile::Straight(_, one), ResultFile::Straight(_, other)) => {
                identity(one).is_some_and(|one| Some(one) == identity(other))
            }
            (ResultFile::Stdout(_), ResultFile::Stdout(_)) => true,
            _ => false,
        }
    }

    /// Makes sure that no results replace the file at `source`, which they are made from.
    pub fn spare(source: &Path, asked: &[Option<&Path>]) -> Result<(), UserError> {
        let itself = target(source).ok();
        let is_source = |path: &Path| itself.is_some() && target(path).ok() == itself;
        if asked.iter().flatten().any(|path| is_source(path)) {
            return Err(UserError::new(format!(
                "the results would replace {}, which they are made from: give them a file of their own",
                source.display()
            )));
        }
        Ok(())
    }

    /// The page to write to while there are these results as well. It is hidden where they go to standard
    /// output, which is then to hold nothing else; and where they go to a file, a reader who closes the
    /// pipe loses only the page.
    pub fn page(files: &[&Option<Self>]) -> Page {
        let files = || files.iter().filter_map(|file| file.as_ref());
        if files().any(|file| matches!(file, ResultFile::Stdout(_))) {
            Page::hidden()
        } else if files().next().is_some() {
            Page::patient()
        } else {
            Page::new()
        }
    }

    /// Writes results, where a file was asked for.
    pub fn write(file: &mut Option<Self>, results: &str) -> Result<(), UserError> {
        let results = format!("{results}\n");
        let Some(file) = file else { return Ok(()) };
        let written = match file {
            ResultFile::Whole(_, target) => replace(target, results.as_bytes()),
            ResultFile::Straight(_, file) => file.write_all(results.as_bytes()),
            ResultFile::Stdout(_) => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(results.as_bytes()).and_then(|()| stdout.flush())
            }
        };
        match (written, &*file) {
            (Ok(()), _) => Ok(()),
            // The reader of a pipe may stop at any time.
            (Err(error), ResultFile::Straight(..) | ResultFile::Stdout(_))
                if error.kind() == ErrorKind::BrokenPipe =>
            {
                Ok(())
            }
            (Err(error), ResultFile::Stdout(path)) if path.as_os_str() == "-" => {
                Err(UserError::new(format!("cannot write to standard output: {error}")))
            }
            (Err(error), _) => Err(unwritable(file.path(), &error)),
        }
    }

    /// Writes results that Ctrl-C may have cut short. Where they are `empty` for that reason, a file that
    /// is there already is worth more, and stays.
    pub fn write_unless(
        empty: bool,
        page: &mut Page,
        file: &mut Option<Self>,
        results: &str,
    ) -> Result<(), UserError> {
        match file {
            Some(ResultFile::Whole(path, _)) if empty => {
                page.say(&format!("Nothing was written to {}: there are no results.", path.display()));
                Ok(())
            }
            _ => ResultFile::write(file, results),
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> UserError {
    let path = path.display();
    let advice = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room there, or name a file elsewhere"
        }
        _ => "name a file in a folder that you may write to",
    };
    UserError::new(format!("cannot write {path}: {error}; {advice}"))
}

/// What makes a file itself, whatever path leads to it: its device and its number there.
#[cfg(unix)]
fn identity(file: &File) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(_file: &File) -> Option<(u64, u64)> {
    None
}

/// Whether the path leads to where this stream goes: `/dev/stdout`, `/dev/fd/1`, or the file that standard
/// output was redirected to.
#[cfg(unix)]
fn is_stream(path: &Path, stream: &impl std::os::fd::AsFd) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(stream) = stream.as_fd().try_clone_to_owned() else { return false };
    let there = path.metadata().map(|there| (there.dev(), there.ino()));
    there.is_ok_and(|there| Some(there) == identity(&File::from(stream)))
}

#[cfg(not(unix))]
fn is_stream<S>(_path: &Path, _stream: &S) -> bool {
    false
}
