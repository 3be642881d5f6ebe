//! The learner's folder: a file for each exercise, and one that keeps his progress.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::super::super::RACELAB;
use super::super::super::arguments::UserError;
use super::super::super::text;
use super::super::course::{self, Exercise};
use super::super::taken::{Refused, take};
use super::progress::{FILE, Progress};
use crate::report::{Page, counted};

/// No answer has so many bytes.
const LARGEST: u64 = 1 << 20;

/// Where a learner works, and on what.
pub struct Folder {
    /// Where it is, as it was typed or found.
    pub path: PathBuf,
    /// All exercises of this kit.
    pub exercises: Vec<Exercise>,
    /// What he has done so far.
    pub progress: Progress,
}

impl Folder {
    /// That with this path; or this folder, or one around it.
    pub fn find(path: Option<&Path>) -> Result<Folder, UserError> {
        let exercises = course::read_all(&course::folder())?;
        let path = match path {
            Some(path) if path.is_dir() => path.to_owned(),
            Some(path) => {
                return Err(UserError::new(format!(
                    "there is no folder {}: make it with `{RACELAB} exercise init {0}`",
                    path.display()
                )));
            }
            None => around().ok_or_else(|| {
                UserError::new(format!(
                    "there are no exercises here: `{RACELAB} exercise init DIR` makes a folder with them; then work in it, \
                     or name it with --dir DIR"
                ))
            })?,
        };
        let progress = Progress::read(&path)?;
        Ok(Folder { path, exercises, progress })
    }

    /// What to type for something that is to be done in this folder.
    pub fn command(&self, what: &str) -> String {
        let named = if self.path == Path::new(".") {
            String::new()
        } else {
            format!(" --dir {}", self.path.display())
        };
        format!("{RACELAB} exercise{named} {what}")
    }

    /// The learner's file of an exercise.
    pub fn file(&self, exercise: &Exercise) -> PathBuf {
        self.path.join(exercise.file())
    }

    /// What is in it; `None` if it is not there.
    pub fn text(&self, exercise: &Exercise) -> Result<Option<String>, UserError> {
        let path = self.file(exercise);
        match text::of_plain_file(&path, LARGEST) {
            // What is no UTF-8 is no Rust either, and the verdict says so.
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(UserError::new(format!("cannot read {}: {error}", path.display()))),
        }
    }

    /// The exercise with this name, number or file.
    pub fn named(&self, name: &str) -> Result<&Exercise, UserError> {
        named(&self.exercises, name, &self.command("list"))
    }

    /// The same; without a name, the one that is next.
    pub fn meant(&self, name: Option<&str>, fast: bool) -> Result<&Exercise, UserError> {
        match name {
            Some(name) => self.named(name),
            None => self.next(fast, None).ok_or_else(|| {
                UserError::new(format!(
                    "all exercises{} are solved, so none is next: name one; `{}` has their names",
                    if fast { " of the fast track" } else { "" },
                    self.command("list")
                ))
            }),
        }
    }

    /// The exercise after this one that is not solved yet, or else the first that is not; without one, that at which he
    /// was.
    pub fn next(&self, fast: bool, after: Option<&Exercise>) -> Option<&Exercise> {
        let is_open = |exercise: &&Exercise| {
            (!fast || exercise.header.fast) && !self.progress.is_solved(&exercise.name)
        };
        let mut open = self.exercises.iter().filter(is_open);
        let first = open.clone().find(|exercise| after.is_none_or(|after| exercise.name != after.name));
        let wanted = match after {
            Some(after) => open.find(|exercise| exercise.name > after.name),
            None => open.find(|exercise| self.progress.current.as_ref() == Some(&exercise.name)),
        };
        wanted.or(first)
    }
}

/// The exercise with this name, number or file: `08_raise_the_flag`, `raise_the_flag`, `8`, `work/08_raise_the_flag.rs`.
/// Where there is none, `list` is what to type to see their names.
pub fn named<'a>(exercises: &'a [Exercise], name: &str, list: &str) -> Result<&'a Exercise, UserError> {
    let stem = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    let stem = stem.strip_suffix(".rs").unwrap_or(&stem);
    let is = |exercise: &&Exercise| {
        let short = exercise.name.split_once('_').map_or("", |(_, short)| short);
        exercise.name == stem || short == stem || stem.parse() == Ok(exercise.number())
    };
    exercises.iter().find(is).ok_or_else(|| {
        UserError::new(format!("no exercise is called '{name}': `{list}` names them, with their numbers"))
    })
}

fn around() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here.ancestors().find(|folder| folder.join(FILE).is_file())?;
    // As short as can be, where it is this one.
    Some(if found == here { PathBuf::from(".") } else { found.to_owned() })
}

/// Makes a folder with every exercise that it does not have yet. What is there already stays as it is.
pub fn init(path: &Path) -> Result<ExitCode, UserError> {
    let exercises = course::read_all(&course::folder())?;
    let unwritable = |path: &Path, error: &std::io::Error| {
        UserError::new(format!(
            "cannot write {}: {error}; name a folder that you may write to",
            path.display()
        ))
    };
    fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
    let (mut new, mut other) = (0, Vec::new());
    for exercise in &exercises {
        let file = path.join(exercise.file());
        match fs::File::create_new(&file) {
            Ok(mut made) => {
                made.write_all(exercise.starter().as_bytes()).map_err(|error| unwritable(&file, &error))?;
                new += 1;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let theirs = text::of_plain_file(&file, LARGEST).unwrap_or_default();
                let theirs = String::from_utf8_lossy(&theirs);
                if let Err(Refused::Changed(_)) = take(exercise, &theirs) {
                    other.push(exercise.file());
                }
            }
            Err(error) => return Err(unwritable(&file, &error)),
        }
    }
    let progress = Progress::read(path)?;
    progress.write(path)?;
    let mut page = Page::new();
    let there = exercises.len() as u64 - new;
    page.say(&match there {
        0 => format!("{} has {} now.", path.display(), counted(new, "exercise")),
        there => format!(
            "{} has {} more; {there} were there already, and are as they were.",
            path.display(),
            counted(new, "exercise")
        ),
    });
    if !other.is_empty() {
        page.say(&format!(
            "Outside of the regions that are yours, these differ from this version of racelab: {}. `exercise reset NAME` \
             begins one anew, and keeps yours beside it.",
            other.join(", ")
        ));
    }
    page.say(&format!("Begin with: {RACELAB} exercise --dir {}", path.display()));
    Ok(ExitCode::SUCCESS)
}
