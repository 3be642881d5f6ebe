//! `racelab new DIR`: a small crate with a lock in it, and tests that explore it.
//!
//! Its files lie in `template`, as they are written but for three words, `@NAME@` and its kin: the crate's name, and the
//! paths of the libraries in this clone.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use racelab::report::Page;

use super::arguments::UserError;

/// The files, each with where it goes.
const FILES: [(&str, &str); 6] = [
    ("Cargo.toml", include_str!("template/Cargo.toml.txt")),
    ("README.md", include_str!("template/README.md.txt")),
    ("src/lib.rs", include_str!("template/lib.rs.txt")),
    ("src/sync.rs", include_str!("template/sync.rs.txt")),
    ("src/lock.rs", include_str!("template/lock.rs.txt")),
    ("src/handoff.rs", include_str!("template/handoff.rs.txt")),
];

/// The folders of the clone that a crate depends on, by the words that stand for their paths.
const LIBRARIES: [(&str, &str); 2] = [("@LOOM@", "loom"), ("@ENGINE@", "engine")];

/// Writes the crate.
pub fn run(folder: &Path) -> Result<ExitCode, UserError> {
    is_free(folder)?;
    let mut words = vec![("@NAME@", name(folder))];
    let clone = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (word, library) in LIBRARIES {
        words.push((word, path_of(&clone.join(library))?));
    }
    // So that nothing is left where something cannot be written.
    let made = Made::by_now(folder);
    for (path, text) in FILES {
        let words = words.iter().map(|(word, stands_for)| match path {
            "Cargo.toml" => (*word, format!("{stands_for:?}")),
            _ => (*word, stands_for.clone()),
        });
        let text = words.fold(text.to_owned(), |text, (word, stands_for)| text.replace(word, &stands_for));
        write(&folder.join(path), &without_labels(&text)).map_err(|error| {
            made.take_back(folder);
            refused(folder, &error)
        })?;
    }
    // So that the crate is built with the versions that racelab was. Without it, cargo chooses some itself.
    let lock = folder.join("Cargo.lock");
    if fs::copy(clone.join("Cargo.lock"), &lock).is_err() {
        // Half of it would be worse than none.
        let _ = fs::remove_file(lock);
    }
    let mut page = Page::patient();
    page.say(&format!(
        "{} is a crate now, with a lock, tests that explore it, and a mistake to find. It depends on the libraries in \
         {}, and only its tests do.",
        folder.display(),
        clone.display()
    ));
    page.blank();
    let shown = folder.display().to_string();
    let typed = if shown.chars().all(|letter| letter.is_alphanumeric() || "/._-+".contains(letter)) {
        shown
    } else {
        // As a shell takes it for one word, whatever is in it.
        format!("'{}'", shown.replace('\'', r"'\''"))
    };
    page.verbatim(&format!("    cd {typed}\n    cargo test\n"));
    page.say("README.md says what to do next.");
    Ok(ExitCode::SUCCESS)
}

/// What is not there before the crate is written.
struct Made<'a> {
    /// From the crate's own folder upwards.
    folders: Vec<&'a Path>,
}

impl<'a> Made<'a> {
    fn by_now(folder: &'a Path) -> Self {
        let is_made = |folder: &&Path| folder.as_os_str() != "" && !folder.exists();
        Made { folders: folder.ancestors().take_while(is_made).collect() }
    }

    /// Removes what was written, and the folders that were made for it. What cannot be removed stays: there is a
    /// complaint already.
    fn take_back(&self, folder: &Path) {
        for (path, _) in FILES {
            let _ = fs::remove_file(folder.join(path));
        }
        let _ = fs::remove_dir(folder.join("src"));
        for folder in &self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Refuses a folder in which there is something already.
fn is_free(folder: &Path) -> Result<(), UserError> {
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(UserError::new(format!(
            "{} has files in it, and stays as it is: name a folder that is empty, or not there yet",
            folder.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(refused(folder, &error)),
    }
}

/// The book shows parts of these files, by labels that are for nobody else.
fn without_labels(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("// ANCHOR"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A name for a package, after the folder: what cargo takes for one.
fn name(folder: &Path) -> String {
    let whole = env::current_dir().unwrap_or_default().join(folder);
    let last = whole.components().next_back().map(|last| last.as_os_str().to_string_lossy().into_owned());
    let fits = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    let name: String = last.unwrap_or_default().to_lowercase().chars().map(fits).collect();
    let name = name.trim_matches('-');
    let is_taken = || ["racelab", "racelab-engine", "test", "core", "std", "alloc"].contains(&name);
    let is_word = || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err();
    if is_taken() || is_word() {
        format!("my-{name}").trim_end_matches('-').to_owned()
    } else {
        name.to_owned()
    }
}

/// The path of a library in this clone, as the manifest names it.
fn path_of(library: &Path) -> Result<String, UserError> {
    if !library.join("Cargo.toml").exists() {
        return Err(UserError::new(format!(
            "a new crate needs racelab's libraries, and {} is not there: build racelab anew where its clone is now",
            library.display()
        )));
    }
    library.to_str().map(str::to_owned).ok_or_else(|| {
        UserError::new(format!(
            "the path of this clone, {}, is no Unicode, and a manifest cannot name it: move the clone",
            library.display()
        ))
    })
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}

fn refused(folder: &Path, error: &io::Error) -> UserError {
    UserError::new(format!("cannot write a crate to {}: {error}; name another folder", folder.display()))
}
