//! Whether a region is complete in itself.
//!
//! A region that ends with `#[cfg(any())]`, or with `if false`, would take in what stands after it, and that checks it.
//! So a region has to be the same kind of thing as the solution's: whole items, whole statements, an expression, ...

use syn::parse::Parser;
use syn::{Block, Expr, File, ItemImpl, ItemStruct};

/// What a region can be.
const KINDS: [fn(&str) -> bool; 6] = [
    |text| syn::parse_str::<File>(text).is_ok(),
    |text| Block::parse_within.parse_str(text).is_ok(),
    |text| syn::parse_str::<Expr>(text).is_ok(),
    |text| syn::parse_str::<Expr>(&format!("match region {{\n{text}\n}}")).is_ok(),
    |text| syn::parse_str::<ItemImpl>(&format!("impl Region {{\n{text}\n}}")).is_ok(),
    |text| syn::parse_str::<ItemStruct>(&format!("struct Region {{\n{text}\n}}")).is_ok(),
];

/// Whether it is what the solution is.
pub fn is(solution: &str, region: &str) -> bool {
    KINDS.iter().any(|is_kind| is_kind(solution) && is_kind(region)) && super::Tokens::of(region).is_ok()
}
