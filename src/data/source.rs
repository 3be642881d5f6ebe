//! The data by name, and what to train with on each unless told otherwise.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::{DataError, Split, idx, wide};

/// Where images come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Handwritten digits, 8 x 8 pixels: real, small, quick to learn.
    Digits,
    /// Generated images, 28 x 28 pixels: enough work a step to compare speeds.
    Wide,
    /// IDX files in this folder: MNIST and its kin.
    Folder(&'static str),
}

/// A training run's settings where the user gives none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Sizes of the hidden layers, in neurons.
    pub hidden: &'static [usize],
    /// Images a batch.
    pub batch: usize,
    /// Passes over the training images.
    pub epochs: usize,
    /// Learning rate: how far a step goes along the gradient.
    pub rate: f32,
}

impl Source {
    /// All sources that are inside the program, in the order in which they are listed to the user.
    pub const ALL: [Source; 2] = [Source::Digits, Source::Wide];

    /// The name on the command line, or the folder.
    pub fn name(self) -> &'static str {
        match self {
            Source::Digits => "digits",
            Source::Wide => "wide",
            Source::Folder(folder) => folder,
        }
    }

    /// Reads or generates the images: the same ones every time.
    ///
    /// # Errors
    /// If the files of a folder are no dataset. What is inside the program always is.
    pub fn load(self) -> Result<Split, DataError> {
        match self {
            Source::Digits => Ok(Split::of_digits()),
            Source::Wide => Ok(wide()),
            Source::Folder(folder) => idx::folder(Path::new(folder)),
        }
    }

    /// Settings with which one worker ends at 97 to 98 of 100 test images right, of the data inside the program.
    pub fn defaults(self) -> Defaults {
        match self {
            Source::Digits => Defaults { hidden: &[64], batch: 32, epochs: 30, rate: 0.3 },
            Source::Wide | Source::Folder(_) => Defaults { hidden: &[128], batch: 64, epochs: 5, rate: 0.1 },
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name, or the path of a folder. The program keeps the path for good: it trains on one.
impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(name: &str) -> Result<Self, UnknownSource> {
        match Source::ALL.into_iter().find(|source| source.name() == name) {
            Some(source) => Ok(source),
            None if Path::new(name).is_dir() => Ok(Source::Folder(name.to_owned().leak())),
            None => Err(UnknownSource { name: name.to_owned() }),
        }
    }
}

/// There is no data of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no data and no folder called `{name}`: choose one of {}, or name a folder with IDX files",
    Source::ALL.map(Source::name).join(", ")
)]
pub struct UnknownSource {
    /// The name that was asked for.
    pub name: String,
}
