//! The largest of each 2 x 2 pixels, channel by channel, and its derivative.

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
    let windows = upper.chunks_exact(2 * channels).zip(lower.chunks_exact(2 * channels));
    for ((upper, lower), pooled) in windows.zip(pooled.chunks_exact_mut(channels)) {
        let ((a, b), (c, d)) = (upper.split_at(channels), lower.split_at(channels));
        for ((((pooled, &a), &b), &c), &d) in pooled.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            // NaN stays NaN where it is first: a network that has diverged should look like it.
            let above = if b > a { b } else { a };
            let below = if d > c { d } else { c };
            *pooled = if below > above { below } else { above };
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
    let lines = pixels.chunks_exact(2 * channels).zip(other.chunks_exact(2 * channels));
    let lines = lines.zip(deltas.chunks_exact_mut(2 * channels));
    let pooled = pooled.chunks_exact(channels).zip(pooled_deltas.chunks_exact(channels));
    for (((pixels, other), deltas), (largest, shares)) in lines.zip(pooled) {
        // Slices of one length, walked together: then the channels are done several at a time.
        let ((left, right), (other_left, other_right)) =
            (pixels.split_at(channels), other.split_at(channels));
        let (left_deltas, right_deltas) = deltas.split_at_mut(channels);
        let deltas = left_deltas.iter_mut().zip(right_deltas);
        let others = other_left.iter().zip(other_right);
        let all = deltas.zip(left.iter().zip(right)).zip(others).zip(largest.iter().zip(shares));
        for (
            (((left_delta, right_delta), (&left, &right)), (&other_left, &other_right)),
            (&largest, &share),
        ) in all
        {
            let share = if largest > 0.0 { share } else { 0.0 };
            // In the lower line, neither is the first where one of the upper line is as large.
            let taken = lower & ((other_left == largest) | (other_right == largest));
            let share = if taken { 0.0 } else { share };
            *left_delta = if left == largest { share } else { 0.0 };
            *right_delta = if (right == largest) & (left != largest) { share } else { 0.0 };
        }
    }
}
