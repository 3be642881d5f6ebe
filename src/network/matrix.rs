//! Matrix products: a safe door to `matrixmultiply::sgemm`, which packs its operands into small
//! tiles and picks AVX-512, AVX2 or Neon at run time.

/// A matrix that borrows its elements from somebody's flat memory.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    elements: &'a [f32],
    rows: usize,
    columns: usize,
    /// How far apart in `elements` an element and the one below it are.
    row_stride: usize,
    /// How far apart in `elements` an element and its right neighbour are.
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// Reads `elements` as `rows` rows of `columns` numbers, one row after another.
    ///
    /// # Panics
    /// If there are not `rows * columns` elements. The soundness of [`multiply`] rests on this check.
    pub fn new(elements: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(
            rows.checked_mul(columns),
            Some(elements.len()),
            "a matrix of {rows} x {columns} elements"
        );
        Matrix { elements, rows, columns, row_stride: columns, column_stride: 1 }
    }

    /// The same elements with rows and columns exchanged. Nothing is moved: only the strides are.
    pub fn transposed(self) -> Self {
        Matrix {
            elements: self.elements,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }
}

/// Overwrites `product` with `left * right`, row after row.
///
/// An inner dimension of 0 gives zeros: the gradient of an empty batch needs no case of its own.
///
/// # Panics
/// If the inner dimensions differ, or `product` has not `left.rows * right.columns` elements.
pub fn multiply(left: Matrix<'_>, right: Matrix<'_>, product: &mut [f32]) {
    assert_eq!(left.columns, right.rows, "the inner dimensions of a matrix product agree");
    let (rows, inner, columns) = (left.rows, left.columns, right.columns);
    assert_eq!(rows.checked_mul(columns), Some(product.len()), "a product of {rows} x {columns} elements");
    // SAFETY: `sgemm` reads the elements `row * row_stride + column * column_stride` of both factors
    // and writes the elements `row * columns + column` of the product, for rows and columns below
    // the dimensions. `Matrix::new` and the assertion above keep all of these inside their slices
    // (exchanging dimensions together with strides changes nothing about that), the exclusive borrow
    // keeps the product apart from the factors, and a slice's length always fits an `isize`.
    unsafe {
        matrixmultiply::sgemm(
            rows,
            inner,
            columns,
            1.0,
            left.elements.as_ptr(),
            left.row_stride as isize,
            left.column_stride as isize,
            right.elements.as_ptr(),
            right.row_stride as isize,
            right.column_stride as isize,
            0.0, // the product's old elements are overwritten without being read
            product.as_mut_ptr(),
            columns as isize,
            1,
        );
    }
}
