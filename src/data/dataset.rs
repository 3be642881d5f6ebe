//! Labelled images in one flat, row-major array.

/// Labelled images: `len` rows of `features` inputs each, and a class a row.
///
/// An image keeps its height and width, so that a network that looks at neighbouring pixels (a
/// convolution) can use the same data as one that does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    height: usize,
    width: usize,
    classes: usize,
    inputs: Vec<f32>,
    labels: Vec<u8>,
}

impl Dataset {
    /// A dataset of `labels.len()` images of `height` x `width` pixels.
    ///
    /// `inputs` holds the pixels, row by row and image by image: `labels.len() * height * width`
    /// numbers, by custom between 0 and 1. Labels are below `classes`.
    ///
    /// # Panics
    /// If the lengths disagree or a label is not below `classes`: both are mistakes of the caller.
    pub fn new(height: usize, width: usize, classes: usize, inputs: Vec<f32>, labels: Vec<u8>) -> Self {
        assert_eq!(inputs.len(), labels.len() * height * width, "one row of inputs for each label");
        assert!(labels.iter().all(|&label| usize::from(label) < classes), "every label is below {classes}");
        Dataset { height, width, classes, inputs, labels }
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image at all.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Inputs an image: `height * width`.
    pub fn features(&self) -> usize {
        self.height * self.width
    }

    /// Height and width of an image, in pixels.
    pub fn shape(&self) -> (usize, usize) {
        (self.height, self.width)
    }

    /// How many classes the labels tell apart.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The pixels of image `row`: `features` numbers.
    pub fn image(&self, row: usize) -> &[f32] {
        &self.inputs[row * self.features()..][..self.features()]
    }

    /// The pixels of all images, row after row: `len * features` numbers.
    pub fn images(&self) -> &[f32] {
        &self.inputs
    }

    /// The class of each image.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// A new dataset of the given rows, in the given order.
    pub fn select(&self, rows: &[usize]) -> Self {
        let inputs = rows.iter().flat_map(|&row| self.image(row)).copied().collect();
        let labels = rows.iter().map(|&row| self.labels[row]).collect();
        Dataset { inputs, labels, ..*self }
    }
}
