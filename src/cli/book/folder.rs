//! The book's folder: where it is, and what is in its generated part.

use std::fs;
use std::path::{Path, PathBuf};

use super::parts::Part;
use crate::cli::arguments::UserError;
use crate::cli::replace::{replace, target};

/// The folder `book` of a clone of the project.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Finds the book in the folder that the command is run in, or in one around it.
    pub fn find() -> Result<Self, UserError> {
        let here = std::env::current_dir()
            .map_err(|error| UserError::new(format!("this folder cannot be read: {error}")))?;
        let books = here.ancestors().map(|folder| folder.join("book"));
        let found = books.into_iter().find(|book| book.join("generated.list").is_file());
        found.map(|path| Folder { path }).ok_or_else(|| {
            UserError::new("there is no book/generated.list here: run this in a clone of racelab")
        })
    }

    /// A path within the book.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The text of a file of the book.
    pub fn read(&self, name: &str) -> Result<String, UserError> {
        let path = self.path(name);
        let text = fs::read_to_string(&path);
        text.map_err(|error| UserError::new(format!("cannot read {}: {error}", path.display())))
    }

    /// Whether the file of this part is there and is just like it.
    pub fn holds(&self, part: &Part) -> bool {
        fs::read(self.generated(&part.file)).is_ok_and(|held| held == part.content.as_bytes())
    }

    /// Writes a part, with all of it or nothing changed: first beside its file, then in its place.
    pub fn write(&self, part: &Part) -> Result<(), UserError> {
        write_whole(&self.generated(&part.file), &part.content)
    }

    /// Writes a file of the book.
    pub fn write_text(&self, name: &str, text: &str) -> Result<(), UserError> {
        write_whole(&self.path(name), text)
    }

    /// The files in the generated folder that belong to none of the parts.
    pub fn left_over(&self, parts: &[Part]) -> Result<Vec<String>, UserError> {
        let folder = self.generated("");
        let unreadable =
            |error| UserError::new(format!("cannot read the folder {}: {error}", folder.display()));
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
            if !parts.iter().any(|part| part.file == file) {
                files.push(file);
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    /// Removes a file of the generated folder.
    pub fn remove(&self, file: &str) -> Result<(), UserError> {
        let path = self.generated(file);
        fs::remove_file(&path)
            .map_err(|error| UserError::new(format!("cannot remove {}: {error}", path.display())))
    }

    fn generated(&self, file: &str) -> PathBuf {
        self.path("src/generated").join(file)
    }
}

fn write_whole(path: &Path, text: &str) -> Result<(), UserError> {
    let folder = path.parent().expect("a file is in a folder");
    let written = fs::create_dir_all(folder)
        .and_then(|()| target(path))
        .and_then(|target| replace(&target, text.as_bytes()));
    written.map_err(|error| UserError::new(format!("cannot write {}: {error}", path.display())))
}
