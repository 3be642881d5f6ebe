//! Which network learns, by name, and how large it is for the data at hand.

use std::fmt;
use std::str::FromStr;

use super::{Convolution, Perceptron, RadialBasis};
use crate::data::{Source, Split};

/// A kind of network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Architecture {
    /// [`Perceptron`]: each neuron sees the whole image.
    #[default]
    Dense,
    /// [`Convolution`]: a neuron sees nine pixels.
    Convolution,
    /// [`RadialBasis`]: a neuron knows an image of its own.
    RadialBasis,
}

impl Architecture {
    /// All kinds, in the order in which they are listed to the user.
    pub const ALL: [Architecture; 3] =
        [Architecture::Dense, Architecture::Convolution, Architecture::RadialBasis];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::Dense => "dense",
            Architecture::Convolution => "convolution",
            Architecture::RadialBasis => "radial-basis",
        }
    }

    /// The learning rate with which it learns well where it learns at all, given that of the perceptron. The derivatives
    /// by a centre are small, as an image is near few of them.
    pub fn rate(self, perceptron: f32) -> f32 {
        match self {
            Architecture::Dense | Architecture::Convolution => perceptron,
            Architecture::RadialBasis => 6.0 * perceptron,
        }
    }

    /// The perceptron for this data, with hidden layers of these sizes.
    pub fn perceptron(hidden: &[usize], split: &Split) -> Perceptron {
        let (inputs, classes) = (split.train.features(), split.train.classes());
        Perceptron::new(&[&[inputs], hidden, &[classes]].concat())
    }

    /// The convolutional network for images of this size: a block of 16 filters, and one of 32 where there is room.
    ///
    /// # Errors
    /// If the images are smaller than 2 x 2 pixels.
    pub fn convolution(split: &Split) -> Result<Convolution, TooSmall> {
        let data = &split.train;
        let (height, width) = data.shape();
        match height.min(width) {
            0..2 => Err(TooSmall { height, width }),
            2..16 => Ok(Convolution::new(height, width, &[16], data.classes())),
            _ => Ok(Convolution::new(height, width, &[16, 32], data.classes())),
        }
    }

    /// The radial-basis network for this data, with as many units as the perceptron has hidden neurons by default.
    pub fn radial_basis(source: Source, split: &Split) -> RadialBasis {
        let data = &split.train;
        RadialBasis::new(data.features(), source.defaults().hidden.iter().sum(), data.classes())
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Architecture {
    type Err = UnknownArchitecture;

    fn from_str(name: &str) -> Result<Self, UnknownArchitecture> {
        let found = Architecture::ALL.into_iter().find(|architecture| architecture.name() == name);
        found.ok_or_else(|| UnknownArchitecture { name: name.to_owned() })
    }
}

/// There is no network of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no network called `{name}`: choose one of {}", Architecture::ALL.map(Architecture::name).join(", "))]
pub struct UnknownArchitecture {
    /// The name that was asked for.
    pub name: String,
}

/// The images are too small for this network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "images of {height} x {width} pixels are too small to pool: at least 2 x 2 are needed; try --network dense"
)]
pub struct TooSmall {
    /// Pixels from top to bottom.
    pub height: usize,
    /// Pixels from left to right.
    pub width: usize,
}
