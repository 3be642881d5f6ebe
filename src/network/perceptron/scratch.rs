//! What a worker needs of its own, beside a gradient, to compute gradients.

use super::dense::Dense;
use crate::data::Batch;

/// Memory for the gradient of a batch of so many images, allocated once a worker.
///
/// All matrices have one row an image. Every gradient overwrites what it reads of them.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// The images, side by side: `batch` x `inputs` of the network.
    pub(super) images: Vec<f32>,
    /// The outputs of each layer: `batch` x `outputs` of the layer. The last are the logits.
    pub(super) outputs: Vec<Vec<f32>>,
    /// The derivatives of the loss by the outputs of each layer, as they were before the rectifier.
    pub(super) deltas: Vec<Vec<f32>>,
}

impl Scratch {
    /// Memory for a network of these layers and batches of up to `batch` images.
    pub(super) fn new(layers: &[Dense], batch: usize) -> Self {
        let outputs: Vec<_> = layers.iter().map(|layer| vec![0.0; batch * layer.outputs]).collect();
        Scratch { images: vec![0.0; batch * layers[0].inputs], deltas: outputs.clone(), outputs }
    }
}

/// Copies the images of `batch`, which are scattered all over the dataset, to the start of
/// `memory`, and returns that part of it.
///
/// A matrix product wants its rows at a fixed distance from one another.
///
/// # Panics
/// If the memory is too small.
pub(in crate::network) fn gather<'a>(batch: Batch<'_>, memory: &'a mut [f32]) -> &'a [f32] {
    let features = batch.features();
    let room = memory.len() / features;
    assert!(batch.len() <= room, "a batch of {} images, and scratch memory for {room}", batch.len());
    for (image, place) in batch.images().zip(memory.chunks_exact_mut(features)) {
        place.copy_from_slice(image);
    }
    &memory[..batch.len() * features]
}
