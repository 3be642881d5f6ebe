//! The largest of each 2 x 2 pixels, channel by channel, and its derivative.
//!
//! The innermost loops count, where zipped iterators would read better, for the reason given in
//! `network/perceptron/loops.rs`.

use multiversion::multiversion;

/// Overwrites `pooled` with the largest of each 2 x 2 pixels of images of `height` x `width` x `channels` numbers. An
/// odd last row or column is left out.
pub(super) fn pool(height: usize, width: usize, channels: usize, images: &[f32], pooled: &mut [f32]) {
    let line = width * channels;
    let pooled_line = width / 2 * channels;
    let pooled_images = pooled.chunks_exact_mut((height / 2) * pooled_line);
    for (image, pooled) in images.chunks_exact(height * line).zip(pooled_images) {
        for (lines, pooled) in image.chunks_exact(2 * line).zip(pooled.chunks_exact_mut(pooled_line)) {
            let (upper, lower) = lines.split_at(line);
            largest(channels, upper, lower, pooled);
        }
    }
}

/// Two lines of pixels become one of half the length.
#[multiversion(targets = "simd")]
fn largest(channels: usize, upper: &[f32], lower: &[f32], pooled: &mut [f32]) {
    for (x, pooled) in pooled.chunks_exact_mut(channels).enumerate() {
        let (a, b) = upper[2 * x * channels..][..2 * channels].split_at(channels);
        let (c, d) = lower[2 * x * channels..][..2 * channels].split_at(channels);
        for channel in 0..channels {
            let (a, b, c, d) = (a[channel], b[channel], c[channel], d[channel]);
            // NaN stays NaN where it is first: a network that has diverged should look like it.
            let above = if b > a { b } else { a };
            let below = if d > c { d } else { c };
            pooled[channel] = if below > above { below } else { above };
        }
    }
}

/// Overwrites `deltas` with the derivatives of the loss by what came out of the filters, before the rectifier, given
/// the rectified `images`, the largest of each 2 x 2 of them and the deltas of those.
///
/// Only the largest has a part in the loss, the first of them where several are; and none where it is 0, which the
/// rectifier made of whatever it was.
pub(super) fn unpool(
    height: usize,
    width: usize,
    channels: usize,
    images: &[f32],
    (pooled, pooled_deltas): (&[f32], &[f32]),
    deltas: &mut [f32],
) {
    let line = width * channels;
    let pooled_line = width / 2 * channels;
    if height % 2 == 1 || width % 2 == 1 {
        deltas.fill(0.0);
    }
    let images = images.chunks_exact(height * line).zip(deltas.chunks_exact_mut(height * line));
    let pooled = pooled.chunks_exact((height / 2) * pooled_line);
    let pooled = pooled.zip(pooled_deltas.chunks_exact((height / 2) * pooled_line));
    for ((image, deltas), (pooled, pooled_deltas)) in images.zip(pooled) {
        let lines = image.chunks_exact(2 * line).zip(deltas.chunks_exact_mut(2 * line));
        let pooled = pooled.chunks_exact(pooled_line).zip(pooled_deltas.chunks_exact(pooled_line));
        for ((lines, deltas), pooled) in lines.zip(pooled) {
            for (part, (pixels, deltas)) in
                lines.chunks_exact(line).zip(deltas.chunks_exact_mut(line)).enumerate()
            {
                let other = &lines[(1 - part) * line..][..line];
                share(channels, part == 1, (pixels, other), pooled, deltas);
            }
        }
    }
}

/// The deltas of one of the two lines, of which `other` is the other one; `lower`: of the second.
#[multiversion(targets = "simd")]
fn share(
    channels: usize,
    lower: bool,
    (pixels, other): (&[f32], &[f32]),
    (pooled, pooled_deltas): (&[f32], &[f32]),
    deltas: &mut [f32],
) {
    for (x, deltas) in deltas.chunks_exact_mut(2 * channels).enumerate() {
        // Slices of one length: then the channels are done several at a time.
        let (left, right) = pixels[2 * x * channels..][..2 * channels].split_at(channels);
        let (other_left, other_right) = other[2 * x * channels..][..2 * channels].split_at(channels);
        let (left_deltas, right_deltas) = deltas.split_at_mut(channels);
        let (largest, shares) =
            (&pooled[x * channels..][..channels], &pooled_deltas[x * channels..][..channels]);
        for channel in 0..channels {
            let (left, right, largest) = (left[channel], right[channel], largest[channel]);
            let share = if largest > 0.0 { shares[channel] } else { 0.0 };
            // In the lower line, neither is the first where one of the upper line is as large.
            let in_other = (other_left[channel] == largest) | (other_right[channel] == largest);
            let share = if lower & in_other { 0.0 } else { share };
            left_deltas[channel] = if left == largest { share } else { 0.0 };
            right_deltas[channel] = if (right == largest) & (left != largest) { share } else { 0.0 };
        }
    }
}
