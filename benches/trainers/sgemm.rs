//! The yardstick: one large matrix product on one thread. No training on one thread can be quicker
//! than its matrix products, and no products are quicker than large ones.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SIZE: usize = 1024;

/// Two square matrices, and room for their product.
pub struct Sgemm {
    left: Vec<f32>,
    right: Vec<f32>,
    product: Vec<f32>,
}

impl Sgemm {
    /// Floating point operations of a product: a multiplication and an addition each.
    pub const FLOPS: u64 = 2 * (SIZE * SIZE * SIZE) as u64;

    pub fn new() -> Self {
        let matrix = |seed| (0..SIZE * SIZE).map(|place| (place * seed % 7) as f32).collect();
        Sgemm { left: matrix(3), right: matrix(5), product: vec![0.0; SIZE * SIZE] }
    }

    pub fn multiply(&mut self) {
        let (left, right) = (black_box(self.left.as_ptr()), black_box(self.right.as_ptr()));
        let product = self.product.as_mut_ptr();
        let row = SIZE as isize;
        // SAFETY: all three matrices have SIZE rows of SIZE elements, one row after another, and the
        // product is a vector of its own.
        unsafe {
            matrixmultiply::sgemm(SIZE, SIZE, SIZE, 1.0, left, row, 1, right, row, 1, 0.0, product, row, 1);
        }
        black_box(&self.product);
    }

    /// How long a product takes.
    pub fn timed(&mut self) -> Duration {
        let start = Instant::now();
        self.multiply();
        start.elapsed()
    }
}
