//! What the networks learn from: datasets, their split, and the batches of a training run.
//!
//! Everything here is settled before a thread starts and is only read afterwards, which is why
//! nothing in this room needs a lock. In reading order:
//!
//! | file | what it has |
//! | --- | --- |
//! | `dataset.rs` | [`Dataset`]: labelled images in one flat array |
//! | `digits.rs` | [`digits`]: 1797 handwritten digits, inside the program |
//! | `split.rs` | [`Split`]: images to train on, and others to test on |
//! | `wide.rs` | [`wide`]: generated images of 28 x 28 pixels, for comparing speed |
//! | `idx.rs` | [`folder`]: MNIST and its kin, from files that are not believed |
//! | `source.rs` | [`Source`]: the data by name, and the [`Defaults`] to train with on each |
//! | `batches.rs` | [`Batches`]: which images make up each weight update, and whose they are |
//!
//! Another set of images is another function that returns a [`Split`], and a line in [`Source`].

mod batches;
mod dataset;
mod digits;
mod idx;
mod source;
mod split;
mod wide;

pub use batches::{Batch, Batches};
pub use dataset::Dataset;
pub use digits::digits;
pub use idx::{DataError, MOST_PIXELS, folder};
pub use source::{Defaults, Source, UnknownSource};
pub use split::Split;
pub use wide::wide;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// The random numbers of one purpose: the same for the same `seed` and `purpose` on every platform.
///
/// A purpose has numbers of its own, so that a change in how many the batches draw does not change
/// the initial weights.
///
/// # Panics
/// If `purpose` has more than 24 letters: two that differ only after those would share their numbers.
pub fn generator(seed: u64, purpose: &str) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..][..purpose.len()].copy_from_slice(purpose.as_bytes());
    ChaCha8Rng::from_seed(key)
}
