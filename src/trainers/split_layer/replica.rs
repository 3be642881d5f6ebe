//! What each worker has: its columns of the first layer, and a copy of all other layers.

use std::ops::Range;

use crate::data::Batch;
use crate::network::{Layer, Layered, descend};

/// A layer with its weights and their gradient.
struct Trained<L> {
    layer: L,
    weights: Vec<f32>,
    gradient: Vec<f32>,
}

/// A copy of the network that lacks most of its first layer.
pub struct Replica<'a, N: Layered> {
    network: &'a N,
    /// Which columns of the first layer are in here.
    mine: Range<usize>,
    /// Of the first layer only those columns.
    layers: Vec<Trained<N::Layer>>,
    /// The images, and then the outputs of each layer: of the first, those of all columns.
    activations: Vec<Vec<f32>>,
    /// The derivatives of the loss by the outputs of each layer: of the first, those of all columns.
    deltas: Vec<Vec<f32>>,
    /// The columns in here of the first layer's deltas.
    my_deltas: Vec<f32>,
}

impl<'a, N: Layered> Replica<'a, N> {
    /// A replica with these columns, for batches of up to `rows` images. All its allocation is done here.
    pub fn new(network: &'a N, weights: &[f32], mine: Range<usize>, rows: usize) -> Self {
        let trained = |(number, range): (usize, Range<usize>)| {
            let (layer, weights) = (network.layer(number), &weights[range]);
            let (layer, weights) = match number {
                0 => (layer.columns(mine.clone()), layer.weights_of_columns(weights, mine.clone())),
                _ => (layer, weights.to_vec()),
            };
            Trained { layer, gradient: vec![0.0; weights.len()], weights }
        };
        let ranges = network.layers();
        let outputs = (0..ranges.len()).map(|number| vec![0.0; rows * network.layer(number).outputs()]);
        let deltas: Vec<_> = outputs.collect();
        let images = vec![0.0; rows * network.layer(0).inputs()];
        Replica {
            network,
            layers: ranges.into_iter().enumerate().map(trained).collect(),
            activations: std::iter::once(images).chain(deltas.iter().cloned()).collect(),
            my_deltas: vec![0.0; rows * mine.len()],
            deltas,
            mine,
        }
    }

    /// Overwrites `outputs` with those of the columns in here.
    pub fn first(&mut self, batch: Batch<'_>, outputs: &mut [f32]) {
        let Trained { layer, weights, .. } = &self.layers[0];
        let images = &mut self.activations[0][..batch.len() * layer.inputs()];
        self.network.images(batch, images);
        layer.forward(weights, images, &mut outputs[..batch.len() * layer.outputs()]);
    }

    /// Takes in the outputs of somebody's columns: they are side by side in each image's row.
    pub fn take(&mut self, outputs: &[f32], columns: Range<usize>, rows: usize) {
        let all = self.network.layer(0).outputs();
        let places = self.activations[1].chunks_exact_mut(all).take(rows);
        for (place, outputs) in places.zip(outputs.chunks_exact(columns.len())) {
            place[columns.clone()].copy_from_slice(outputs);
        }
    }

    /// Goes on from the outputs of the first layer to the loss, and all the way back, and makes the update.
    pub fn rest_and_back(&mut self, batch: Batch<'_>, rate: f32) -> f32 {
        let (rows, all) = (batch.len(), self.network.layer(0).outputs());
        for (number, Trained { layer, weights, .. }) in self.layers.iter().enumerate().skip(1) {
            let (before, after) = self.activations.split_at_mut(number + 1);
            let inputs = &before[number][..rows * layer.inputs()];
            layer.forward(weights, inputs, &mut after[0][..rows * layer.outputs()]);
        }
        let last = self.layers.len() - 1;
        let outputs = rows * self.network.layer(last).outputs();
        let (logits, deltas) =
            (&mut self.activations[last + 1][..outputs], &mut self.deltas[last][..outputs]);
        let loss = self.network.loss(&self.layers[last].weights, logits, batch, deltas);
        for (number, Trained { layer, weights, gradient }) in self.layers.iter_mut().enumerate().skip(1).rev()
        {
            let (before, after) = self.deltas.split_at_mut(number);
            let inputs = rows * layer.inputs();
            layer.backward(
                weights,
                &self.activations[number][..inputs],
                &after[0][..rows * layer.outputs()],
                gradient,
                Some(&mut before[number - 1][..inputs]),
            );
        }
        // ANCHOR: mine
        let Trained { layer, weights, gradient } = &mut self.layers[0];
        let my_deltas = &mut self.my_deltas[..rows * self.mine.len()];
        for (mine, deltas) in
            my_deltas.chunks_exact_mut(self.mine.len()).zip(self.deltas[0].chunks_exact(all))
        {
            mine.copy_from_slice(&deltas[self.mine.clone()]);
        }
        layer.backward(weights, &self.activations[0][..rows * layer.inputs()], my_deltas, gradient, None);
        // ANCHOR_END: mine
        for Trained { weights, gradient, .. } in &mut self.layers {
            descend(weights, gradient, rate);
        }
        loss
    }

    /// The weights of each layer.
    pub fn into_weights(self) -> Vec<Vec<f32>> {
        self.layers.into_iter().map(|trained| trained.weights).collect()
    }
}

/// The weights of the whole network, put together of the columns that each worker has; the other layers are
/// those of worker 0, which are everybody's.
pub fn joined(replicas: &[Vec<Vec<f32>>], rows: usize) -> Vec<f32> {
    let mut columns: Vec<_> =
        replicas.iter().map(|layers| layers[0].chunks_exact(layers[0].len() / rows)).collect();
    let mut joined = Vec::new();
    for _ in 0..rows {
        columns.iter_mut().filter_map(|rows| rows.next()).for_each(|row| joined.extend_from_slice(row));
    }
    replicas[0][1..].iter().for_each(|weights| joined.extend_from_slice(weights));
    joined
}
