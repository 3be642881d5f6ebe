//! A network that trains, and counts the updates that arrive.

use std::ops::Range;

use super::Network;
use crate::data::Batch;

/// Another network with one weight more, a layer of its own, that says how many updates have arrived.
///
/// A gradient that really trains says little about whether all updates arrived, and one that counts, as a
/// [`Tally`](super::Tally)'s, trains nothing. This has both: the other network's gradient, and after it a tally's, so
/// that each update adds 1 to the last weight at the rate for which it was made.
#[derive(Clone, Debug)]
pub struct Counted<N> {
    network: N,
    rate: f32,
}

impl<N: Network> Counted<N> {
    /// Counts the updates of `network` at a learning rate that is a power of two, so that no bit is lost.
    pub fn new(network: N, rate: f32) -> Self {
        Counted { network, rate }
    }
}

impl<N: Network> Network for Counted<N> {
    type Scratch = N::Scratch;

    fn weights(&self) -> usize {
        self.network.weights() + 1
    }

    fn layers(&self) -> Vec<Range<usize>> {
        let counter = self.network.weights();
        let mut layers = self.network.layers();
        layers.push(counter..counter + 1);
        layers
    }

    fn scratch(&self, batch: usize) -> N::Scratch {
        self.network.scratch(batch)
    }

    fn gradient(
        &self,
        weights: &[f32],
        batch: Batch<'_>,
        gradient: &mut [f32],
        scratch: &mut N::Scratch,
    ) -> f32 {
        let counter = self.network.weights();
        let share = batch.len() as f32 / batch.whole() as f32;
        gradient[counter] = -share / self.rate;
        self.network.gradient(&weights[..counter], batch, &mut gradient[..counter], scratch)
    }
}
