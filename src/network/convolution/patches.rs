//! From images to patches, and from the deltas of patches back to those of images.
//!
//! The patch of a pixel is the pixel and its eight neighbours. With a frame of zeros around the image every pixel has
//! eight, so nothing in here asks whether it is at the edge; and as a pixel's channels lie side by side, each row of a
//! patch is one piece of memory. To write all patches out as the rows of a matrix costs nine times the image's memory
//! and makes the convolution a matrix product: Chellapilla, Puri and Simard 2006, High performance convolutional neural
//! networks for document processing, section 2.

use super::block::Block;

/// Pixels of a patch.
pub(super) const PATCH: usize = SIDE * SIDE;
/// Pixels of a patch's side.
const SIDE: usize = 3;

/// Copies each image into the middle of its frame. The frame itself is never written, and stays as it was.
pub(super) fn frame(block: &Block, images: &[f32], framed: &mut [f32]) {
    let line = block.width * block.channels;
    for (image, framed) in
        images.chunks_exact(block.height * line).zip(framed.chunks_exact_mut(block.framed()))
    {
        for (pixels, framed) in image.chunks_exact(line).zip(lines_mut(block, framed)) {
            framed.copy_from_slice(pixels);
        }
    }
}

/// Copies each image out of its frame.
pub(super) fn unframe(block: &Block, framed: &mut [f32], images: &mut [f32]) {
    let line = block.width * block.channels;
    let images = images.chunks_exact_mut(block.height * line);
    for (image, framed) in images.zip(framed.chunks_exact_mut(block.framed())) {
        for (pixels, framed) in image.chunks_exact_mut(line).zip(lines_mut(block, framed)) {
            pixels.copy_from_slice(framed);
        }
    }
}

/// The lines of an image, without the frame that is around them.
fn lines_mut<'a>(block: &Block, framed: &'a mut [f32]) -> impl Iterator<Item = &'a mut [f32]> {
    let (line, channels) = (framed_line(block), block.channels);
    framed
        .chunks_exact_mut(line)
        .skip(1)
        .take(block.height)
        .map(move |framed| &mut framed[channels..line - channels])
}

// ANCHOR: patches
/// Overwrites `rows` with the patches of all images, one a row.
pub(super) fn patches(block: &Block, framed: &[f32], rows: &mut [f32]) {
    match block.channels {
        // Three numbers: a call to copy them would take longer than they do, and of an array the compiler knows how many.
        1 => for_each_row(block, framed, rows, |from, to| {
            *to.first_chunk_mut::<SIDE>().expect("a row of a patch") =
                *from.first_chunk().expect("as many pixels");
        }),
        _ => for_each_row(block, framed, rows, |from, to| to.copy_from_slice(from)),
    }
}

/// Calls `copy` for each row of each patch, with where it is in the image and where it belongs.
#[inline(always)]
fn for_each_row(block: &Block, framed: &[f32], rows: &mut [f32], copy: impl Fn(&[f32], &mut [f32])) {
    let (line, row) = (framed_line(block), SIDE * block.channels);
    let of_images = rows.chunks_exact_mut(block.pixels() * PATCH * block.channels);
    for (framed, rows) in framed.chunks_exact(block.framed()).zip(of_images) {
        for (y, rows) in rows.chunks_exact_mut(block.width * PATCH * block.channels).enumerate() {
            let above = &framed[y * line..];
            for (x, patch) in rows.chunks_exact_mut(SIDE * row).enumerate() {
                for (dy, patch_row) in patch.chunks_exact_mut(row).enumerate() {
                    copy(&above[dy * line + x * block.channels..][..row], patch_row);
                }
            }
        }
    }
}
// ANCHOR_END: patches

/// Overwrites `framed` with the sums, for each pixel, of the `rows` of all patches that it is in.
pub(super) fn add_patches(block: &Block, rows: &[f32], framed: &mut [f32]) {
    framed.fill(0.0);
    let line = framed_line(block);
    let row = SIDE * block.channels;
    let of_images = rows.chunks_exact(block.pixels() * PATCH * block.channels);
    for (framed, rows) in framed.chunks_exact_mut(block.framed()).zip(of_images) {
        for (y, rows) in rows.chunks_exact(block.width * PATCH * block.channels).enumerate() {
            let above = &mut framed[y * line..];
            for (x, patch) in rows.chunks_exact(PATCH * block.channels).enumerate() {
                for (dy, patch_row) in patch.chunks_exact(row).enumerate() {
                    let sums = &mut above[dy * line + x * block.channels..][..row];
                    for number in 0..row {
                        sums[number] += patch_row[number];
                    }
                }
            }
        }
    }
}

/// Numbers in a line of an image with its frame.
fn framed_line(block: &Block) -> usize {
    (block.width + 2) * block.channels
}
