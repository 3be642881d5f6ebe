//! The handwritten digits: small enough to travel inside the program, so that every lesson runs
//! without a download.
//!
//! Who made them, and under which licence, is in `DIGITS.md` beside this file.

use super::Dataset;

/// 65 bytes an image: 64 pixels of 0 to 16, then the label. Packed by `digits.py`.
static PACKED: &[u8] = include_bytes!("digits.bin");

const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
/// The value of a pixel that is all ink.
const INK: f32 = 16.0;

/// 1797 handwritten digits of 8 x 8 pixels, 0 (paper) to 1 (ink), in 10 classes.
///
/// In stored order, which is not a random one: see [`Split::of_digits`](super::Split::of_digits).
///
/// E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
/// Repository, 1998, [DOI 10.24432/C50P49](https://doi.org/10.24432/C50P49),
/// [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/); packed as bytes, and scaled here.
pub fn digits() -> Dataset {
    let (images, _) = PACKED.as_chunks::<{ PIXELS + 1 }>();
    let inputs =
        images.iter().flat_map(|image| &image[..PIXELS]).map(|&pixel| f32::from(pixel) / INK).collect();
    let labels = images.iter().map(|image| image[PIXELS]).collect();
    Dataset::new(SIDE, SIDE, 10, inputs, labels)
}
