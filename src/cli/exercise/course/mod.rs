//! The exercises as they are written: `lessons/exercises/NN_name.rs`.
//!
//! One file holds the solution, and by markers the starter and whatever else there is to say; nothing is written twice.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `header` | the lines `// exercise:`, the title and the task |
//! | `pieces` | the program: what stays as it is, and the regions that the learner edits |
//! | [`fixtures`] | answers that people give, right and wrong, each with its verdict |

pub mod fixtures;
mod header;
mod pieces;

use std::fs;
use std::path::{Path, PathBuf};

use super::super::arguments::UserError;
pub use header::{Header, Kind};
pub use pieces::{Given, Marker, Piece, Region, Regions};

/// An exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its name, which begins with its place: `08_raise_the_flag`.
    pub name: String,
    /// What is said of it.
    pub header: Header,
    /// The program, in the order of its lines.
    pub pieces: Vec<Piece>,
}

impl Exercise {
    /// Reads one from its text. What is wrong with it is said with the line that it is in.
    pub fn read(name: &str, text: &str) -> Result<Exercise, String> {
        let header = Header::read(text)?;
        let pieces = pieces::read(text, header.kind)?;
        let exercise = Exercise { name: name.to_owned(), header, pieces };
        if exercise.regions().next().is_none() {
            return Err("it has no region: `// yours: NAME` ... `// end`".to_owned());
        }
        Ok(exercise)
    }

    /// Its place, as its name has it; 0 where it has none.
    pub fn number(&self) -> u32 {
        self.name.split('_').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Its name and its title.
    pub fn heading(&self) -> String {
        format!("{}: {}", self.name, self.header.title)
    }

    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.rs", self.name)
    }

    /// What the learner edits.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Region(region) => Some(region),
            Piece::Frame(_) | Piece::Given { .. } | Piece::Again(_) => None,
        })
    }

    /// What the learner begins with.
    pub fn starter(&self) -> String {
        self.with(&self.regions_of(|region| &region.starter), Given::Broken)
    }

    /// What solves it.
    pub fn solution(&self) -> String {
        self.with(&self.regions_of(|region| &region.solution), Given::Broken)
    }

    /// The regions of the starter, or of the solution.
    pub fn regions_of(&self, which: impl Fn(&Region) -> &String) -> Regions {
        self.regions().map(|region| (region.name.clone(), which(region).clone())).collect()
    }

    /// The program with these regions in it; a region that is missing there is the solution's.
    pub fn with(&self, regions: &Regions, given: Given) -> String {
        pieces::written(&self.pieces, regions, given)
    }

    /// What is judged besides the learner's file: the same with other numbers, or with more threads.
    pub fn again(&self) -> String {
        let again = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Again(text) => Some(text.as_str()),
            Piece::Frame(_) | Piece::Given { .. } | Piece::Region(_) => None,
        });
        again.collect()
    }

    /// The scenario of this name, if it is one that is judged besides the learner's file.
    pub fn again_called(&self, scenario: &str) -> Option<String> {
        let again = self.again();
        let found = again.split("\n\n").find(|text| text.contains(&format!("fn {scenario}(")))?;
        Some(found.trim_end().to_owned())
    }

    /// The lines that answer it, counted from 1 in the starter: of a `reading` alone.
    pub fn here(&self) -> Vec<usize> {
        pieces::here(&self.pieces)
    }
}

/// The folder of the exercises in this clone.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/exercises")
}

/// All exercises of a folder, in their order.
pub fn read_all(folder: &Path) -> Result<Vec<Exercise>, UserError> {
    let unreadable = |error| {
        UserError::new(format!(
            "cannot read the exercises in {}: {error}; racelab finds them in the clone that it was built in",
            folder.display()
        ))
    };
    let mut exercises = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(unreadable)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let exercise = Exercise::read(&name, &text);
            exercises.push(exercise.map_err(|wrong| UserError::new(format!("{}: {wrong}", path.display())))?);
        }
    }
    exercises.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(exercises)
}
