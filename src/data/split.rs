//! Images to train on, and others to test on that the network never saw while it learned.

use rand::seq::SliceRandom;

use super::{Dataset, digits, generator};

/// A dataset in two parts that share no image.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// What the network learns from.
    pub train: Dataset,
    /// What its accuracy is measured on.
    pub test: Dataset,
}

impl Split {
    /// How many of the digits are test images: a fifth. The other 1437 are for training.
    pub const DIGITS_TEST: usize = 360;

    /// What the split of the digits is drawn from.
    ///
    /// A constant, and none of a run's own seed: two runs with different seeds differ in their
    /// initial weights and batches, but their accuracies are measured on the same images.
    pub const DIGITS_SEED: u64 = 0;

    /// The digits, split at random but always alike: 1437 images to train on, 360 to test on.
    ///
    /// Why not the first 1437 and the last 360? They are stored writer by writer, so those at the
    /// end are in handwritings that the network never saw. That is a harder question (accuracy is
    /// about 6 points lower), and a good one, but not the one that these lessons ask.
    pub fn of_digits() -> Split {
        Split::random(&digits(), Split::DIGITS_TEST, Split::DIGITS_SEED)
    }

    /// `test` images of `dataset`, drawn at random from `seed`, are for testing, all others for
    /// training.
    ///
    /// # Panics
    /// If the dataset has fewer than `test` images.
    pub fn random(dataset: &Dataset, test: usize, seed: u64) -> Split {
        let mut rows: Vec<usize> = (0..dataset.len()).collect();
        rows.shuffle(&mut generator(seed, "split"));
        let (test, train) = rows.split_at(test);
        Split { train: dataset.select(train), test: dataset.select(test) }
    }
}
