//! What is timed back to back, and what a series of it says.

use std::time::Duration;

/// How long each of four things took that ran one right after the other.
pub struct Turn {
    /// Two large matrix products at the same time, on a thread each.
    pub two_products: Duration,
    /// A training run with one thread.
    pub sequential: Duration,
    /// One such matrix product.
    pub product: Duration,
    /// A training run with the approach: the same batches, from the same weights.
    pub approach: Duration,
}

impl Turn {
    /// How many times as quick as one thread the approach was.
    pub fn ratio(&self) -> f64 {
        self.sequential.div_duration_f64(self.approach)
    }

    /// How many times as much as one thread two threads could do that have nothing to do with each
    /// other: 2 where both have a core to themselves.
    pub fn capacity(&self) -> f64 {
        2.0 * self.product.div_duration_f64(self.two_products)
    }
}

/// The quartiles of a series: a quarter of it is below the first, a half below the second, and three
/// quarters below the third.
///
/// Quartiles, and not mean and deviation, because disturbances are rare and huge: a run that the
/// operating system interrupted for 20 ms moves a mean as far as it likes, and the median by one rank.
pub fn quartiles(values: impl IntoIterator<Item = f64>) -> [f64; 3] {
    let mut sorted: Vec<_> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarters| sorted[(sorted.len() - 1) * quarters / 4])
}

/// The value in the middle of a series.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let [_, median, _] = quartiles(values);
    median
}
