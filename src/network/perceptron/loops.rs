//! The loops that are not matrix products.
//!
//! `multiversion` compiles each of them several times, for AVX-512, for AVX2 and so on, and calls
//! the version that suits the processor, where a plain build may assume no more than SSE2. All
//! versions compute the same bits: Rust neither reorders nor fuses floating point operations.
//!
//! Where a row may be as short as a convolution's filters, the loop counts, though zipped iterators would read better: this
//! kit is built without optimisation across units of code, which keeps the build short, and there setting up a zip is a
//! call, which takes longer than 16 numbers do.

use multiversion::multiversion;

/// Adds the biases to each row of `outputs` and applies the rectifier, max(0, x).
///
/// NaN stays NaN: a network that has diverged should look like it.
#[multiversion(targets = "simd")]
pub(in crate::network) fn add_and_rectify(outputs: &mut [f32], biases: &[f32]) {
    for row in outputs.chunks_exact_mut(biases.len()) {
        for number in 0..biases.len() {
            let sum = row[number] + biases[number];
            row[number] = if sum < 0.0 { 0.0 } else { sum };
        }
    }
}

/// Adds the biases to each row of `outputs`.
#[multiversion(targets = "simd")]
pub(in crate::network) fn add(outputs: &mut [f32], biases: &[f32]) {
    for row in outputs.chunks_exact_mut(biases.len()) {
        for number in 0..biases.len() {
            row[number] += biases[number];
        }
    }
}

/// Zeroes the deltas of outputs that the rectifier holds at 0: its slope is 0 there and 1 elsewhere.
#[multiversion(targets = "simd")]
pub(in crate::network) fn mask(deltas: &mut [f32], outputs: &[f32]) {
    for (delta, &output) in deltas.iter_mut().zip(outputs) {
        *delta = if output > 0.0 { *delta } else { 0.0 };
    }
}

/// Overwrites `sums` with the sum of the rows of `elements`.
#[multiversion(targets = "simd")]
pub(in crate::network) fn sum_rows(elements: &[f32], sums: &mut [f32]) {
    sums.fill(0.0);
    for row in elements.chunks_exact(sums.len()) {
        for number in 0..row.len() {
            sums[number] += row[number];
        }
    }
}
