//! Batches: which images make up each weight update. Drawn once from a seed, before any thread
//! starts, so that every approach trains on the same batches and takes the same number of steps.

use std::ops::Range;

use rand::seq::SliceRandom;

use super::{Dataset, generator};

/// All batches of a training run, in order.
#[derive(Clone, Debug)]
pub struct Batches<'a> {
    dataset: &'a Dataset,
    /// Rows of the dataset, batch after batch.
    rows: Vec<u32>,
    /// Where each batch stands in `rows`.
    ranges: Vec<Range<usize>>,
}

/// One batch, or one worker's part of it.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    dataset: &'a Dataset,
    rows: &'a [u32],
    whole: usize,
}

impl<'a> Batches<'a> {
    /// `epochs` passes over the dataset, each in an order of its own drawn from `seed`, cut into
    /// batches of `size` images. The last batch of an epoch is smaller where the division leaves a
    /// remainder.
    ///
    /// # Panics
    /// If `size` is 0, or the dataset has more than `u32::MAX` images.
    pub fn new(dataset: &'a Dataset, size: usize, epochs: usize, seed: u64) -> Self {
        assert!(size > 0, "a batch holds at least one image");
        let images = u32::try_from(dataset.len()).expect("a dataset of at most u32::MAX images");
        let mut random = generator(seed, "batches");
        let mut rows = Vec::with_capacity(epochs * dataset.len());
        let mut ranges = Vec::new();
        for _ in 0..epochs {
            let first = rows.len();
            rows.extend(0..images);
            rows[first..].shuffle(&mut random);
            ranges.extend((first..rows.len()).step_by(size).map(|start| start..rows.len().min(start + size)));
        }
        Batches { dataset, rows, ranges }
    }

    /// The batches of one pass alone, counted from 0, where all of these make `epochs` passes. To train on
    /// one pass after another is to train on all of them.
    pub fn epoch(&self, epoch: usize, epochs: usize) -> Batches<'a> {
        let each = self.ranges.len() / epochs;
        let ranges = self.ranges[epoch * each..(epoch + 1) * each].to_vec();
        let first = ranges.first().map_or(0, |range| range.start);
        let last = ranges.last().map_or(0, |range| range.end);
        Batches {
            dataset: self.dataset,
            rows: self.rows[first..last].to_vec(),
            ranges: ranges.into_iter().map(|range| range.start - first..range.end - first).collect(),
        }
    }

    /// How many batches there are: the number of weight updates in a training run.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether there is nothing to train on.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The size of the largest batch: what a worker's scratch memory has to hold.
    pub fn largest(&self) -> usize {
        self.ranges.iter().map(Range::len).max().unwrap_or(0)
    }

    /// How many images all batches hold together, counting an image once an epoch.
    pub fn images(&self) -> usize {
        self.rows.len()
    }

    /// Every batch, in order.
    pub fn all(&self) -> impl Iterator<Item = Batch<'_>> {
        self.of(0, 1)
    }

    /// The batch with this number, counted from 0.
    pub fn get(&self, number: usize) -> Option<Batch<'_>> {
        let range = self.ranges.get(number)?;
        Some(Batch { dataset: self.dataset, rows: &self.rows[range.clone()], whole: range.len() })
    }

    /// The whole batches that belong to `worker`, one of `workers`: dealt in turn, like cards.
    pub fn of(&self, worker: usize, workers: usize) -> impl Iterator<Item = Batch<'_>> {
        (worker..self.len()).step_by(workers).filter_map(|number| self.get(number))
    }

    /// The part of *every* batch that belongs to `worker`, one of `workers`.
    ///
    /// Parts differ by at most one image; a part is empty where a batch has fewer images than there
    /// are workers. The gradients of a batch's parts add up to the gradient of the batch.
    pub fn parts(&self, worker: usize, workers: usize) -> impl Iterator<Item = Batch<'_>> {
        self.ranges.iter().map(move |range| self.part_of(range, worker, workers))
    }

    /// One part of one batch, both counted from 0: the batch is cut into so many.
    pub fn part(&self, number: usize, part: usize, parts: usize) -> Option<Batch<'_>> {
        Some(self.part_of(self.ranges.get(number)?, part, parts))
    }

    fn part_of(&self, range: &Range<usize>, part: usize, parts: usize) -> Batch<'_> {
        let cut = |part: usize| range.start + range.len() * part / parts;
        Batch { dataset: self.dataset, rows: &self.rows[cut(part)..cut(part + 1)], whole: range.len() }
    }
}

impl<'a> Batch<'a> {
    /// How many images are in here.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether this is the empty part of a small batch.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many images the whole batch has that this is a part of. A gradient is divided by it.
    pub fn whole(&self) -> usize {
        self.whole
    }

    /// How many inputs an image has.
    pub fn features(&self) -> usize {
        self.dataset.features()
    }

    /// The images: `len` slices of `features` inputs each.
    pub fn images(&self) -> impl Iterator<Item = &'a [f32]> {
        let (dataset, rows) = (self.dataset, self.rows);
        rows.iter().map(move |&row| dataset.image(row as usize))
    }

    /// The class of each image, in the same order.
    pub fn labels(&self) -> impl Iterator<Item = usize> {
        let (dataset, rows) = (self.dataset, self.rows);
        rows.iter().map(move |&row| usize::from(dataset.labels()[row as usize]))
    }
}
