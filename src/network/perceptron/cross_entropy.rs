//! The end of the network: softmax, and the cross-entropy between it and the labels.

use multiversion::multiversion;

/// Adds the biases to each row of `logits`, and overwrites `deltas` with the derivatives of the
/// loss by these sums. Returns the loss.
///
/// Softmax turns a row of logits z into probabilities pᵢ = exp(zᵢ) / Σⱼ exp(zⱼ); the loss of an
/// image is -ln(p of its label). Loss and derivatives are divided by `whole`. The derivative by
/// zᵢ is pᵢ, less 1 where i is the label: the two functions are taken together because their
/// derivatives alone are neither that simple nor that well-conditioned (Goodfellow, Bengio and
/// Courville 2016, Deep Learning, section 6.2.2.3).
pub(in crate::network) fn cross_entropy(
    logits: &mut [f32],
    biases: &[f32],
    labels: impl Iterator<Item = usize>,
    whole: usize,
    deltas: &mut [f32],
) -> f32 {
    let classes = biases.len();
    let share = 1.0 / whole as f32;
    add_and_shift(logits, biases);
    exponentials(logits, deltas);
    let mut loss = 0.0;
    let rows = logits.chunks_exact(classes).zip(deltas.chunks_exact_mut(classes));
    for ((logits, deltas), label) in rows.zip(labels) {
        let sum: f32 = deltas.iter().sum();
        let factor = share / sum;
        for delta in deltas.iter_mut() {
            *delta *= factor;
        }
        deltas[label] -= share;
        loss += sum.ln() - logits[label];
    }
    loss * share
}

/// Adds the biases to each row of `logits`, and subtracts the largest sum of the row from all of it.
///
/// Softmax stays the same, but its exponentials can no longer overflow.
#[multiversion(targets = "simd")]
fn add_and_shift(logits: &mut [f32], biases: &[f32]) {
    for row in logits.chunks_exact_mut(biases.len()) {
        let mut largest = f32::NEG_INFINITY;
        for (logit, bias) in row.iter_mut().zip(biases) {
            *logit += bias;
            largest = if *logit > largest { *logit } else { largest };
        }
        for logit in row {
            *logit -= largest;
        }
    }
}

/// Overwrites `powers` with exp(x) for each of the `exponents`, which are at most 0.
#[multiversion(targets = "simd")]
fn exponentials(exponents: &[f32], powers: &mut [f32]) {
    for (power, &exponent) in powers.iter_mut().zip(exponents) {
        *power = exponential(exponent);
    }
}

/// exp(x) for x at most 0, to within one part in 2²³; below -87, exp(-87).
///
/// The library's `exp` is a call for each number; this is straight-line code that a compiler can
/// vectorise. With n = x / ln 2 rounded to a whole number, exp(x) = 2ⁿ exp(r) where |r| is at most
/// ln 2 / 2, and a polynomial does for exp(r). Coefficients, and ln 2 split in two so that the
/// product with n loses nothing: Moshier 1992, Cephes, `expf.c`.
#[inline(always)]
fn exponential(x: f32) -> f32 {
    // Adding 1.5 * 2²³ leaves no bits for a fraction: the sum is rounded, and its low bits are n.
    const ROUNDER: f32 = 12_582_912.0;
    let x = if x < -87.0 { -87.0 } else { x };
    let rounded = x * std::f32::consts::LOG2_E + ROUNDER;
    let n = rounded - ROUNDER;
    let r = x - n * (355.0 / 512.0) - n * -2.121_944_4e-4;
    let mut polynomial = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = polynomial * r + coefficient;
    }
    // 2ⁿ: n put where a float keeps its exponent, on top of the exponent of 1.
    let power = f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    (polynomial * (r * r) + r + 1.0) * power
}

#[cfg(test)]
mod tests {
    use super::exponential;

    #[test]
    fn the_exponential_is_right_to_one_part_in_two_to_the_twenty_third() {
        for step in 0..=870_000 {
            let x = step as f32 * -1e-4;
            let exact = f64::from(x).exp();
            let error = (f64::from(exponential(x)) - exact) / exact;
            assert!(error.abs() < f64::from(f32::EPSILON), "exp({x}) is off by {error:e}");
        }
    }

    #[test]
    fn the_exponential_keeps_infinity_finite_and_nan_visible() {
        assert_eq!(exponential(0.0), 1.0);
        assert_eq!(exponential(f32::NEG_INFINITY), exponential(-87.0));
        assert!(exponential(f32::NAN).is_nan());
    }
}
